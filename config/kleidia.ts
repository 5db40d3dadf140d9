import { z } from "zod";
import { versionSchema, versionedFields } from "./versioned";

/**
 * What a stack may say about Kleidia. The defaults are the names in upstream's charts, so that what runs there is found
 * under its own names: https://github.com/kleidia/kleidia-docs/tree/main/helm. Secrets are named, never written here.
 */

const objectName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "expected the name of a Kubernetes object: a-z, 0-9, dashes and dots");
/** Part of the names of Pods and of their addresses, which are short and have no dots. */
const hostLabel = z
  .string()
  .regex(/^[a-z]([-a-z0-9]{0,40}[a-z0-9])?$/, "expected a name of at most 42 of a-z, 0-9 and dashes");
const hostName = z.string().regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "expected a host name, such as kleidia.example.com");
/** PostgreSQL takes others in quotes; scripts and connection strings are spared them. */
const databaseName = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, "expected a name of a-z, 0-9 and underscores");
/** The tag says which release is inside, so it begins with one; a digest may pin it beside that. */
const serverImage = z.string().regex(
  /^[^\s@:]+(?::\d+)?[^\s@:]*:v?\d+(?:\.\d+)+[\w.-]*(?:@sha256:[0-9a-f]{64})?$/,
  "expected an image whose tag begins with a whole version, such as docker.io/library/postgres:18.1",
);
const repository = z.string().regex(/^[^\s@:]+(?::\d+\/[^\s@:]+)?$/, "expected an image's repository, without tag and digest");
const size = z.string().regex(/^[1-9]\d*(Mi|Gi|Ti)$/, "expected a size such as 10Gi");
const absolutePath = z.string().regex(/^(\/[\w.-]+)+$/, "expected an absolute path");

const component = {
  ...versionedFields,
  /** Where its objects live; it has to be there. @default - kleidia */
  namespace: objectName.default("kleidia"),
};

/** A volume of a server's own. */
const storage = z.strictObject({
  /** @default - 10Gi */
  size: size.default("10Gi"),
  /** @default - the cluster's default class */
  className: objectName.optional(),
});

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
  /** The StatefulSet, its Service and its Pod. @default - postgres */
  name: hostLabel.default("postgres"),
  /** The server, and the tools of its backups: Debian's, since Alpine's image can't encrypt them. @default - PostgreSQL 18.1 */
  image: serverImage.default("docker.io/library/postgres:18.1"),
  /** The number of the user `postgres` in that image: 999 in Debian's, 70 in Alpine's. @default - 999 */
  runAsUser: z.int().min(1).default(999),
  /** @default - kleidia */
  database: databaseName.default("kleidia"),
  /** @default - kleidiauser */
  user: databaseName.default("kleidiauser"),
  /** The Secret whose key `password` is the user's. @default - postgres-secret, which upstream's charts name and do not create */
  credentials: z.strictObject({ secret: objectName.default("postgres-secret") }).prefault({}),
  storage: storage.prefault({}),
  /**
   * Where the volume is mounted and where in it the data is. Another place than the one that a volume was filled at looks
   * empty to the server. @default - the image's own: 18 and newer have another than older ones
   */
  volume: z.strictObject({ mountPath: absolutePath, dataDirectory: absolutePath }).optional(),
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
  /** The PersistentVolumeClaim that backups are written to, of every component's namespace. @default - kleidia-backups */
  volumeClaimName: objectName.default("kleidia-backups"),
  /** How many are kept at least. @default - 5 */
  keepCount: z.int().min(1).max(1000).default(5),
  /** For how many days each is kept at least. @default - 30 */
  keepDays: z.int().min(1).max(3650).default(30),
  /** The Secret whose key `key`, a line of 32 to 512 characters, encrypts them. @default - they are not encrypted */
  encryptionSecretName: objectName.optional(),
  /** The Secret whose key `token` may take and restore OpenBao's snapshots. @default - vault-backup-token */
  openbaoTokenSecretName: objectName.default("vault-backup-token"),
});

/** Debian's curl, tar and openssl are in it, and it is what Halo's backups use already. */
const tools = z.strictObject({
  /** What asks servers over HTTP and takes OpenBao's snapshots: any image with a shell, curl, tar and, for encryption, openssl. */
  image: serverImage.default("gcr.io/google.com/cloudsdktool/google-cloud-cli:502.0.0-slim"),
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
export type BackupsConfig = KleidiaConfig["backups"];
