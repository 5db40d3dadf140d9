import { ClusterError, type Cluster, type KubernetesObject } from "../cluster/cluster";
import { compareWithState, type Sighting } from "./compare";
import { liveObject } from "./liveObject";
import type { Live } from "./model";
import { isWorkload } from "./readiness";
import { groupOf } from "../manifestHead";
import { isSecret, type StateObject } from "./stateObjects";

/** What the cluster has of every owner's objects. Objects without a component are the stack's own, under `undefined`. */
export type Observation = ReadonlyMap<string | undefined, Live>;

const autoscaler = { kind: "HorizontalPodAutoscaler", group: "autoscaling" };

/**
 * Asks the cluster for the objects of a stack's state: once for each namespace, for all kinds that are there. A Secret is
 * asked for by its name, since what it holds is not to be read.
 */
export async function observe(cluster: Cluster, objects: readonly StateObject[]): Promise<Observation> {
  const namespaces = [...new Set(objects.map(({ namespace }) => namespace))];
  const sightings = (await Promise.all(namespaces.map((namespace) =>
    lookInto(cluster, namespace, objects.filter((one) => one.namespace === namespace))))).flat();
  const byOwner = new Map<string | undefined, Sighting[]>();
  for (const sighting of sightings) {
    const { component } = sighting.object;
    byOwner.set(component, [...byOwner.get(component) ?? [], sighting]);
  }
  return new Map([...byOwner].map(([component, seen]) => [component, compareWithState(seen)]));
}

/** The same for a cluster that is not asked. */
export function notObserved(objects: readonly StateObject[], why: string): Observation {
  return new Map(objects.map(({ component }) => [component, { unknown: why }]));
}

async function lookInto(cluster: Cluster, namespace: string | undefined, objects: readonly StateObject[]): Promise<Sighting[]> {
  let found: readonly KubernetesObject[];
  try {
    const [secret, plain] = [objects.filter(isSecret), objects.filter((one) => !isSecret(one))];
    found = [...await listed(cluster, namespace, plain), ...await secrets(cluster, secret)];
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return objects.map((object) => ({ object, live: error, autoscaled: false }));
  }
  const byKey = new Map(found.map((live) => [keyOf({ ...live.metadata, kind: live.kind, group: groupOf(live.apiVersion) }), live]));
  const scaled = new Set(found.filter(({ kind }) => kind === autoscaler.kind).flatMap(({ spec }) => targetOf(spec?.["scaleTargetRef"])));
  return objects.map((object): Sighting => {
    const live = byKey.get(keyOf(object));
    return {
      object,
      live: live && (liveObject(live) ?? new Error(`what the cluster says of ${object.kind} ${object.name} can't be read`)),
      autoscaled: scaled.has(`${object.kind}/${object.name}`),
    };
  });
}

type Found = Promise<readonly KubernetesObject[]>;

async function listed(cluster: Cluster, namespace: string | undefined, objects: readonly StateObject[]): Found {
  if (objects.length === 0) return [];
  const kinds = [...objects, ...(objects.some(({ kind }) => isWorkload(kind)) ? [autoscaler] : [])].map(kindName);
  return cluster.list({ kinds: [...new Set(kinds)].sort(), namespace });
}

async function secrets(cluster: Cluster, objects: readonly StateObject[]): Found {
  const found = await Promise.all(objects.map(({ namespace, name }) => cluster.get({ kind: "secret", namespace, name })));
  return found.filter((one) => one !== undefined);
}

/** As kubectl takes it, and as no other group's kind is called: `deployment.apps`. */
function kindName({ kind, group }: { readonly kind: string; readonly group: string }): string {
  return [kind.toLowerCase(), ...(group === "" ? [] : [group])].join(".");
}

function keyOf({ kind, group, namespace, name }: Pick<StateObject, "kind" | "group" | "name"> & { readonly namespace?: string | undefined }): string {
  return [kind, group, namespace ?? "", name].join("/");
}

function targetOf(reference: unknown): string[] {
  if (typeof reference !== "object" || reference === null || !("kind" in reference) || !("name" in reference)) return [];
  return [`${String(reference.kind)}/${String(reference.name)}`];
}
