import type { Properties } from "../../engines/rehearsal/values";
import type { KubernetesObject } from "../cluster/cluster";
import { groupOf, type ManifestHead } from "../manifestHead";
import type { AdoptionCluster } from "./adoptionCluster";
import { isBehind, isIncomparable, type AskedResource } from "./asked";
import type { Sight } from "./compareObject";
import { objectName } from "./model";

/** What the cluster has of what the program asks for, and what else there is beside it. */
export interface Survey {
  /** Objects that are there, by the URN of what asks for them. */
  readonly sights: ReadonlyMap<string, Sight>;
  /** Jobs that are not there and need not be, as the server would make them, by the same. */
  readonly unmade: ReadonlyMap<string, KubernetesObject>;
  /** Objects of the same kinds in the same namespaces that nobody asks for, and nothing else makes. */
  readonly others: readonly KubernetesObject[];
}

/** @throws ClusterError */
export async function surveyOf({ found, tried }: AdoptionCluster, resources: readonly AskedResource[]): Promise<Survey> {
  const asked = resources.filter((one) => one.head !== undefined && !isIncomparable(one));
  const places = [...new Set(asked.map(({ head }) => head!.namespace))];
  const seen = (await Promise.all(places.map((namespace) => {
    const heads = asked.map(({ head }) => head!).filter((head) => head.namespace === namespace);
    return found([...new Set(heads.map(kindName))].sort(), namespace);
  }))).flat();
  const byName = new Map(seen.map((live) => [keyOf({ ...live.metadata, kind: live.kind, group: groupOf(live.apiVersion) }), live]));
  const there = asked.flatMap(({ goal, head }) => {
    const live = byName.get(keyOf(head!));
    return live === undefined ? [] : [{ goal, live }];
  });
  // Where nothing is found, not even the namespace may be there.
  const lived = new Set(there.map(({ live }) => live.metadata.namespace));
  const behind = asked.filter((one) => isBehind(one) && lived.has(one.head!.namespace) && !there.some(({ goal }) => goal === one.goal));
  const made = await tried([...there, ...behind].map(({ goal }) => unnamed(goal.inputs)));
  const wanted = new Set(asked.map(({ head }) => keyOf(head!)));
  return {
    sights: new Map(there.map(({ goal, live }, i) => [goal.urn, { asked: goal.inputs, live, tried: made[i]! }])),
    unmade: new Map(behind.map(({ goal }, i) => [goal.urn, made[there.length + i]!])),
    others: [...byName].filter(([key, live]) => !wanted.has(key) && !isMadeByAnother(live)).map(([, live]) => live),
  };
}

/** What becomes of what is asked for, where that is not there or can't be compared. */
export function findingWithout(resource: AskedResource): "missing" | "not run" | "not comparable" {
  if (isIncomparable(resource)) return "not comparable";
  return isBehind(resource) ? "not run" : "missing";
}

/** `deployment.apps`, as kubectl takes it and as no other group's kind is called. */
export function kindName({ kind, group }: { readonly kind: string; readonly group: string }): string {
  return [kind.toLowerCase(), ...(group === "" ? [] : [group])].join(".");
}

function keyOf(of: Pick<ManifestHead, "kind" | "group" | "name"> & { readonly namespace?: string | undefined }): string {
  return `${of.group}/${objectName(of)}`;
}

/** The same object under a name that nobody has: its own is taken, so the server would only say that. */
function unnamed(inputs: Properties): KubernetesObject {
  const { metadata, ...rest } = inputs as unknown as KubernetesObject;
  const unnamedMetadata = Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== "name"));
  return { ...rest, metadata: { ...unnamedMetadata, generateName: "stepwise-" } } as unknown as KubernetesObject;
}

/** What a controller makes, or Kubernetes itself in every namespace. */
function isMadeByAnother({ kind, metadata }: KubernetesObject): boolean {
  const { ownerReferences } = metadata as { readonly ownerReferences?: readonly unknown[] };
  const builtIn: Readonly<Record<string, string>> = { ServiceAccount: "default", ConfigMap: "kube-root-ca.crt", Service: "kubernetes" };
  return (ownerReferences ?? []).length > 0 || builtIn[kind] === metadata.name;
}
