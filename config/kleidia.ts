import { z } from "zod";
import { backupsFields, hostLabel, hostName, objectName, postgresFields, repository, serverImage, storage, tools } from "./fields";
import { versionSchema, versionedFields } from "./versioned";

/**
 * What a stack may say about Kleidia. The defaults are the names in upstream's charts, so that what runs there is found
 * under its own names: https://github.com/kleidia/kleidia-docs/tree/main/helm. Secrets are named, never written here.
 */

const component = {
  ...versionedFields,
  /** Where its objects live; it has to be there. @default - kleidia */
  namespace: objectName.default("kleidia"),
};

const platform = z.strictObject({
  ...component,
  /** The StatefulSet, its Service and their Pods. @default - kleidia-platform-openbao */
  name: hostLabel.default("kleidia-platform-openbao"),
  /** @default - OpenBao 2.4.1, which upstream's chart has */
  image: serverImage.default("quay.io/openbao/openbao:2.4.1"),
  /** How many servers keep the data together: 1, 3 or 5. @default - 3 */
  servers: z.union([z.literal(1), z.literal(3), z.literal(5)], { error: "expected 1, 3 or 5 servers" }).default(3),
  storage: storage.prefault({}),
  /** The key that servers unseal themselves with; lost with it is everything that OpenBao keeps. */
  unsealKey: z.strictObject({
    /** @default - openbao-unseal-key */
    secretName: objectName.default("openbao-unseal-key"),
    /** The id under which the key is known; another key needs another. The Secret's key is unseal-<id>.key. @default - kleidia-1 */
    id: hostLabel.default("kleidia-1"),
  }).prefault({}),
});

const data = z.strictObject({
  ...component,
  /** PostgreSQL 18.1, and the names of upstream's charts, which name the Secret and do not create it. */
  ...postgresFields({
    name: "postgres", image: "docker.io/library/postgres:18.1", database: "kleidia", user: "kleidiauser", secret: "postgres-secret",
  }),
});

/** A part of the application that serves HTTP. */
const server = (name: string) => z.strictObject({
  /**
   * Its tag is `v<version>`. Upstream publishes tags that move, which no rollback can go back to: mirror them under tags
   * that stay. @default - docker.io/therinn/kleidia-<name>
   */
  repository: repository.default(`docker.io/therinn/kleidia-${name}`),
  /** @default - not ours to say: an autoscaler's, or that of who scales it */
  replicas: z.int().min(1).optional(),
}).prefault({});

const services = z.strictObject({
  ...component,
  backend: server("backend"),
  frontend: server("frontend"),
  /** What users type in. */
  host: hostName,
  /** @default - the cluster's default class */
  ingressClassName: objectName.optional(),
  /** The Secret with the host's certificate. @default - HTTPS ends before the Ingress */
  tlsSecretName: objectName.optional(),
  /** The Secret whose keys `role_id` and `secret_id` are the backend's in OpenBao. @default - openbao-backend-approle */
  approleSecretName: objectName.default("openbao-backend-approle"),
  /** Whether the backend migrates the schema as it starts. @default - false: a Job runs `kleidia-backend migrate` before the roll-out */
  migratesAtStart: z.boolean().default(false),
});

const backups = z.strictObject({
  ...backupsFields("kleidia-backups"),
  /** The Secret whose key `token` may take and restore OpenBao's snapshots. @default - vault-backup-token */
  openbaoTokenSecretName: objectName.default("vault-backup-token"),
});

export const kleidiaSchema = z.strictObject({
  /** Where every component should be that does not say otherwise. */
  version: versionSchema,
  backups: backups.prefault({}),
  tools: tools.prefault({}),
  /** OpenBao, which keeps keys and secrets. */
  platform: platform.optional(),
  /** PostgreSQL. */
  data: data.optional(),
  /** What users see: the backend, the frontend and the way to them. */
  services: services.optional(),
});

export type KleidiaConfig = z.infer<typeof kleidiaSchema>;
export type PlatformConfig = NonNullable<KleidiaConfig["platform"]>;
export type DataConfig = NonNullable<KleidiaConfig["data"]>;
export type ServicesConfig = NonNullable<KleidiaConfig["services"]>;
