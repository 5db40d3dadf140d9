import { kindOf } from "./kubernetes";
import { isList, isRecord, notKnown, valueAt, type Plain, type PlainRecord } from "./plain";

/** Where each kind of object that makes Pods says what they are. */
const paths: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["Pod", ["spec"]],
  ["PodTemplate", ["template", "spec"]],
  ["CronJob", ["spec", "jobTemplate", "spec", "template", "spec"]],
  ...["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"]
    .map((kind) => [kind, ["spec", "template", "spec"]] as const),
]);

/** Whether an object of this type makes Pods. */
export function makesPods(type: string): boolean {
  const kind = kindOf(type);
  return kind !== undefined && paths.has(kind.kind) && isKubernetesOwn(kind.apiVersion);
}

/** The group of a custom resource has a domain of its own. */
function isKubernetesOwn(apiVersion: string): boolean {
  const group = apiVersion.split("/")[0] ?? "";
  return !group.includes(".") || group.endsWith(".k8s.io");
}

/** The specification of the Pods that an object makes; undefined where it makes none, unknown where it can't be read yet. */
export function podOf({ type, props }: { readonly type: string; readonly props: unknown }): PlainRecord | typeof notKnown | undefined {
  if (!makesPods(type)) return undefined;
  const spec = valueAt(props, ...paths.get(kindOf(type)?.kind ?? "") ?? []);
  return spec === notKnown || isRecord(spec) ? spec : undefined;
}

/** One container of a Pod; its `fields` are unknown where the container, or the list that it is in, isn't known yet. */
export interface Container {
  /** As messages call it. */
  readonly title: string;
  readonly fields: PlainRecord | typeof notKnown;
}

/** A Pod's containers, those that only start it included. */
export function containersOf(pod: PlainRecord): Container[] {
  return (["initContainers", "containers", "ephemeralContainers"] as const).flatMap((list) => {
    const containers = valueAt(pod, list);
    if (containers === notKnown) return [{ title: list, fields: notKnown }];
    return isList(containers) ? containers.map((one, i) => containerOf(one, `${list}[${i}]`)) : [];
  });
}

function containerOf(container: Plain, place: string): Container {
  const name = valueAt(container, "name");
  return { title: `container ${typeof name === "string" ? name : place}`, fields: isRecord(container) ? container : notKnown };
}
