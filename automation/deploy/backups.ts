import { annotations } from "../../components/core/labels";
import { ClusterError, type Cluster } from "../cluster/cluster";
import { podsIn, type Pod } from "../cluster/pods";
import type { HopChange } from "../../upgrades/planModel";
import { objectText } from "../manifestHead";
import { backupsIn, backupTag, recordBackup } from "../rollback/backups";
import { isRead, pastUpdates } from "../rollback/pastUpdates";
import { needsBackup } from "../rollback/restores";
import { stackObject, type StackObject } from "./resources";
import type { CarriedUp, Look, UpgradeRun } from "./run";

/**
 * Notes the backups of a hop beside the stack's state, so that a rollback finds them: their Pods, which say the ids, go
 * with their Jobs. One that a run made and did not live to note is noted too. What can't be noted is said, and does not
 * fail the update: the backup is there.
 */
export async function noteBackups(run: UpgradeRun, { hop, outcome }: CarriedUp, { exported }: Look): Promise<void> {
  const made = new Set(outcome.steps.filter(({ op, result }) => result === "succeeded" && (op === "create" || op === "replace")).map(({ urn }) => urn));
  for (const resource of exported.deployment.resources ?? []) {
    const object = stackObject(resource);
    const change = hop.changes.find(({ component }) => component === object?.component);
    if (object?.phase !== "backup" || !change || object.version !== change.to || change.from === null || resource.initErrors?.length) continue;
    if (made.has(resource.urn) || run.cluster) await noteBackup(run, change, object, made.has(resource.urn));
  }
}

async function noteBackup(run: UpgradeRun, change: HopChange, object: StackObject, isNew: boolean): Promise<void> {
  const { component, to } = change;
  const warn = (message: string): void => run.onEvent({ event: "warning", message });
  const tag = backupTag(component);
  const id = await backupIdOf(run.cluster, object);
  try {
    const noted = (await run.engine.tags()).get(tag);
    if (id instanceof Error) {
      if (isNew || !backupsIn(noted).some((one) => one.to === to)) warn(`the backup of ${component} was made, and its id could not be noted: ${id.message}`);
      return;
    }
    if (backupsIn(noted).some((one) => one.id === id)) return;
    const { from, since } = await beginningOf(run, change);
    if (from === undefined) throw new Error("the history does not say which release was left");
    // One more of the same attempt (a setting of its Job has changed) may have been taken after the migration: the first one counts.
    if (since !== undefined && backupsIn(noted).some((one) => one.from === from && one.to === to && takenAt(one.id) >= since)) return;
    const { value, lost } = recordBackup(noted, { from, to, id }, neededBy(run, component));
    await run.engine.setTag(tag, value);
    run.onEvent({ event: "backup-noted", component, backup: id });
    for (const one of lost) warn(`no room to note the backup ${one.id} of ${component} any more; it still exists`);
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    warn(`the backup${id instanceof Error ? "" : ` ${id}`} of ${component} could not be noted: ${why}`);
  }
}

/** Where a hop began. What an earlier run began is known by no more; the history is. */
interface Beginning {
  /** The release that was left. */
  readonly from: string | undefined;
  /** Of one that is gone on with, when it was first tried: digits of the time in UTC, down to the second. */
  readonly since?: string;
}

async function beginningOf({ engine }: UpgradeRun, { component, from, to }: HopChange): Promise<Beginning> {
  if (from !== to) return { from: from ?? undefined };
  const updates = pastUpdates(await engine.history()).filter(isRead).filter(({ kind }) => kind === "update");
  const past = updates.flatMap(({ components, startTime }) =>
    components.filter(({ id }) => id === component).map(({ version }) => ({ version, startTime })));
  const left = past.findIndex(({ version }) => version !== to);
  const first = past[left === -1 ? past.length - 1 : left - 1];
  return { from: past[left]?.version, ...(first && { since: first.startTime.replace(/\D/g, "").slice(0, 14) }) };
}

/** The digits of the time in a backup's id. */
function takenAt(id: string): string {
  return id.slice(-15).replace("-", "");
}

/** Which backups a way back would need, so that these are the last to be forgotten. */
function neededBy({ request, catalogs }: UpgradeRun, component: string): ReturnType<typeof needsBackup> {
  const { system, kind } = request.travellers.find((one) => one.component === component)!;
  return needsBackup(catalogs.get(system)!, kind);
}

/** A backup's Job ends with its id as the termination message of its Pod. */
async function backupIdOf(cluster: Cluster | undefined, job: StackObject): Promise<string | Error> {
  if (!cluster) return new Error("the stack names no cluster to ask");
  try {
    const { namespace, name } = job;
    const pods = await cluster.list({ kinds: ["pods"], namespace, selector: `batch.kubernetes.io/job-name=${name}` });
    const ids = podsIn(pods).filter((pod) => pod.metadata.annotations[annotations.phase] === "backup").flatMap(terminationMessages);
    const id = ids.find((text) => /^[a-z0-9-]+-\d{8}-\d{6}$/.test(text));
    return id ?? new Error(`no Pod of ${objectText(job)} says it`);
  } catch (error) {
    if (error instanceof ClusterError) return error;
    throw error;
  }
}

function terminationMessages({ status: { containerStatuses } }: Pod): string[] {
  return containerStatuses.flatMap(({ state: { terminated: end } }) => (end?.exitCode === 0 && end.message !== "" ? [end.message.trim()] : []));
}
