import { ClusterError, type KubernetesObject, type ObjectName } from "../cluster/cluster";
import { groupOf } from "../manifestHead";
import { managedFields } from "../cluster/managedFields";
import type { AdoptionCluster, PatchStep } from "./adoptionCluster";
import type { Sight } from "./compareObject";
import { unionOf } from "./fieldSet";
import { marksOf } from "./overlay";
import { isTakenOver, type Owners } from "./owners";
import { kindName } from "./survey";

/** How often it is tried while others change the object at the same time. */
const tries = 5;

/** How many objects are worked on at a time. */
const atOnce = 8;

/**
 * Does the same with many objects, several at a time; where one fails, those that were begun with it are brought to their end.
 * @param begin told of each before anything of it is changed
 * @throws ClusterError
 */
export async function takeOverAll(
  cluster: AdoptionCluster, sights: readonly Sight[], owners: Owners, begin: (sight: Sight) => void,
): Promise<void> {
  for (let done = 0; done < sights.length; done += atOnce) {
    const some = sights.slice(done, done + atOnce);
    some.forEach(begin);
    const ended = await Promise.allSettled(some.map((sight) => takeOver(cluster, sight, owners)));
    const failed = ended.find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
  }
}

/**
 * Makes a running object the stack's: it gets the component's marks, and what its applier owned becomes the stack's, so that
 * the next update neither conflicts with that applier nor leaves behind what only it asked for. No Pod is touched.
 *
 * It is not done by applying: `kubectl apply --server-side` takes over what a client-side apply has owned, and would take
 * away at once what the stack does not ask for. https://github.com/kubernetes/kubernetes/pull/112905
 * @throws ClusterError
 */
export async function takeOver(cluster: AdoptionCluster, { asked, live }: Sight, owners: Owners): Promise<void> {
  const marks = marksOf(asked);
  const isMarked = Object.entries(marks).every(([key, value]) => live.metadata.annotations?.[key] === value);
  if (!isMarked) await cluster.patch(nameOf(live), { merge: { metadata: { annotations: marks } } }, owners.own);
  await withOwners(cluster, live, owners, (now) => ownershipSteps(now, owners), isMarked ? live : undefined);
}

/**
 * Makes it its former owners' again, as it was found.
 * @throws ClusterError
 */
export async function handBack(cluster: AdoptionCluster, { asked, live }: Sight, owners: Owners): Promise<void> {
  const marks = Object.keys(marksOf(asked)).map((key) => [key, live.metadata.annotations?.[key] ?? null]);
  if (marks.length > 0) await cluster.patch(nameOf(live), { merge: { metadata: { annotations: Object.fromEntries(marks) } } }, owners.own);
  const former = managedFields(live).filter((one) => isTakenOver(one, owners));
  await withOwners(cluster, live, owners, (now) => {
    const rest = managedFields(now).filter((one) => !isTakenOver(one, owners));
    return former.length === 0 ? [] : ownerSteps(now, [...rest, ...former]);
  });
}

/**
 * Changes who owns an object's fields, by how it is at that moment.
 * @param known how it was a moment ago; whether it is so still, the server says
 */
async function withOwners(
  cluster: AdoptionCluster, live: KubernetesObject, { own }: Owners, stepsOf: (now: KubernetesObject) => readonly PatchStep[],
  known?: KubernetesObject,
): Promise<void> {
  const name = nameOf(live);
  for (let left = tries; ; left -= 1) {
    const now = left === tries && known ? known
      : (await cluster.found([name.kind], name.namespace)).find(({ metadata }) => metadata.name === name.name);
    if (now === undefined || now.metadata.uid !== live.metadata.uid) throw new ClusterError(`${live.kind} ${name.name} is not there any more`);
    const steps = stepsOf(now);
    if (steps.length === 0) return;
    try {
      return await cluster.patch(name, { steps }, own);
    } catch (error) {
      // Somebody has changed it since it was read, such as a controller its status.
      if (!(error instanceof ClusterError) || left <= 1) throw error;
    }
  }
}

function nameOf({ kind, apiVersion, metadata: { namespace, name } }: KubernetesObject): ObjectName {
  return { kind: kindName({ kind, group: groupOf(apiVersion) }), namespace, name };
}

/** What gives the stack all that its appliers own, in one entry; nothing where it has all of that already. */
export function ownershipSteps(live: KubernetesObject, owners: Owners): PatchStep[] {
  const all = managedFields(live);
  const taken = all.filter((one) => isTakenOver(one, owners) && one.apiVersion === live.apiVersion);
  const [first, ...more] = taken;
  if (!first || (more.length === 0 && first.manager === owners.own && first.operation === "Apply")) return [];
  const entry = {
    manager: owners.own, operation: "Apply", apiVersion: live.apiVersion, fieldsType: "FieldsV1", fieldsV1: unionOf(taken),
    ...(first.time !== undefined && { time: first.time }),
  };
  return ownerSteps(live, [...all.filter((one) => !taken.includes(one)), entry]);
}

/** Refused by the server where the object is another by then. */
function ownerSteps(live: KubernetesObject, value: readonly object[]): PatchStep[] {
  const { resourceVersion } = live.metadata as { readonly resourceVersion?: string };
  return [
    ...(resourceVersion === undefined ? [] : [{ op: "test" as const, path: "/metadata/resourceVersion", value: resourceVersion }]),
    { op: "replace", path: "/metadata/managedFields", value },
  ];
}
