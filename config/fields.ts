import { z } from "zod";

/** Fields that the settings of several systems have. Secrets are named, never written. */

export const objectName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "expected the name of a Kubernetes object: a-z, 0-9, dashes and dots");
/** Part of the names of Pods and of their addresses, which are short and have no dots. */
export const hostLabel = z
  .string()
  .regex(/^[a-z]([-a-z0-9]{0,40}[a-z0-9])?$/, "expected a name of at most 42 of a-z, 0-9 and dashes");
export const hostName = z.string().regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "expected a host name, such as www.example.com");
/** PostgreSQL takes others in quotes; scripts and connection strings are spared them. */
export const databaseName = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, "expected a name of a-z, 0-9 and underscores");
/** The tag says which release is inside, so it begins with one; a digest may pin it beside that. */
export const serverImage = z.string().regex(
  /^[^\s@:]+(?::\d+)?[^\s@:]*:v?\d+(?:\.\d+)+[\w.-]*(?:@sha256:[0-9a-f]{64})?$/,
  "expected an image whose tag begins with a whole version, such as docker.io/library/postgres:18.1",
);
export const repository = z.string().regex(/^[^\s@:]+(?::\d+\/[^\s@:]+)?$/, "expected an image's repository, without tag and digest");
export const size = z.string().regex(/^[1-9]\d*(Mi|Gi|Ti)$/, "expected a size such as 10Gi");
export const absolutePath = z.string().regex(/^(\/[\w.-]+)+$/, "expected an absolute path");

/** A volume of a server's own. */
export const storage = z.strictObject({
  /** @default - 10Gi */
  size: size.default("10Gi"),
  /** @default - the cluster's default class */
  className: objectName.optional(),
});
export type StorageConfig = z.infer<typeof storage>;

/**
 * Where a server's volume is mounted and where in it the data is. Another place than the one that a volume was filled at looks
 * empty to the server. @default - the image's own: 18 and newer have another than older ones
 */
export const postgresVolumeField = z.strictObject({ mountPath: absolutePath, dataDirectory: absolutePath }).optional();

/**
 * A PostgreSQL server: the StatefulSet, its Service and its Pod.
 * @param defaults what its system calls it
 */
export function postgresFields(defaults: Readonly<Record<"name" | "image" | "database" | "user" | "secret", string>>) {
  return {
    name: hostLabel.default(defaults.name),
    /** The server, and the tools of its backups: Debian's, since Alpine's image can't encrypt them. */
    image: serverImage.default(defaults.image),
    /** The number of the user `postgres` in that image: 999 in Debian's, 70 in Alpine's. @default - 999 */
    runAsUser: z.int().min(1).default(999),
    database: databaseName.default(defaults.database),
    user: databaseName.default(defaults.user),
    /** The Secret whose key `password` is the user's. */
    credentials: z.strictObject({ secret: objectName.default(defaults.secret) }).prefault({}),
    storage: storage.prefault({}),
    volume: postgresVolumeField,
  };
}
export type PostgresConfig = z.infer<z.ZodObject<ReturnType<typeof postgresFields>>>;

const ofPair = z.union([z.literal(0), z.literal(1)], { error: "expected 0 or 1" });

/** Two PostgreSQL servers, of which one follows the other: what is said beside what each of them is. */
export const replicationFields = {
  /**
   * The number of the server that is written to. Another one than before is promoted by hand, and the one that was it comes
   * back as a copy only. @default - 0: an update goes from the last number to the first, and the secondary has to be first
   */
  primary: ofPair.default(0),
  /**
   * The server whose data goes for a copy of the primary's, once for each word: where it can't follow any more.
   * @default - none
   */
  reseed: z.strictObject({
    server: ofPair,
    word: z.string().regex(/^[A-Za-z0-9-]{1,40}$/, "expected a word that was not used before, such as 2026-01-31"),
  }).optional(),
};
export type ReplicationConfig = z.infer<z.ZodObject<typeof replicationFields>>;

/** @param volumeClaimName the PersistentVolumeClaim that backups are written to, of every component's namespace */
export function backupsFields(volumeClaimName: string) {
  return {
    volumeClaimName: objectName.default(volumeClaimName),
    /** How many are kept at least. @default - 5 */
    keepCount: z.int().min(1).max(1000).default(5),
    /** For how many days each is kept at least. @default - 30 */
    keepDays: z.int().min(1).max(3650).default(30),
    /** The Secret whose key `key`, a line of 32 to 512 characters, encrypts them. @default - they are not encrypted */
    encryptionSecretName: objectName.optional(),
  };
}
export type BackupsConfig = z.infer<z.ZodObject<ReturnType<typeof backupsFields>>>;

/** Debian's curl, tar and openssl are in it, and it is what Halo's backups use already. */
export const tools = z.strictObject({
  /** What asks servers over HTTP and packs files: any image with a shell, curl, tar and, for encryption, openssl. */
  image: serverImage.default("gcr.io/google.com/cloudsdktool/google-cloud-cli:502.0.0-slim"),
});
