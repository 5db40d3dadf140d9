import type { PhaseJob } from "./phaseJob";
import { backupJob, restoreJob, type JobPlace, type ScriptJob } from "./scriptJobs";

/** A folder that is backed up: all of a volume that may be mounted by several Pods at once. */
export interface BackedUpFolder {
  /** What the backup calls it. */
  readonly name: string;
  /** Where the volume is mounted. */
  readonly path: string;
  /** The PersistentVolumeClaim. */
  readonly claimName: string;
}

/** Who reads and writes the folders, and with what. */
export interface FolderOwner {
  /** Has a shell, tar and find. */
  readonly image: string;
  /** The number of the user to whom the files belong. */
  readonly user: number;
  readonly folders: readonly BackedUpFolder[];
}

/** What the Jobs below run, from the project's folder. */
export const foldersScripts = ["components/core/scripts/folders-backup.sh", "components/core/scripts/folders-restore.sh"] as const;

/** Before a first install there is nothing in any of them. */
const hasFiles = (folders: readonly BackedUpFolder[]) => folders.map(({ path }) => `[ -n "$(ls -A ${path})" ]`).join(" || ");

export function foldersBackup(place: JobPlace, { image, user, folders }: FolderOwner): PhaseJob {
  const job = { image, user, command: ["folders-backup.sh"] as const, env: [], unlessNothingAnswers: hasFiles(folders) };
  return backupJob(place, withFolders(job, folders, "read"));
}

export function foldersRestore(place: JobPlace, { image, user, folders }: FolderOwner, backup: string): PhaseJob {
  return restoreJob(place, withFolders({ image, user, command: ["folders-restore.sh"], env: [] }, folders, "write"), backup);
}

/** A backup that is unpacked, compared and thrown away; the real folders are not even looked at. Needs room for it on its node. */
export function foldersRehearsal(place: JobPlace, { image, user }: Omit<FolderOwner, "folders">, backup: string): PhaseJob {
  return restoreJob(place, { image, user, command: ["folders-restore.sh"], env: [{ name: "CHECK_ONLY", value: "1" }] }, backup);
}

/** Has a Job of another store back up, or bring back, folders in the same backup: what belongs together is of one moment. */
export function withFolders(job: ScriptJob, folders: readonly BackedUpFolder[], access: "read" | "write"): ScriptJob {
  if (folders.length === 0) return job;
  return {
    ...job,
    group: job.user,
    env: [...job.env, { name: "FOLDERS", value: folders.map(({ name, path }) => `${name}=${path}`).join("\n") }],
    mounts: [
      ...(job.mounts ?? []),
      ...folders.map(({ name, path, claimName }) =>
        ({ path, volume: { name: `folder-${name}`, persistentVolumeClaim: { claimName } }, ...(access === "write" && { writable: true }) })),
    ],
  };
}
