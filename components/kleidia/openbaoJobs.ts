import type { PhaseJob } from "../core/phaseJob";
import { backupJob, readableByGroup, restoreJob, type JobPlace, type ScriptJob } from "../core/scriptJobs";
import { openbaoPort } from "./conventions";
import { activeName, serverAddress } from "./openbaoConfig";
import type { PlatformArgs } from "./platform";

/** What the Jobs below run, from the project's folder. */
export const openbaoScripts = [
  "components/kleidia/scripts/openbao-snapshot.sh",
  "components/kleidia/scripts/openbao-restore.sh",
] as const;

/** Any user but root; nothing in the image belongs to it. */
export const toolsUser = 65_532;

type Platform = Pick<PlatformArgs, "name" | "tools" | "backups">;

/** The first server answers anything, sealed or not: a sealed one is no reason to go without a backup. */
const answers = (name: string) => `curl --silent --max-time 5 --output /dev/null ${serverAddress(name, `${name}-0`)}/v1/sys/health`;

function job({ name, tools, backups: { openbaoTokenSecretName: secretName } }: Platform, script: string): ScriptJob {
  return {
    image: tools.image,
    user: toolsUser,
    command: [script],
    env: [
      { name: "BAO_ADDR", value: `http://${activeName(name)}:${openbaoPort}` },
      { name: "BAO_TOKEN_FILE", value: "/token/token" },
    ],
    mounts: [
      { path: "/token", volume: { name: "token", secret: { secretName, defaultMode: readableByGroup, items: [{ key: "token", path: "token" }] } } },
    ],
  };
}

/** Takes a snapshot of everything that the servers keep. */
export function openbaoBackup(place: JobPlace, platform: Platform): PhaseJob {
  return backupJob(place, { ...job(platform, "openbao-snapshot.sh"), unlessNothingAnswers: answers(platform.name) });
}

export function openbaoRestore(place: JobPlace, platform: Platform, backup: string): PhaseJob {
  return restoreJob(place, job(platform, "openbao-restore.sh"), backup);
}
