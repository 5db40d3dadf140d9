import type { input } from "@pulumi/kubernetes/types";
import type { PostgresConfig } from "../../../config/fields";
import type { PhaseJob } from "../phaseJob";
import { backupJob, checkJob, restoreJob, type JobPlace, type ScriptJob } from "../scriptJobs";

export const postgresPort = 5432;

/** A PostgreSQL server, as its clients know it. */
export interface PostgresServer {
  readonly host: string;
  /** The server's image, which has the tools too. */
  readonly image: string;
  /** The number of the image's user `postgres`. */
  readonly runAsUser: number;
  readonly database: string;
  readonly user: string;
  /** The Secret whose key `password` is the user's. */
  readonly secret: string;
}

export function postgresServer({ name, image, runAsUser, database, user, credentials }: Omit<PostgresConfig, "storage" | "volume">): PostgresServer {
  return { host: name, image, runAsUser, database, user, secret: credentials.secret };
}

/** What the Jobs below run, from the project's folder. */
export const postgresScripts = [
  "components/core/scripts/postgres-version.sh",
  "components/core/scripts/postgres-backup.sh",
  "components/core/scripts/postgres-restore.sh",
] as const;

export function postgresPassword(server: Pick<PostgresServer, "secret">): input.core.v1.EnvVarSource {
  return { secretKeyRef: { name: server.secret, key: "password" } };
}

function job(server: PostgresServer, ...command: ScriptJob["command"]): ScriptJob {
  return {
    image: server.image,
    user: server.runAsUser,
    command,
    env: [
      { name: "PGHOST", value: server.host },
      { name: "PGPORT", value: String(postgresPort) },
      { name: "PGDATABASE", value: server.database },
      { name: "PGUSER", value: server.user },
      { name: "PGPASSWORD", valueFrom: postgresPassword(server) },
    ],
  };
}

const answers = "pg_isready --quiet --timeout=5";

/** Backs up everything that the server has, its roles too. */
export function postgresBackup(place: JobPlace, server: PostgresServer): PhaseJob {
  return backupJob(place, { ...job(server, "postgres-backup.sh"), unlessNothingAnswers: answers });
}

export function postgresRestore(place: JobPlace, server: PostgresServer, backup: string): PhaseJob {
  return restoreJob(place, job(server, "postgres-restore.sh"), backup);
}

/** Refuses an image that can't read what the running server has written, while that server still runs. */
export function postgresReadable(place: JobPlace, server: PostgresServer): PhaseJob {
  return checkJob(place, { ...job(server, "postgres-version.sh", "same-major"), unlessNothingAnswers: answers, deadlineSeconds: 300 });
}

/** The server that runs is the one that was rolled out. */
export function postgresVerify(place: JobPlace, server: PostgresServer): PhaseJob {
  return checkJob(place, { ...job(server, "postgres-version.sh", "same"), deadlineSeconds: 300 });
}
