import { z } from "zod";
import { versionSchema, versionedFields } from "./versioned";

/**
 * What a stack may say about Halo CMMS: upstream's own settings (the tags of its `dev` overlays, as of 0.5.46) as typed
 * inputs. Secrets and configuration files are named, never written here: they are existing Secrets and ConfigMaps in
 * the component's namespace.
 */

const objectName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "expected the name of a Kubernetes object: a-z, 0-9, dashes and dots");
/** Part of the names of Services and of backups, which are short. */
const duchyName = z
  .string()
  .regex(/^[a-z]([-a-z0-9]{0,28}[a-z0-9])?$/, "expected a Duchy's name: at most 30 of a-z, 0-9 and dashes");
const cloudName = z
  .string()
  .regex(/^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/, "expected a name of letters, digits, dashes, dots, underscores");
const hostPort = z.string().regex(/^[^\s:]+:\d+$/, "expected host:port, such as v2alpha.kingdom.example.org:8443");
const pinnedImage = z
  .string()
  .regex(/^[^\s@]+(:(?!latest$)\w[\w.-]*|@sha256:[0-9a-f]{64})$/, "expected an image's tag, not latest, or digest");

const component = {
  ...versionedFields,
  /** Where its objects live. Components may share a namespace; what belongs to all in it is made once. */
  namespace: objectName,
};

/** Files that upstream's binaries read, by the name of the Secret or ConfigMap that holds them. */
const files = {
  /** The ConfigMap with the configuration files. @default - config-files, upstream's generated one */
  configMapName: objectName.default("config-files"),
  /** Log every gRPC message that a server receives. @default - false */
  verboseGrpcServerLogging: z.boolean().default(false),
};

const kingdom = z.strictObject({
  ...component,
  ...files,
  /** The Secret with certificates, keys and protocol configurations. @default - certs-and-configs */
  secretName: objectName.default("certs-and-configs"),
  /** The reserved address of the public API. */
  publicApiAddressName: cloudName,
  /** The reserved address of the system API, which Duchies call. */
  systemApiAddressName: cloudName,
  /** @default - kingdom */
  spannerDatabase: cloudName.default("kingdom"),
  /** Offer the TrusTEE protocol to measurement consumers; the Kingdom has it since 0.5.33. @default - false */
  trusteeEnabled: z.boolean().default(false),
});

const postgres = z.strictObject({
  host: z.string().min(1),
  /** @default - 5432 */
  port: z.int().min(1).max(65_535).default(5432),
  /** The AWS region of the database and of the secret with its credentials. */
  region: cloudName,
  /** The AWS Secrets Manager secret that upstream's binaries read user and password from. */
  credentialSecretName: z.string().min(1),
  /** @default - postgres */
  database: cloudName.default("postgres"),
  /** The user of generated credentials. @default - postgres */
  user: cloudName.default("postgres"),
  /**
   * What backups and restores connect with: the Secret (keys `username` and `password`) in the Duchy's namespace, or
   * `generated` for a password that is made once, kept through upgrades and rollbacks, and put into the Secret
   * `<duchy>-database-credentials`, from where the database and Secrets Manager are to be given it.
   */
  credentials: z.union([z.strictObject({ secret: objectName }), z.literal("generated")]),
});

const duchy = z.strictObject({
  ...component,
  ...files,
  /** An aggregator holds no key encryption key and is the one that TrusTEE mills call. */
  role: z.enum(["aggregator", "worker"]),
  /** The Secret with certificates, keys and protocol setup. @default - certs-and-configs */
  secretName: objectName.default("certs-and-configs"),
  /** The id under which the Kingdom knows the Duchy's consent signaling certificate. */
  certificateId: z.string().min(1),
  /** The file in the Secret that says which protocols it runs. @default - <duchy>_protocols_setup_config.textproto */
  protocolsSetupConfig: z.string().min(1).optional(),
  /** The file in the Secret with the key encryption key. @default - <duchy>_kek.tink for a worker, else none */
  keyEncryptionKeyFile: z.string().min(1).optional(),
  /** Exactly one: Spanner on GKE, PostgreSQL on EKS, the two that upstream builds. */
  database: z.strictObject({
    spanner: z.strictObject({ database: cloudName.optional() }).optional(),
    postgres: postgres.optional(),
  }),
  /** Exactly one: the bucket for the blobs of computations. */
  storage: z.strictObject({
    gcs: z.strictObject({ bucket: cloudName }).optional(),
    s3: z.strictObject({ bucket: cloudName, region: cloudName }).optional(),
  }),
  /** The reserved address of the public API: its name on GKE, allocation ids on EKS. */
  publicApiAddress: z.string().min(1),
  /** The reserved address of the system API, which other Duchies' mills call. */
  systemApiAddress: z.string().min(1),
  /** The reserved address of the internal API on GKE; needed there since 0.5.30. */
  internalApiAddress: z.string().min(1).optional(),
  /** The subnetwork from which TrusTEE mills reach the internal API. @default - it is not exposed */
  trusteeMillSubnetworkCidrRange: z.string().regex(/^[\d.]+\/\d+$/, "expected a CIDR range").optional(),
});

