import { z } from "zod";
import { backupsFields, hostLabel, hostName, objectName, postgresFields, postgresVolumeField, repository, serverImage, storage, tools } from "./fields";
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
  /**
   * How the data is kept: shared by Raft, or in files of the one server, as upstream's charts have it. OpenBao 2.6 says not to
   * use files any more, and 2.7 can't: https://openbao.org/community/deprecation/. @default - raft
   */
  storageBackend: z.enum(["raft", "file"]).default("raft"),
  /** Have OpenBao given, once, what the backend asks of it. @default - somebody has done that */
  setup: z.strictObject({
    /** The Secret whose key `token` may do that; it may go afterwards. Another name has it done again, where something is missing. */
    tokenSecretName: objectName,
  }).optional(),
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
  /** The StatefulSet, where it is not called as the Service: after a move. @default - the name */
  server: hostLabel.optional(),
  /**
   * The server that the data is moved from, with all it has, to one with a volume of its own, as another major release needs
   * it. It stays, stopped, until this is taken out; its volume stays then too. @default - the data is where it was
   */
  previous: z.strictObject({
    image: serverImage,
    /** @default - the name */
    server: hostLabel.optional(),
    /** @default - as now */
    runAsUser: z.int().min(1).optional(),
    /** As it was, or Kubernetes can't change it. @default - as now */
    storage: storage.optional(),
    volume: postgresVolumeField,
  }).optional(),
  /**
   * A backup of data or services, which is restored into a server of its own, compared and thrown away; nothing waits for
   * it. @default - none
   */
  rehearseRestore: z.string().regex(/^(data|services)-\d{8}-\d{6}$/, "expected the id of a backup, such as data-20260131-120000").optional(),
});

/** Where every node of the cluster leads to a Service. */
const nodePort = z.int({ error: "expected a port from 30000 to 32767" }).min(30_000).max(32_767);

/** A part of the application that serves HTTP. */
const server = (name: string) => z.strictObject({
  /**
   * Its tag is `v<version>`. Upstream publishes tags that move, which no rollback can go back to: mirror them under tags
   * that stay. @default - docker.io/therinn/kleidia-<name>
   */
  repository: repository.default(`docker.io/therinn/kleidia-${name}`),
  /** @default - not ours to say: an autoscaler's, or that of who scales it */
  replicas: z.int().min(1).optional(),
  /** Upstream's charts have 32570 for the backend and 30805 for the frontend. @default - none: an Ingress leads to it */
  nodePort: nodePort.optional(),
}).prefault({});

/**
 * A new release beside the old one, each with Pods of its own: it is tested before it has any traffic, then gets all of it
 * at once. https://github.com/kleidia/kleidia-docs/blob/main/03-deployment/upgrades-and-rollback.md
 */
const blueGreen = z.strictObject({
  /**
   * The release that is left and stays, to be gone back to in one step; without this line it goes. It means nothing while the
   * deployed one is not newer. @default - none
   */
  previous: versionSchema.optional(),
  /** Where the release to come can be tried from outside; upstream's guide has 32571 and 30806. @default - nowhere */
  nodePorts: z.strictObject({ backend: nodePort, frontend: nodePort }).optional(),
});

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
  /** @default - Kubernetes replaces Pod by Pod */
  blueGreen: blueGreen.optional(),
});

const backups = z.strictObject({
  ...backupsFields("kleidia-backups"),
  /** The Secret whose key `token` may take and restore OpenBao's snapshots. @default - vault-backup-token */
  openbaoTokenSecretName: objectName.default("vault-backup-token"),
});

export const kleidiaSchema = z.strictObject({
  /** Where every component should be that does not say otherwise. */
  version: versionSchema,
  /** What the content of a Secret is called now, by its name; another word restarts what reads it. @default - nothing restarts */
  secretRevisions: z.record(objectName, z.string().min(1)).default({}),
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
