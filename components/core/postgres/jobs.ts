import type { input } from "@pulumi/kubernetes/types";
import type { PostgresConfig } from "../../../config/fields";
import { withFolders, type BackedUpFolder } from "../folderJobs";
import type { PhaseJob } from "../phaseJob";
import { backupJob, checkJob, restoreJob, type JobPlace, type ScriptJob } from "../scriptJobs";

export const postgresPort = 5432;

/** A PostgreSQL server, as its clients know it. */
export interface PostgresServer {
  readonly host: string;
  /** The label of its Pods. @default - the host's name */
  readonly app?: string;
  /** The server's image, which has the tools too. */
  readonly image: string;
  /** The number of the image's user `postgres`. */
  readonly runAsUser: number;
  readonly database: string;
  readonly user: string;
  /** The Secret whose key `password` is the user's. */
  readonly secret: string;
}

/** @param settings with the StatefulSet in `server`, where it is not called as the Service */
export function postgresServer(settings: Omit<PostgresConfig, "storage" | "volume"> & { readonly server?: string | undefined }): PostgresServer {
  const { name, server, image, runAsUser, database, user, credentials } = settings;
  return { host: name, app: server ?? name, image, runAsUser, database, user, secret: credentials.secret };
}

/** What the Jobs below run, from the project's folder. */
export const postgresScripts = [
  "components/core/scripts/postgres-version.sh",
  "components/core/scripts/postgres-backup.sh",
  "components/core/scripts/postgres-restore.sh",
] as const;

export const postgresMoveScript = "components/core/scripts/postgres-move.sh";

export function postgresPassword(server: Pick<PostgresServer, "secret">): input.core.v1.EnvVarSource {
  return { secretKeyRef: { name: server.secret, key: "password" } };
}

/** What the tools find the server with. */
export function postgresClient(server: PostgresServer): input.core.v1.EnvVar[] {
  return [
    { name: "PGHOST", value: server.host },
    { name: "PGPORT", value: String(postgresPort) },
    { name: "PGDATABASE", value: server.database },
    { name: "PGUSER", value: server.user },
    { name: "PGPASSWORD", valueFrom: postgresPassword(server) },
  ];
}

function job(server: PostgresServer, ...command: ScriptJob["command"]): ScriptJob {
  return { image: server.image, user: server.runAsUser, command, env: postgresClient(server) };
}

const answers = "pg_isready --quiet --timeout=5";

/**
 * Backs up everything that the server has, its roles too.
 * @param folders what has to fit the data. @default - none
 */
export function postgresBackup(place: JobPlace, server: PostgresServer, folders: readonly BackedUpFolder[] = []): PhaseJob {
  return backupJob(place, withFolders({ ...job(server, "postgres-backup.sh"), unlessNothingAnswers: answers }, folders, "read"));
}

export function postgresRestore(
  place: JobPlace, server: PostgresServer, backup: string, folders: readonly BackedUpFolder[] = [],
): PhaseJob {
  return restoreJob(place, withFolders(job(server, "postgres-restore.sh"), folders, "write"), backup);
}

/** Refuses an image that can't read what the running server has written, while that server still runs. */
export function postgresReadable(place: JobPlace, server: PostgresServer): PhaseJob {
  return checkJob(place, { ...job(server, "postgres-version.sh", "same-major"), unlessNothingAnswers: answers, deadlineSeconds: 300 });
}

/** Refuses an image that can't take what the running server has, when it is moved to a server of its own. */
export function postgresMovable(place: JobPlace, server: PostgresServer): PhaseJob {
  return checkJob(place, { ...job(server, "postgres-version.sh", "not-newer"), deadlineSeconds: 300 });
}

/** Moves everything from another server of the same superuser to this one, whose volume is new; once. */
export function postgresMove(place: JobPlace, server: PostgresServer, oldHost: string): PhaseJob {
  const { env, ...move } = job(server, "postgres-move.sh");
  return backupJob(place, { ...move, env: [...env, { name: "OLD_HOST", value: oldHost }] });
}

/**
 * The server that runs is the one that was rolled out.
 * @param as whether it has to be the very release of the image, which has another's tools where the server is somebody else's
 */
export function postgresVerify(place: JobPlace, server: PostgresServer, as: "same" | "same-major" = "same"): PhaseJob {
  return checkJob(place, { ...job(server, "postgres-version.sh", as), deadlineSeconds: 300 });
}
