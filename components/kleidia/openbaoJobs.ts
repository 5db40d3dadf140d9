import type { PhaseJob } from "../core/phaseJob";
import { backupJob, onceJob, readableByGroup, restoreJob, type JobPlace, type ScriptJob } from "../core/scriptJobs";
import { openbaoPort } from "./conventions";
import { activeName, serverAddress } from "./openbaoConfig";
import { openbaoFileBackup, openbaoFileRestore, openbaoFileScripts } from "./openbaoFileJobs";
import type { PlatformArgs } from "./platform";

/** What the Jobs below run, from the project's folder. */
const snapshotScripts = ["components/kleidia/scripts/openbao-snapshot.sh", "components/kleidia/scripts/openbao-restore.sh"] as const;

export function openbaoScripts({ storageBackend }: Pick<PlatformArgs, "storageBackend">): readonly string[] {
  return storageBackend === "file" ? openbaoFileScripts : snapshotScripts;
}

/** Any user but root; nothing in the image belongs to it. */
export const toolsUser = 65_532;

type Platform = Pick<PlatformArgs, "name" | "namespace" | "servers" | "storageBackend" | "tools" | "backups">;

/** The first server answers anything, sealed or not: a sealed one is no reason to go without a backup. */
const answers = (name: string) => `curl --silent --max-time 5 --output /dev/null ${serverAddress(name, `${name}-0`)}/v1/sys/health`;

/** @param secretName the Secret with the token */
function job({ name, storageBackend, tools }: Platform, script: string, secretName: string): ScriptJob {
  // Of one server there is no other that could be active.
  const address = `http://${storageBackend === "file" ? name : activeName(name)}:${openbaoPort}`;
  return {
    image: tools.image,
    user: toolsUser,
    command: [script],
    env: [
      { name: "BAO_ADDR", value: address },
      { name: "BAO_TOKEN_FILE", value: "/token/token" },
    ],
    mounts: [
      { path: "/token", volume: { name: "token", secret: { secretName, defaultMode: readableByGroup, items: [{ key: "token", path: "token" }] } } },
    ],
  };
}

/** Takes a snapshot of everything that the servers keep, or a copy of it where there are no snapshots. */
export function openbaoBackup(place: JobPlace, platform: Platform): PhaseJob {
  if (platform.storageBackend === "file") return openbaoFileBackup(place, platform);
  return backupJob(place, { ...job(platform, "openbao-snapshot.sh", platform.backups.openbaoTokenSecretName), unlessNothingAnswers: answers(platform.name) });
}

export function openbaoRestore(place: JobPlace, platform: Platform, backup: string): PhaseJob {
  if (platform.storageBackend === "file") return openbaoFileRestore(place, platform, backup);
  return restoreJob(place, job(platform, "openbao-restore.sh", platform.backups.openbaoTokenSecretName), backup);
}

/** What the Job below runs and reads, from the project's folder. */
export const setupScripts = ["openbao-setup.sh", "kleidia-backend.hcl", "kleidia-backup.hcl"].map((name) => `components/kleidia/scripts/${name}`);

/** How long somebody may take to initialise OpenBao, and to make the Secret with the token, in seconds. */
const setupSeconds = 1800;

/** Gives OpenBao what the backend asks of it. The Secret may go once that is done. */
export function openbaoSetup(place: JobPlace, platform: Platform, tokenSecretName: string): PhaseJob {
  const setup = job(platform, "openbao-setup.sh", tokenSecretName);
  return onceJob(place, {
    ...setup, env: [...setup.env, { name: "WITHIN_SECONDS", value: String(setupSeconds) }], deadlineSeconds: setupSeconds + 300,
  });
}
