import type { PhaseJob, PodSpec } from "../core/phaseJob";
import type { HaloArgs } from "./haloComponent";
import { platforms } from "./platform";
import { placement } from "./pods";
import { restrictedContainer, restrictedPod } from "../core/restricted";
import {
  googleBackupScript,
  googleRestoreScript,
  postgresBackupScript,
  postgresRestoreScript,
  type ScriptCall,
} from "./scripts";

/** A store on Google Cloud; `name` tells a component's stores apart. */
export type GoogleStore =
  | { readonly kind: "spanner"; readonly name: string; readonly instance: string; readonly database: string }
  | { readonly kind: "cloudSql"; readonly name: string; readonly instance: string };

export interface PostgresStore {
  readonly kind: "postgres";
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** The Secret with the keys `username` and `password`. */
  readonly credentials: string;
}

/** Everything a component keeps. Its stores share one backup id, so that they are always restored together. */
export type Stores = readonly GoogleStore[] | PostgresStore;

interface Owner {
  /** The component's logical name: backup ids are `<name>-<UTC>`. */
  readonly name: string;
  readonly args: HaloArgs;
  /** The account of the component's own internal server, unless the stack names another. */
  readonly serviceAccount: string;
}

/** What touches large databases takes hours. */
const dataDeadlineSeconds = 4 * 3600;

/** Upstream's schema tool in a Job. It does what is still to be done and can be started again. */
export function migrateJob(pod: PhaseJob["pod"], store?: string): PhaseJob {
  return { pod, deadlineSeconds: dataDeadlineSeconds, ...(store !== undefined && { store }) };
}

export function backupJob(owner: Owner, stores: Stores): PhaseJob {
  return isPostgres(stores)
    ? postgresJob(owner, stores, "backup", postgresBackupScript(owner.name))
    : googleJob(owner, "backup", googleBackupScript(owner.name, callsOf(stores)));
}

export function restoreJob(owner: Owner, stores: Stores, backup: string): PhaseJob {
  return isPostgres(stores)
    ? postgresJob(owner, stores, "restore", postgresRestoreScript(backup))
    : googleJob(owner, "restore", googleRestoreScript(backup, callsOf(stores)));
}

function isPostgres(stores: Stores): stores is PostgresStore {
  return "kind" in stores;
}

function callsOf(stores: readonly GoogleStore[]): ScriptCall[] {
  return stores.map((store) => ({
    run: store.kind === "spanner" ? "spanner" : "cloud_sql",
    words: store.kind === "spanner" ? [store.instance, store.database] : [store.instance],
    suffix: stores.length === 1 ? "" : `-${store.name}`,
  }));
}

function googleJob({ args, serviceAccount }: Owner, name: string, script: string): PhaseJob {
  return dataJob(args, serviceAccount, googleUser, {
    name,
    image: args.backups.image,
    command: ["sh", "-c", script],
    // The CLI needs more than the namespace's default.
    resources: { requests: { cpu: "10m", memory: "512Mi" }, limits: { memory: "512Mi" } },
    env: [
      { name: "CLOUDSDK_CORE_PROJECT", value: args.googleCloudProject ?? "" },
      // Where its user may write, whoever that is in the image.
      { name: "CLOUDSDK_CONFIG", value: "/tmp/gcloud" },
      { name: "RETENTION", value: args.backups.retention },
    ],
  });
}

function postgresJob({ args, serviceAccount }: Owner, store: PostgresStore, name: string, script: string): PhaseJob {
  const fromSecret = (key: string) => ({ valueFrom: { secretKeyRef: { name: store.credentials, key } } });
  const volume = { name: "backups", persistentVolumeClaim: { claimName: args.backups.volumeClaimName ?? "" } };
  return dataJob(
    args,
    serviceAccount,
    postgresUser,
    {
      name,
      image: args.backups.postgresImage,
      command: ["sh", "-c", script],
      env: [
        { name: "PGHOST", value: store.host },
        { name: "PGPORT", value: String(store.port) },
        { name: "PGDATABASE", value: store.database },
        { name: "PGUSER", ...fromSecret("username") },
        { name: "PGPASSWORD", ...fromSecret("password") },
      ],
      volumeMounts: [{ name: volume.name, mountPath: "/backups" }],
    },
    [volume],
  );
}

type Container = Extract<PodSpec["containers"], readonly unknown[]>[number];
type Volumes = Extract<NonNullable<PodSpec["volumes"]>, readonly unknown[]>;

/** The images' own users that are not root: `cloudsdk` and `postgres`. */
const googleUser = 1000;
const postgresUser = 999;

function dataJob(args: HaloArgs, ownAccount: string, user: number, container: Container, volumes?: Volumes): PhaseJob {
  const serviceAccount = args.backups.serviceAccountName ?? ownAccount;
  return {
    deadlineSeconds: dataDeadlineSeconds,
    pod: {
      ...placement({ serviceAccount }, platforms[args.platform]),
      securityContext: restrictedPod(user),
      containers: [{ ...container, securityContext: restrictedContainer }],
      ...(volumes && { volumes }),
    },
  };
}