const reporting = z.strictObject({
  ...component,
  ...files,
  /** The Secret with certificates and signing keys. @default - signing */
  secretName: objectName.default("signing"),
  /** The Secret with the measurement consumers' configuration. @default - mc-config */
  mcConfigSecretName: objectName.default("mc-config"),
  /** The reserved address of the public API and of the gateway. */
  publicApiAddressName: cloudName,
  /** The reserved address of Access. @default - access-public */
  accessPublicApiAddressName: cloudName.default("access-public"),
  /** The Cloud SQL instance and its region. Restoring brings the whole instance back: keep it to Reporting. */
  postgres: z.strictObject({ instance: cloudName, region: cloudName, database: cloudName.default("reporting-v2") }),
  /** @default - reporting */
  spannerDatabase: cloudName.default("reporting"),
  /** @default - access */
  accessSpannerDatabase: cloudName.default("access"),
  /** @default - false */
  basicReportsEnabled: z.boolean().default(false),
  /** The type of the event message in `event_message_descriptor_set.pb`; needed since 0.5.29. */
  eventMessageTypeUrl: z.string().min(1).optional(),
  /** The resource name of the population data provider; needed since 0.5.30. */
  pdpName: z.string().regex(/^dataProviders\/[^/\s]+$/, "expected dataProviders/<id>").optional(),
  /** Reporting units inside reporting sets, since 0.5.45. @default - false */
  reportingUnitComponentsEnabled: z.boolean().default(false),
  /** Exposes the MCP server over HTTPS with OAuth, since 0.5.45. @default - only reachable inside the cluster */
  mcp: z
    .strictObject({
      host: z.string().min(1),
      oauthIssuer: z.url(),
      /** @default - https://<host> */
      oauthProtectedResource: z.string().min(1).optional(),
    })
    .optional(),
});

const targets = z.strictObject({
  /** The Kingdom's public API, as Duchies and Reporting reach it. */
  kingdomPublicApi: hostPort,
  /** The Kingdom's system API, as Duchies reach it. */
  kingdomSystemApi: hostPort,
  /** The system API of every Duchy, the stack's own included, by the Duchy's name. @default - none */
  duchySystemApis: z.record(duchyName, hostPort).default({}),
});

/** Debian's curl is in it too, so that verifying needs no image that is not trusted and mirrored for backups already. */
const googleCloudCli = "gcr.io/google.com/cloudsdktool/google-cloud-cli:502.0.0-slim";

const backups = z.strictObject({
  /** What takes and restores backups of Spanner and Cloud SQL. */
  image: pinnedImage.default(googleCloudCli),
  /** What takes and restores backups of PostgreSQL outside Cloud SQL; not older than the server. */
  postgresImage: pinnedImage.default("docker.io/library/postgres:16.4"),
  /** How long Spanner keeps a backup, at most a year. @default - 30d */
  retention: z.string().regex(/^\d+[dw]$/, "expected days or weeks, such as 30d").default("30d"),
  /** The PersistentVolumeClaim that backups of PostgreSQL outside Cloud SQL are written to. */
  volumeClaimName: objectName.optional(),
  /** The Kubernetes account that may take and restore backups. @default - that of the component's internal server */
  serviceAccountName: objectName.optional(),
});

const verify = z.strictObject({
  /** What asks servers whether they answer: any image with a shell and curl, 7.75 or newer and with HTTP/2. */
  image: pinnedImage.default(googleCloudCli),
});

export const haloSchema = z.strictObject({
  /** Where every component should be that does not say otherwise. */
  version: versionSchema,
  /** @default - ghcr.io/world-federation-of-advertisers */
  registry: z.string().min(1).default("ghcr.io/world-federation-of-advertisers"),
  /** The cluster's flavour. Upstream describes Kingdom and Reporting on GKE only. @default - gke */
  platform: z.enum(["gke", "eks"]).default("gke"),
  /** Needed for everything but an EKS Duchy. */
  googleCloudProject: cloudName.optional(),
  spannerInstance: cloudName.optional(),
  /** Whether the namespaces are this stack's to create. @default - false */
  createNamespaces: z.boolean().default(false),
  /** The addresses at which the system's parts reach each other from outside. */
  targets,
  backups: backups.prefault({}),
  verify: verify.prefault({}),
  kingdom: kingdom.optional(),
  /** By the Duchy's name, which is also the prefix of its objects. */
  duchies: z.record(duchyName, duchy).optional(),
  /** Reporting v2 with Access, which is deployed inside it. */
  reporting: reporting.optional(),
});

export type HaloConfig = z.infer<typeof haloSchema>;
export type KingdomConfig = NonNullable<HaloConfig["kingdom"]>;
export type DuchyConfig = NonNullable<HaloConfig["duchies"]>[string];
export type ReportingConfig = NonNullable<HaloConfig["reporting"]>;
export type PlatformName = HaloConfig["platform"];
