import { annotations } from "../../components/core/labels";
import type { Cluster, KubernetesObject } from "../cluster/cluster";
import { ClusterError } from "../cluster/cluster";
import { backupTag, recordBackup } from "../rollback/backups";
import { needsBackup } from "../rollback/restores";
import { stackObject, type StackObject } from "./resources";
import type { CarriedUp, Look, UpgradeRun } from "./run";

/**
 * Notes the backups that an `up` has made beside the stack's state, so that a rollback finds them: their Pods, which say
 * the ids, go with their Jobs. What can't be noted is said, and does not fail the update: the backup is there.
 */
export async function noteBackups(run: UpgradeRun, { hop, outcome }: CarriedUp, { exported }: Look): Promise<void> {
  const made = new Set(outcome.steps.filter(({ op, result }) => result === "succeeded" && (op === "create" || op === "replace")).map(({ urn }) => urn));
  for (const resource of exported.deployment.resources ?? []) {
    const object = made.has(resource.urn) ? stackObject(resource) : undefined;
    const change = hop.changes.find(({ component }) => component === object?.component);
    if (object?.phase !== "backup" || !change || change.from === null) continue;
    const { component, from, to } = change;
    const id = await backupIdOf(run.cluster, object);
    if (id instanceof Error) {
      run.onEvent({ event: "warning", message: `the backup of ${component} was made, and its id could not be noted: ${id.message}` });
      continue;
    }
    try {
      const tag = backupTag(component);
      const { value, lost } = recordBackup((await run.engine.tags()).get(tag), { from, to, id }, neededBy(run, component));
      await run.engine.setTag(tag, value);
      run.onEvent({ event: "backup-noted", component, backup: id });
      for (const one of lost) run.onEvent({ event: "warning", message: `no room to note the backup ${one.id} of ${component} any more; it still exists` });
    } catch (error) {
      const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
      run.onEvent({ event: "warning", message: `the backup ${id} of ${component} could not be noted: ${why}` });
    }
  }
}

/** Which backups a way back would need, so that these are the last to be forgotten. */
function neededBy({ request, catalogs }: UpgradeRun, component: string): ReturnType<typeof needsBackup> {
  const { system, kind } = request.travellers.find((one) => one.component === component)!;
  return needsBackup(catalogs.get(system)!, kind);
}

/** A backup's Job ends with its id as the termination message of its Pod. */
async function backupIdOf(cluster: Cluster | undefined, { namespace, name }: Pick<StackObject, "namespace" | "name">): Promise<string | Error> {
  if (!cluster) return new Error("the stack names no cluster to ask");
  try {
    const pods = await cluster.list({ kinds: ["pods"], namespace, selector: `batch.kubernetes.io/job-name=${name}` });
    const ids = pods.filter((pod) => pod.metadata.annotations?.[annotations.phase] === "backup").flatMap(terminationMessages);
    const id = ids.find((text) => /^[a-z0-9-]+-\d{8}-\d{6}$/.test(text));
    return id ?? new Error(`no Pod of Job ${namespace}/${name} says it`);
  } catch (error) {
    if (error instanceof ClusterError) return error;
    throw error;
  }
}

function terminationMessages({ status }: KubernetesObject): string[] {
  const statuses = (status?.["containerStatuses"] ?? []) as readonly { state?: { terminated?: { message?: string; exitCode?: number } } }[];
  return statuses.flatMap(({ state: { terminated } = {} }) =>
    (terminated?.exitCode === 0 && terminated.message ? [terminated.message.trim()] : []));
}
