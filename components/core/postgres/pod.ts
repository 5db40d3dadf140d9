import { restrictedContainer, restrictedPod } from "../restricted";
import { scriptsDir } from "../scriptFiles";
import type { JobPlace } from "../scriptJobs";
import { postgresPassword, postgresPort, type PostgresServer } from "./jobs";
import type { PostgresVolume } from "./volume";

/** What the Pods below run, from the project's folder. */
export const postgresPodScripts = ["components/core/scripts/postgres-can-read.sh"] as const;

/** A server with a volume of its own. */
export interface PostgresWithVolume extends PostgresServer {
  readonly volume: PostgresVolume;
  /** The claim in its StatefulSet. */
  readonly claim: string;
}

/** A crashed server reads what it wrote last before it answers; how long that may take, in seconds. */
const recoverySeconds = 7200;

/**
 * A PostgreSQL server's Pod. Before the server, the volume is looked at: a server that finds its data elsewhere would make an
 * empty database. It has no mark of that script, nor of whether this is a first install: a server is not stopped because
 * one of them has changed.
 */
export function postgresPod(server: PostgresWithVolume, { scriptsConfigMap }: Pick<JobPlace, "scriptsConfigMap">) {
  const { mountPath, dataDirectory } = server.volume;
  const volumeMounts = [{ name: server.claim, mountPath }];
  const ready = { exec: { command: ["pg_isready", `--username=${server.user}`, `--dbname=${server.database}`] }, timeoutSeconds: 5 };
  return {
    automountServiceAccountToken: false,
    securityContext: restrictedPod(server.runAsUser),
    // What is open is finished first; then the server writes everything down.
    terminationGracePeriodSeconds: 120,
    initContainers: [
      {
        name: "check-volume",
        image: server.image,
        command: ["sh", `${scriptsDir}/postgres-can-read.sh`],
        env: [
          { name: "PGDATA", value: dataDirectory },
          { name: "VOLUME", value: mountPath },
        ],
        securityContext: { ...restrictedContainer, readOnlyRootFilesystem: true },
        volumeMounts: [...volumeMounts, { name: "scripts", mountPath: scriptsDir, readOnly: true }],
      },
    ],
    containers: [
      {
        name: "postgres",
        image: server.image,
        ports: [{ name: "postgresql", containerPort: postgresPort }],
        env: [
          { name: "POSTGRES_DB", value: server.database },
          { name: "POSTGRES_USER", value: server.user },
          { name: "POSTGRES_PASSWORD", valueFrom: postgresPassword(server) },
          { name: "PGDATA", value: dataDirectory },
        ],
        // A server that is killed while it recovers begins anew.
        startupProbe: { ...ready, periodSeconds: 5, failureThreshold: recoverySeconds / 5 },
        readinessProbe: { ...ready, periodSeconds: 5 },
        livenessProbe: { ...ready, periodSeconds: 10, failureThreshold: 6 },
        resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "1Gi" } },
        securityContext: restrictedContainer,
        volumeMounts,
      },
    ],
    volumes: [{ name: "scripts", configMap: { name: scriptsConfigMap } }],
  };
}
