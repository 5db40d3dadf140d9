import type { ReplicationConfig, StorageConfig } from "../../../config/fields";
import { imageMajor } from "../imageVersion";
import { appLabel } from "../objects";
import type { PhaseJob } from "../phaseJob";
import { restrictedContainer } from "../restricted";
import { scriptsDir } from "../scriptFiles";
import { checkJob, type JobPlace } from "../scriptJobs";
import type { ServiceSpec } from "../scriptedComponent";
import { volumeClaim } from "../volumeClaim";
import { postgresClient, postgresPort } from "./jobs";
import { postgresPod, postgresPodScripts, type PostgresWithVolume } from "./pod";

/**
 * Two PostgreSQL servers with a volume each: one that is written to, and one that follows it and is read from.
 *
 * They are one StatefulSet, since Kubernetes replaces its Pods from the last to the first, each when the one before is ready.
 * With the primary as number 0 that is the order that PostgreSQL advises: a newer secondary reads what an older primary
 * writes, and not always the other way round (https://www.postgresql.org/docs/current/warm-standby.html). Both are made at once
 * (`Parallel`): the secondary waits for the primary before its server starts, and a broken one does not stop the other's update.
 */
export interface PostgresPair extends PostgresWithVolume, ReplicationConfig {
  /** The StatefulSet; its Pods are `<name>-0` and `<name>-1`. `host` is the Service of the one that is written to. */
  readonly name: string;
  readonly storage: StorageConfig;
  /** Where the password is that the secondary follows with. */
  readonly replication: { readonly secret: string; readonly key: string };
}

/** What the Pods and Jobs below run, from the project's folder. */
export const pairScripts = [
  ...postgresPodScripts,
  "components/core/scripts/postgres-secondary.sh",
  "components/core/scripts/postgres-replication.sh",
] as const;

/** How long the Pods may take until they are ready: a copy of all data may have to be made. For `customTimeouts`. */
export const pairTimeout = "4h";

/** The log that a primary keeps for a secondary that is away, so that it need not be copied anew. It fits the smallest volumes. */
const keptLog = "512MB";

const settingsDir = "/settings";
const passwordDir = "/replication";
const passwordFile = `${passwordDir}/pgpass`;
/** As in postgres-replicator.sh. */
const replicator = "replicator";

/** Why servers of an image can't be a pair; undefined where they can. */
export function pairProblem(image: string): string | undefined {
  const major = imageMajor(image);
  return major >= 13 ? undefined : `found PostgreSQL ${major}, expected 13 or newer for a secondary: older ones have other settings`;
}

export function readOnlyHost({ host }: Pick<PostgresPair, "host">): string {
  return `${host}-ro`;
}

/** The Services: `host` leads to the primary, `<host>-ro` to the secondary. */
export function pairServices(pair: PostgresPair): readonly ServiceSpec[] {
  const ports = [{ name: "postgresql", port: postgresPort, targetPort: postgresPort }];
  const to = (name: string, server: number): ServiceSpec =>
    ({ name, app: pair.name, ports, also: { "statefulset.kubernetes.io/pod-name": podName(pair, server) } });
  return [to(pair.host, pair.primary), to(readOnlyHost(pair), 1 - pair.primary)];
}

/** The ConfigMap that the servers read; a change of it restarts none of them. */
export function pairSettings(pair: PostgresPair): { readonly name: string; readonly data: Readonly<Record<string, string>> } {
  const { reseed } = pair;
  return {
    name: `${pair.name}-settings`,
    data: {
      // The first line is as in the image: whoever is in the Pod already.
      "pg_hba.conf": [
        "local all all trust", "host all all all scram-sha-256", `host replication ${replicator} all scram-sha-256`, "",
      ].join("\n"),
      reseed: reseed === undefined ? "" : `${podName(pair, reseed.server)} ${reseed.word}`,
    },
  };
}

/** The StatefulSet's specification. Needs the ConfigMap and the scripts to be there. */
export function pairSpec(pair: PostgresPair, labels: Readonly<Record<string, string>>, place: Pick<JobPlace, "scriptsConfigMap">) {
  return {
    serviceName: pair.host,
    replicas: 2,
    podManagementPolicy: "Parallel",
    updateStrategy: { type: "RollingUpdate" },
    selector: { matchLabels: appLabel(pair.name) },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
    template: { metadata: { labels: { ...labels, ...appLabel(pair.name) } }, spec: pairPod(pair, place) },
    volumeClaimTemplates: [volumeClaim(pair.claim, pair.storage)],
  };
}

function pairPod(pair: PostgresPair, place: Pick<JobPlace, "scriptsConfigMap">) {
  const single = postgresPod(pair, place);
  const shared = [
    { name: "settings", mountPath: settingsDir, readOnly: true },
    { name: "replication", mountPath: passwordDir },
  ];
  const pod = { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } };
  const { mountPath, dataDirectory } = pair.volume;
  const secondary = {
    name: "follow",
    image: pair.image,
    command: ["sh", `${scriptsDir}/postgres-secondary.sh`],
    env: [
      ...postgresClient(pair),
      replicationPassword(pair),
      pod,
      { name: "PRIMARY", value: podName(pair, pair.primary) },
      { name: "PGDATA", value: dataDirectory },
      { name: "VOLUME", value: mountPath },
      { name: "PASSFILE", value: passwordFile },
      { name: "RESEED_FILE", value: `${settingsDir}/reseed` },
    ],
    securityContext: { ...restrictedContainer, readOnlyRootFilesystem: true },
    volumeMounts: [{ name: pair.claim, mountPath }, { name: "scripts", mountPath: scriptsDir, readOnly: true }, ...shared],
  };
  const conninfo = `host=${pair.host} port=${postgresPort} user=${replicator} passfile=${passwordFile}`;
  const settings = [`hba_file=${settingsDir}/pg_hba.conf`, "cluster_name=$(POD)", `wal_keep_size=${keptLog}`, `primary_conninfo=${conninfo}`];
  return {
    ...single,
    // On one node they would be lost as one.
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { labelSelector: { matchLabels: appLabel(pair.name) }, topologyKey: "kubernetes.io/hostname" } },
        ],
      },
    },
    // A secondary has its data before anybody asks whether it has.
    initContainers: [secondary, ...single.initContainers],
    containers: single.containers.map((server) => ({
      ...server,
      args: ["postgres", ...settings.flatMap((setting) => ["-c", setting])],
      env: [...server.env, pod],
      volumeMounts: [...server.volumeMounts, ...shared.map((mount) => ({ ...mount, readOnly: true }))],
    })),
    volumes: [
      ...single.volumes,
      { name: "settings", configMap: { name: pairSettings(pair).name } },
      // In memory: the password is on no volume.
      { name: "replication", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
    ],
  };
}

/** The servers that run are the ones that were rolled out, and the secondary follows. */
export function pairVerify(place: JobPlace, pair: PostgresPair): PhaseJob {
  const seconds = 900;
  return checkJob(place, {
    image: pair.image,
    user: pair.runAsUser,
    command: ["postgres-replication.sh"],
    env: [
      ...postgresClient(pair),
      replicationPassword(pair),
      { name: "SECONDARY_HOST", value: readOnlyHost(pair) },
      { name: "WITHIN_SECONDS", value: String(seconds) },
    ],
    deadlineSeconds: seconds + 300,
  });
}

function replicationPassword({ replication: { secret, key } }: PostgresPair) {
  return { name: "REPLICATION_PASSWORD", valueFrom: { secretKeyRef: { name: secret, key } } };
}

function podName({ name }: PostgresPair, server: number): string {
  return `${name}-${server}`;
}
