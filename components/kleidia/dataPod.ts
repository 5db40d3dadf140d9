import type { DataConfig } from "../../config/kleidia";
import { partOf } from "../core/objects";
import { postgresPassword, postgresPort } from "../core/postgres/jobs";
import { postgresVolume } from "../core/postgres/volume";
import { restrictedContainer, restrictedPod } from "../core/restricted";
import { scriptsDir } from "../core/scriptFiles";
import type { JobPlace } from "../core/scriptJobs";
import { system } from "./conventions";

const volumeCheck = "postgres-can-read.sh";

/**
 * PostgreSQL's Pod. Before the server, the volume is looked at: a server that finds its data elsewhere would make an empty
 * database. It has no mark of that script: a server is not stopped because a script has changed.
 */
export function dataPod(args: DataConfig, { scriptsConfigMap }: Pick<JobPlace, "scriptsConfigMap">) {
  const { mountPath, dataDirectory } = postgresVolume(args);
  const volumeMounts = [{ name: "postgres-data", mountPath }];
  const ready = { exec: { command: ["pg_isready", `--username=${args.user}`, `--dbname=${args.database}`] }, timeoutSeconds: 5 };
  return {
    metadata: { labels: { ...partOf(system), app: args.name } },
    spec: {
      automountServiceAccountToken: false,
      securityContext: restrictedPod(args.runAsUser),
      // What is open is finished first; then the server writes everything down.
      terminationGracePeriodSeconds: 120,
      initContainers: [
        {
          name: "check-volume",
          image: args.image,
          command: ["sh", `${scriptsDir}/${volumeCheck}`],
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
          image: args.image,
          ports: [{ name: "postgresql", containerPort: postgresPort }],
          env: [
            { name: "POSTGRES_DB", value: args.database },
            { name: "POSTGRES_USER", value: args.user },
            { name: "POSTGRES_PASSWORD", valueFrom: postgresPassword({ secret: args.credentials.secret }) },
            { name: "PGDATA", value: dataDirectory },
          ],
          readinessProbe: { ...ready, periodSeconds: 5 },
          livenessProbe: { ...ready, periodSeconds: 10, initialDelaySeconds: 30, failureThreshold: 6 },
          resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "1Gi" } },
          securityContext: restrictedContainer,
          volumeMounts,
        },
      ],
      volumes: [{ name: "scripts", configMap: { name: scriptsConfigMap } }],
    },
  };
}
