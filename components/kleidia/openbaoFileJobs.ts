import { foldersRestore, foldersScripts, withFolders } from "../core/folderJobs";
import { appLabel } from "../core/objects";
import type { PhaseJob } from "../core/phaseJob";
import { backupJob, clusterAccessEnv, type JobPlace } from "../core/scriptJobs";
import { serverNames } from "./openbaoConfig";
import type { PlatformArgs } from "./platform";
import { openbaoUser } from "./platformPod";

/** What the Jobs below run, from the project's folder. */
export const openbaoFileScripts = ["components/kleidia/scripts/openbao-file-copy.sh", ...foldersScripts] as const;

type Platform = Pick<PlatformArgs, "name" | "namespace" | "servers" | "tools">;

/** The account that may stop the server and start it again. */
export function stopperName(name: string): string {
  return `${name}-stopper`;
}

/** How long the server may be stopped for, in seconds. Where its volume can't be had, the Job waits for no longer either. */
const copySeconds = 3600;

/** The volume of the one server, as the StatefulSet names it. */
const storeOf = ({ name }: Platform) => ({ name: "store", path: "/store", claimName: `data-${name}-0` });

/**
 * Copies the files of a stopped server. It is stopped by the Job itself and not by a stage, which only an offline migration
 * has; and for as long as the copy takes, not for two `up`s.
 */
export function openbaoFileBackup(place: JobPlace, platform: Platform): PhaseJob {
  const [server = ""] = serverNames(platform);
  const env = { NAMESPACE: platform.namespace, STATEFUL_SET: platform.name, POD: server };
  const { pod, ...job } = backupJob(place, withFolders({
    image: platform.tools.image,
    user: openbaoUser,
    account: stopperName(platform.name),
    command: ["openbao-file-copy.sh"],
    deadlineSeconds: copySeconds,
    env: [...Object.entries(env).map(([name, value]) => ({ name, value })), ...clusterAccessEnv],
  }, [storeOf(platform)], "read"));
  return { ...job, pod: { ...pod, affinity: besideServer(platform) } };
}

/** Puts files back. Its stages have stopped the server. */
export function openbaoFileRestore(place: JobPlace, platform: Platform, backup: string): PhaseJob {
  return foldersRestore(place, { image: platform.tools.image, user: openbaoUser, folders: [storeOf(platform)] }, backup);
}

/** A volume for one node at a time can't be had on another while the server runs. A stopped server is nowhere. */
function besideServer({ name }: Platform) {
  const podAffinityTerm = { labelSelector: { matchLabels: appLabel(name) }, topologyKey: "kubernetes.io/hostname" };
  return { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] } };
}
