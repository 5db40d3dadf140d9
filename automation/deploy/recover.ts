import type { ExportedResource, ExportedStack, PendingOperation } from "../../engines/engine";
import type { Properties } from "../../engines/rehearsal/values";
import { ClusterError, type Cluster, type KubernetesObject } from "../cluster/cluster";
import { managedFields, withoutManagedFields } from "../cluster/managedFields";
import { objectText } from "../manifestHead";
import { providerId, providerOutputs } from "../providerRecord";
import { liveObject } from "../status/liveObject";
import { jobEnd } from "../status/readiness";
import { stackObject, type StackObject } from "./resources";

/** An object that a run began to make and did not live to see. */
export interface Orphan {
  readonly operation: PendingOperation;
  readonly object: StackObject;
}

/** What the cluster has of it. */
export type Fate =
  | { readonly kind: "absent" }
  | { readonly kind: "running" }
  | { readonly kind: "there"; readonly live: KubernetesObject }
  | { readonly kind: "failed"; readonly live: KubernetesObject; readonly why: string };

/** The objects of a cluster whose making was begun and whose end nobody saved. */
export function orphansIn({ deployment: { pending_operations = [] } }: ExportedStack): readonly Orphan[] {
  return pending_operations.filter(({ type }) => type === "creating").flatMap((operation) => {
    const object = stackObject(operation.resource);
    return object === undefined ? [] : [{ operation, object }];
  });
}

/**
 * Jobs that the state has as failed, and that may not have: who waited for one was ended by a signal, or had no more time,
 * and the Job goes on. Taken for failed it would be deleted while it runs, to be begun again.
 */
export function doubtfulJobs({ deployment: { resources = [] } }: ExportedStack): readonly Orphan[] {
  return resources.filter(({ initErrors = [], delete: gone }) => initErrors.length > 0 && !gone).flatMap((resource) => {
    const object = stackObject(resource);
    return object?.kind === "Job" ? [{ operation: { type: "creating", resource }, object }] : [];
  });
}

/** @throws ClusterError where the cluster does not answer, or what it says of a Job can't be read */
export async function fateOf(cluster: Cluster, { object }: Orphan): Promise<Fate> {
  const { group, kind, namespace, name } = object;
  const live = await cluster.get({ kind: [kind.toLowerCase(), ...(group === "" ? [] : [group])].join("."), namespace, name });
  if (!live) return { kind: "absent" };
  if (kind !== "Job") return { kind: "there", live };
  const read = liveObject(live);
  if (!read) throw new ClusterError(`what the cluster says of ${objectText(object)} can't be read`);
  const ended = jobEnd(read);
  switch (ended.end) {
    case "running": return { kind: "running" };
    case "finished": return { kind: "there", live };
    case "failed": return { kind: "failed", live, why: ended.why };
  }
}

/**
 * The state with what exists in the cluster in it, so that the engine goes on from there. Without it the object would be
 * made again, which ends in `already exists` at best, and runs a migration twice at worst. What is absent is begun anew.
 * `pulumi refresh --import-pending-creates` is no way: it drops what takes the place of an older object.
 */
export function withOrphans(stack: ExportedStack, found: readonly (readonly [Orphan, Fate])[]): ExportedStack {
  const { resources = [], ...deployment } = stack.deployment;
  const settled = found.reduce((all, [orphan, fate]) => withOrphan(all, orphan, fate), resources);
  return { ...stack, deployment: { ...deployment, resources: settled, pending_operations: [] } };
}

function withOrphan(
  resources: readonly ExportedResource[], { operation: { resource }, object }: Orphan, fate: Fate,
): readonly ExportedResource[] {
  if (fate.kind === "absent" || fate.kind === "running") return resources;
  const made: ExportedResource = {
    ...resource,
    id: providerId(fate.live.metadata),
    outputs: outputsOf(resource, fate.live),
    ...(resource.initErrors && { initErrors: [] }),
    ...(fate.kind === "failed" && { initErrors: [`${objectText(object)} has failed: ${fate.why}`] }),
  };
  const former = resources.find(({ urn, delete: gone }) => urn === resource.urn && !gone);
  const rest = resources.filter((one) => one !== former);
  // The engine wants what it needs before it, and what needs it behind it; the place of the former has both.
  const needed = new Set([resource.parent, providerOf(resource), ...resource.dependencies ?? []]);
  const earliest = rest.reduce((last, { urn }, i) => (needed.has(urn) ? i + 1 : last), 0);
  const place = Math.max(earliest, former === undefined ? 0 : resources.indexOf(former));
  // A former object that was deleted to make room is gone; one that was to be deleted afterwards still has to be.
  const kept = former === undefined || former === resource || former.pendingReplacement ? [] : [{ ...former, delete: true }];
  return [...rest.slice(0, place), made, ...rest.slice(place), ...kept];
}

/** As the provider would have saved it. A Secret's values stay as the engine has encrypted them. */
function outputsOf({ inputs = {} }: ExportedResource, live: KubernetesObject): Properties {
  const manager = managedFields(live).map((one) => one.manager).find((name) => name.startsWith("pulumi-kubernetes"));
  const is = live.kind === "Secret" ? inputs : withoutManagedFields(live);
  return providerOutputs(is as unknown as Properties, inputs as Properties, manager);
}

/** The URN in a reference to a provider, `<urn>::<id>`. */
function providerOf({ provider }: ExportedResource): string | undefined {
  return provider?.split("::").slice(0, -1).join("::");
}
