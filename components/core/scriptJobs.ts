import type { input } from "@pulumi/kubernetes/types";
import type { BackupsConfig } from "../../config/fields";
import { annotations } from "./labels";
import type { PhaseJob } from "./phaseJob";
import { restrictedContainer, restrictedPod } from "./restricted";
import { scriptsDigest, scriptsDir, type ScriptFiles } from "./scriptFiles";

type EnvVar = input.core.v1.EnvVar;
type Volume = input.core.v1.Volume;

/** The group that the volume of backups is given to, so that Jobs of different users can write to it. */
export const backupGroup = 65_532;

/** What touches data may take hours. */
const dataDeadlineSeconds = 4 * 3600;

/** What a component's Jobs find beside themselves. */
export interface JobPlace {
  /** The component's name, in which the ids of its backups begin. */
  readonly component: string;
  readonly backups: BackupsConfig;
  readonly scripts: ScriptFiles;
  /** The ConfigMap that the scripts are mounted from. */
  readonly scriptsConfigMap: string;
}

interface Mount {
  readonly path: string;
  readonly volume: Volume;
  /** @default - only read */
  readonly writable?: boolean;
}

/** A run of one of the project's scripts. */
export interface ScriptRun {
  /** The script's file name and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env: readonly EnvVar[];
}

/** A Job that runs one of the project's scripts. */
export interface ScriptJob extends ScriptRun {
  readonly image: string;
  /** The number of a user that isn't root. */
  readonly user: number;
  /** What the same Pod runs to its end before, with the account that it asks the cluster as. @default - nothing */
  readonly before?: ScriptRun & { readonly account: string };
  /** The account that it asks the cluster as. @default - it does not */
  readonly account?: string;
  /** Shell text that finds out whether there is a server yet; before a first install there is nothing to do. @default - it always runs */
  readonly unlessNothingAnswers?: string;
  /**
   * The group that its volumes are given to: an application's own, where its volume is among them, or every file of it would
   * be given to another. @default - that of the backups
   */
  readonly group?: number;
  /** More files than the scripts and backups. @default - none */
  readonly mounts?: readonly Mount[];
  /** In seconds. @default - four hours */
  readonly deadlineSeconds?: number;
}

/** A Job that only looks: it has no volume of backups. */
export function checkJob(place: JobPlace, job: ScriptJob): PhaseJob {
  return scriptJob(place, { ...job, env: [...job.env, scriptsMark(place, job)] });
}

export function backupJob(place: JobPlace, job: ScriptJob): PhaseJob {
  const { keepCount, keepDays } = place.backups;
  return scriptJob(place, withBackups(place, job, [
    { name: "KEEP_COUNT", value: String(keepCount) },
    { name: "KEEP_DAYS", value: String(keepDays) },
    { name: "RELEASE", valueFrom: { fieldRef: { fieldPath: `metadata.annotations['${annotations.version}']` } } },
    scriptsMark(place, job),
  ]));
}

/** Without a mark of its scripts: a restore that is done must not run again because a script has changed since. */
export function restoreJob(place: JobPlace, job: ScriptJob, backup: string): PhaseJob {
  return scriptJob(place, withBackups(place, job, [{ name: "BACKUP", value: backup }]));
}

/** A Job that does something once. Like a restore it has no mark of its scripts. */
export function onceJob(place: JobPlace, job: ScriptJob): PhaseJob {
  return scriptJob(place, job);
}

/** A script that changes has its Job run again, and no other's. */
function scriptsMark({ scripts }: JobPlace, { command, before, unlessNothingAnswers }: ScriptJob): EnvVar {
  const names = [command[0], ...(before ? [before.command[0]] : []), ...(unlessNothingAnswers === undefined ? [] : [firstInstallScript])];
  return { name: "SCRIPTS_SHA256", value: scriptsDigest(scripts, names) };
}

function withBackups({ component, backups }: JobPlace, job: ScriptJob, env: readonly EnvVar[]): ScriptJob {
  const { encryptionSecretName: secretName, volumeClaimName: claimName } = backups;
  const encryption = secretName === undefined ? [] : [{
    path: "/encryption",
    volume: { name: "encryption", secret: { secretName, defaultMode: readableByGroup, items: [{ key: "key", path: "key" }] } },
  }];
  return {
    ...job,
    env: [
      ...job.env,
      { name: "COMPONENT", value: component },
      { name: "BACKUPS", value: "/backups" },
      ...(secretName === undefined ? [] : [{ name: "ENCRYPTION_KEY_FILE", value: "/encryption/key" }]),
      ...env,
    ],
    mounts: [...(job.mounts ?? []), { path: "/backups", volume: { name: "backups", persistentVolumeClaim: { claimName } }, writable: true }, ...encryption],
  };
}

export const firstInstallScript = "unless-first-install.sh";

/** The mode of files from Secrets: the Pod's group may read them. */
export const readableByGroup = 0o440;

function scriptJob({ scriptsConfigMap }: JobPlace, job: ScriptJob): PhaseJob {
  const shared = [
    { path: scriptsDir, volume: { name: "scripts", configMap: { name: scriptsConfigMap } } },
    { path: "/tmp", volume: { name: "tmp", emptyDir: {} }, writable: true },
  ];
  const own = [...(job.mounts ?? []), ...(job.account === undefined ? [] : [clusterAccess]), ...shared];
  const { before, unlessNothingAnswers: probe } = job;
  return {
    deadlineSeconds: job.deadlineSeconds ?? dataDeadlineSeconds,
    pod: {
      automountServiceAccountToken: false,
      ...(before && { serviceAccountName: before.account, initContainers: [container(job.image, before, [clusterAccess, ...shared])] }),
      ...(job.account !== undefined && { serviceAccountName: job.account }),
      securityContext: job.group === undefined ? restrictedPod(job.user, backupGroup) : {
        ...restrictedPod(job.user, job.group),
        supplementalGroups: [backupGroup],
        // A volume that is its own already is not walked through.
        fsGroupChangePolicy: "OnRootMismatch",
      },
      containers: [container(job.image, job, own, probe === undefined ? [] : ["sh", `${scriptsDir}/${firstInstallScript}`, probe])],
      volumes: [...(before ? [clusterAccess] : []), ...own].map(({ volume }) => volume),
    },
  };
}

function container(image: string, { command, env }: ScriptRun, mounts: readonly Mount[], unless: readonly string[] = []) {
  const [script, ...words] = command;
  return {
    name: script.replace(/\.sh$/, ""),
    image,
    command: [...unless, "sh", `${scriptsDir}/${script}`, ...words],
    env: [...env],
    securityContext: { ...restrictedContainer, readOnlyRootFilesystem: true },
    volumeMounts: mounts.map(({ path, volume, writable }) =>
      ({ name: volume.name, mountPath: path, ...(!writable && { readOnly: true }) })),
  };
}

/** What a script asks the cluster with; only the one that needs it is given it. */
const clusterAccess: Mount = {
  path: "/cluster",
  volume: {
    name: "cluster",
    projected: {
      defaultMode: readableByGroup,
      sources: [
        { serviceAccountToken: { path: "token", expirationSeconds: 7200 } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      ],
    },
  },
};

/** Where a script finds it. */
export const clusterAccessEnv: readonly EnvVar[] = [
  { name: "TOKEN_FILE", value: "/cluster/token" },
  { name: "CA_FILE", value: "/cluster/ca.crt" },
];
