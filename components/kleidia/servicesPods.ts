import type { input } from "@pulumi/kubernetes/types";
import { partOf } from "../core/objects";
import type { PodSpec } from "../core/phaseJob";
import { postgresPassword, postgresPort } from "../core/postgres/jobs";
import { restrictedContainer, restrictedPod } from "../core/restricted";
import { backendPort, frontendPort, openbaoPort, system } from "./conventions";
import type { ServicesArgs } from "./services";

/** Upstream's chart runs both as this user: `nobody`. */
const applicationUser = 65_534;

/** A part of the application, as its Pods have it. */
export interface ServedProgram {
  readonly name: "backend" | "frontend";
  readonly image: string;
  readonly port: number;
  readonly servicePort: number;
  /** What answers 200 when it is well. */
  readonly health: string;
  readonly replicas: number | undefined;
  readonly env: readonly input.core.v1.EnvVar[];
  readonly resources: input.core.v1.ResourceRequirements;
}

export function backend(args: ServicesArgs): ServedProgram {
  return {
    name: "backend",
    image: backendImage(args),
    port: backendPort,
    servicePort: backendPort,
    health: "/health",
    replicas: args.backend.replicas,
    env: backendEnv(args),
    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
  };
}

export function frontend({ version, host, frontend: { repository, replicas } }: ServicesArgs): ServedProgram {
  return {
    name: "frontend",
    image: `${repository}:v${version}`,
    port: frontendPort,
    servicePort: 80,
    health: "/",
    replicas,
    env: [{ name: "NUXT_PUBLIC_API_BASE", value: "/api" }, { name: "NUXT_PUBLIC_SITE_URL", value: `https://${host}` }],
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
  };
}

function backendImage({ version, backend: { repository } }: ServicesArgs): string {
  return `${repository}:v${version}`;
}

/** https://github.com/kleidia/kleidia-docs/blob/main/helm/kleidia-services/templates/backend/deployment.yaml, with a password. */
function backendEnv({ host, approleSecretName, uses: { openbao, postgres } }: ServicesArgs): input.core.v1.EnvVar[] {
  const fromApprole = (key: string) => ({ valueFrom: { secretKeyRef: { name: approleSecretName, key } } });
  return [
    { name: "DB_HOST", value: postgres.host },
    { name: "DB_PORT", value: String(postgresPort) },
    { name: "DB_USER", value: postgres.user },
    { name: "DB_PASSWORD", valueFrom: postgresPassword(postgres) },
    { name: "DB_NAME", value: postgres.database },
    { name: "DB_SSL_MODE", value: "disable" },
    { name: "VAULT_ENABLED", value: "true" },
    { name: "VAULT_ADDR", value: `http://${openbao}:${openbaoPort}` },
    { name: "VAULT_AUTH_METHOD", value: "approle" },
    { name: "VAULT_ROLE_ID", ...fromApprole("role_id") },
    { name: "VAULT_SECRET_ID", ...fromApprole("secret_id") },
    { name: "VAULT_KV_MOUNT", value: "yubikeys" },
    { name: "VAULT_KV_JWT_PATH", value: "jwt-secret" },
    { name: "VAULT_KV_ENCRYPTION_PATH", value: "encryption-key" },
    { name: "VAULT_KV_DATABASE_PATH", value: "database" },
    { name: "SERVER_PORT", value: String(backendPort) },
    { name: "LOG_LEVEL", value: "info" },
    { name: "CORS_ORIGINS", value: `https://${host}` },
    { name: "OIDC_SKIP_TLS_VERIFY", value: "false" },
  ];
}

/** @param labels what its Deployment and its Services select it by */
export function podTemplate(program: ServedProgram, labels: Readonly<Record<string, string>>) {
  const probe = { httpGet: { path: program.health, port: program.port }, timeoutSeconds: 3 };
  return {
    metadata: { labels: { ...partOf(system), ...labels } },
    spec: {
      automountServiceAccountToken: false,
      securityContext: restrictedPod(applicationUser),
      containers: [
        {
          name: program.name,
          image: program.image,
          ports: [{ name: "http", containerPort: program.port }],
          env: [...program.env],
          readinessProbe: { ...probe, periodSeconds: 5 },
          livenessProbe: { ...probe, periodSeconds: 10, initialDelaySeconds: 30 },
          resources: program.resources,
          securityContext: { ...restrictedContainer, readOnlyRootFilesystem: true },
        },
      ],
    },
  };
}

/** Upstream's own migration, which does what is still to be done and can be run again. */
export function migrationPod(args: ServicesArgs): Omit<PodSpec, "restartPolicy"> {
  return {
    automountServiceAccountToken: false,
    securityContext: restrictedPod(applicationUser),
    containers: [
      {
        name: "migrate",
        image: backendImage(args),
        command: ["/app/kleidia-backend", "migrate"],
        env: backendEnv(args),
        securityContext: { ...restrictedContainer, readOnlyRootFilesystem: true },
      },
    ],
  };
}
