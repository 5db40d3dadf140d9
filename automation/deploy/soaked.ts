import type { ExportedResource } from "../../engines/engine";
import { ClusterError, type KubernetesObject } from "../cluster/cluster";
import type { FailedObject, Finding } from "../cluster/diagnosis";
import { eventsOf, type Concerned } from "../cluster/events";
import { containersOf, isFine, podsIn, type Pod } from "../cluster/pods";
import { safeLine } from "../cluster/safeText";
import { newestReplicaSet, workloadOf, type Workload } from "../cluster/workload";
import { liveObject } from "../status/liveObject";
import { notReady } from "../status/readiness";
import { stackObject } from "./resources";

/** A workload that is watched after its component's hop. */
export interface Watched extends FailedObject {
  readonly component: string;
  readonly kind: "Deployment" | "StatefulSet";
}

/** What keeps running of these components, by the stack's state. */
export function watchedOf(resources: readonly ExportedResource[], components: readonly string[]): Watched[] {
  return resources.filter((resource) => !resource.delete).flatMap((resource): Watched[] => {
    const { component, kind, namespace, name } = stackObject(resource) ?? {};
    const isOurs = component !== undefined && components.includes(component) && namespace !== undefined && name !== undefined;
    return isOurs && (kind === "Deployment" || kind === "StatefulSet") ? [{ component, kind, namespace, name }] : [];
  });
}

/** A workload as it is at one moment. */
export interface Sighting {
  readonly watched: Watched;
  /** Why it is not rolled out and ready; undefined where it is. */
  readonly notReady: string | undefined;
  /** Its Pods of the newest revision that are not being deleted, by what they are known by: their uid. */
  readonly pods: ReadonlyMap<string, Pod>;
  /** How often each warning about it, its ReplicaSet and its Pods was given; by the warning. */
  readonly warnings: ReadonlyMap<string, Warning>;
}

interface Warning {
  /** The Pod that it is about; undefined for what is about the workload itself. */
  readonly pod: string | undefined;
  readonly reason: string;
  readonly detail: string;
  readonly count: number;
}

/**
 * What there is of a workload among the objects of its namespace.
 * @throws ClusterError where what the cluster says can't be read
 */
export function sightingOf(watched: Watched, objects: readonly KubernetesObject[]): Sighting {
  const { kind, namespace, name } = watched;
  const object = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (!object) return { watched, notReady: "it is not there any more", pods: new Map(), warnings: new Map() };
  const [live, workload] = [liveObject(object), workloadOf(object)];
  if (!live || !workload) throw new ClusterError(`what the cluster says of ${kind} ${namespace}/${name} can't be read`);
  const replicaSet = kind === "Deployment" ? newestReplicaSet(workload, objects.filter((one) => one.kind === "ReplicaSet")) : undefined;
  const pods = podsOf(kind === "Deployment" ? replicaSet : workload, objects);
  const about: readonly (Concerned & { readonly pod?: string })[] = [
    { kind, name, uid: workload.metadata.uid },
    ...(replicaSet ? [{ kind: "ReplicaSet", name: replicaSet.metadata.name, uid: replicaSet.metadata.uid }] : []),
    ...[...pods].map(([uid, { metadata }]) => ({ kind: "Pod", name: metadata.name, uid, pod: uid })),
  ];
  return { watched, notReady: notReady(kind, live), pods, warnings: warningsOf(objects, about) };
}

function podsOf(owner: Workload | undefined, objects: readonly KubernetesObject[]): Map<string, Pod> {
  if (owner === undefined || owner.metadata.uid === "") return new Map();
  const pods = podsIn(objects);
  if (pods.length < objects.filter(({ kind }) => kind === "Pod").length) throw new ClusterError("what the cluster says of a Pod can't be read");
  return new Map(pods
    .filter(({ metadata }) => metadata.ownerReferences.some(({ uid }) => uid === owner.metadata.uid) && metadata["deletionTimestamp"] === undefined)
    .map((pod) => [pod.metadata.uid, pod]));
}

/** Asked for one object at a time: only so many events of a question are kept. */
function warningsOf(objects: readonly KubernetesObject[], about: readonly (Concerned & { readonly pod?: string })[]): Map<string, Warning> {
  const warnings = objects.filter((object) => object.kind === "Event" && object["type"] === "Warning");
  return new Map(about.flatMap((one) => eventsOf(warnings, [one]).map(({ reason, message, count }): [string, Warning] => [
    JSON.stringify([one.kind, one.name, one.uid, reason, message]),
    { pod: one.pod, reason, count, detail: `${one.kind} ${one.name}: ${message}` },
  ])));
}

/** Something that is not as it should be while a workload is watched. */
export interface Unsteady extends Finding {
  readonly watched: Watched;
}

/**
 * What has gone wrong with a workload between two looks: containers that were restarted, Pods that were ready and are
 * not, new warnings. A Pod that is being started has its warnings for that; whether it gets ready is seen at the end.
 */
export function soaked(before: Sighting, now: Sighting): Unsteady[] {
  const findings: Finding[] = [];
  for (const [uid, pod] of now.pods) {
    const earlier = before.pods.get(uid);
    findings.push(...restarts(pod, earlier));
    if (earlier && isFine(earlier) && !isFine(pod)) {
      findings.push({ what: "not ready", detail: `Pod ${pod.metadata.name} was ready and is not any more${because(pod)}` });
    }
  }
  for (const [key, { pod, reason, detail, count }] of now.warnings) {
    const earlier = pod === undefined ? undefined : before.pods.get(pod);
    const isStarting = pod !== undefined && !(earlier && isFine(earlier));
    if (!isStarting && count > (before.warnings.get(key)?.count ?? 0)) findings.push({ what: reason, detail });
  }
  return findings.map(({ what, detail }) => ({ watched: now.watched, what: safeLine(what), detail: safeLine(detail) }));
}

/** What a workload lacks where its time is over. */
export function notReadyAtLast({ watched, notReady: why }: Sighting): Unsteady[] {
  return why === undefined ? [] : [{ watched, what: "not ready", detail: safeLine(`${watched.kind} ${watched.namespace}/${watched.name}: ${why}`) }];
}

function restarts(pod: Pod, earlier: Pod | undefined): Finding[] {
  const count = (of: Pod | undefined, container: string): number =>
    (of ? containersOf(of) : []).find(({ name }) => name === container)?.status?.restartCount ?? 0;
  return containersOf(pod).flatMap(({ name, status }) => {
    const more = (status?.restartCount ?? 0) - count(earlier, name);
    if (more <= 0) return [];
    const end = status?.lastState.terminated ?? status?.state.terminated;
    const how = end ? ` (${[end.reason, `exit code ${end.exitCode}`].filter(Boolean).join(", ")})` : "";
    return [{ what: "restarted", detail: `container ${name} of Pod ${pod.metadata.name} was restarted ${more === 1 ? "once" : `${more} times`}${how}` }];
  });
}

function because({ status: { phase, reason, message, conditions } }: Pod): string {
  const ready = conditions.find(({ type }) => type === "Ready");
  const said = [reason, message, ready?.reason, ready?.message].find((one) => one !== undefined && one !== "");
  return ` (${[phase, said].filter(Boolean).join(": ")})`;
}
