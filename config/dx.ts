import { z } from "zod";
import { dxValuesSchema } from "./dxValues";
import { backupsFields, databaseName, hostLabel, hostName, objectName, replicationFields, serverImage, tools } from "./fields";
import { versionSchema, versionedFields } from "./versioned";

/**
 * What a stack may say about HCL Digital Experience (DX). The defaults are the names in HCL's documentation:
 * https://github.com/HCL-TECH-SOFTWARE/digital-experience. Secrets are named, never written here.
 */

/** A backup that is restored where it harms nothing, compared and thrown away; nothing waits for it. */
const rehearseRestore = (component: string) => z.string().regex(
  new RegExp(`^${component}-\\d{8}-\\d{6}$`), `expected the id of a backup, such as ${component}-20260131-120000`,
).optional();

/** Keys `username` and `password`. */
const credentials = (name: string) => objectName.default(name);

/** A program that DX talks to over HTTP, and has nothing to state but its version. */
const application = z.strictObject(versionedFields);

const core = z.strictObject({
  ...versionedFields,
  /** The Secret of the administrator of WebSphere and of DX. @default - dx-core-credentials */
  credentialsSecretName: credentials("dx-core-credentials"),
  /** The PersistentVolumeClaim of the profile, where a chart calls it otherwise. @default - <release>-core-profile */
  profileClaimName: objectName.optional(),
  rehearseRestore: rehearseRestore("core"),
});

/** The database of DAM: one server to write to, one that follows it and is read from. */
const persistence = z.strictObject({
  ...versionedFields,
  /** @default - dxmediadb */
  database: databaseName.default("dxmediadb"),
  /** @default - dxuser */
  user: databaseName.default("dxuser"),
  /** The Secret with that user's `password`, and `replication`, that of the server that follows. @default - dx-persistence-credentials */
  credentialsSecretName: credentials("dx-persistence-credentials"),
  /** The servers' image. @default - PostgreSQL 16 from CF220 on as HCL has it; before that 13, since HCL's 11 can't be followed */
  image: serverImage.optional(),
  /** The StatefulSet, where it is not called as HCL's: after a move. @default - <release>-persistence-node */
  server: hostLabel.optional(),
  /**
   * The servers that the data is moved from, with all they have, to new ones with volumes of their own, as another major release
   * needs it. They stay, stopped, until this is taken out; their volumes stay then too. @default - the data is where it was
   */
  previous: z.strictObject({
    image: serverImage,
    /** @default - <release>-persistence-node */
    server: hostLabel.optional(),
  }).optional(),
  /** The number of the user `postgres` in that image. @default - 999 */
  runAsUser: z.int().min(1).default(999),
  ...replicationFields,
  rehearseRestore: rehearseRestore("persistence"),
});

const dam = z.strictObject({
  ...versionedFields,
  /**
   * What brings the schema to the new release before servers of it take requests, in DAM's own image. @default - DAM does it by
   * itself as it starts
   */
  preflight: z.strictObject({
    as: z.enum(["init-container", "job"]),
    command: z.array(z.string().min(1)).min(1),
  }).optional(),
  /** The PersistentVolumeClaim of the binaries, where a chart calls it otherwise. @default - <release>-digital-asset-management */
  binariesClaimName: objectName.optional(),
  rehearseRestore: rehearseRestore("dam"),
});

const ambassador = z.strictObject({
  ...versionedFields,
  /** What users type in. */
  host: hostName,
});

export const dxSchema = z.strictObject({
  /** Where every component should be that does not say otherwise: a cumulative fix such as `CF217`. */
  version: versionSchema,
  /** Where its objects live; it has to be there. @default - dxns */
  namespace: objectName.default("dxns"),
  /** The name of the Helm release, in which the names of all objects begin. @default - dx-deployment */
  release: hostLabel.default("dx-deployment"),
  /** The customer's own values, in the structure of HCL's chart, over the defaults that a release ships. @default - none */
  values: dxValuesSchema.prefault({}),
  /**
   * Image tags by release and application, where HCL does not publish them or a mirror has others:
   * `CF218: {ringApi: v1.30.0_20240226}`. They belong to a release, which `values` do not.
   */
  tags: z.record(z.string().regex(/^CF\d+/, "expected a release such as CF217"), z.record(z.string(), z.string().min(1))).default({}),
  /**
   * Where the rendered chart of each release is, `{version}` in its place: the output of `helm template`, from the project's
   * folder. @default - objects are described by this project
   */
  chart: z.strictObject({ rendered: z.string().regex(/\{version\}/, "expected {version} in it: every release has a chart of its own") }).optional(),
  /** What the content of a Secret is called now, by its name; another word restarts what reads it. @default - nothing restarts */
  secretRevisions: z.record(objectName, z.string().min(1)).default({}),
  backups: z.strictObject(backupsFields("dx-backups")).prefault({}),
  tools: tools.prefault({}),
  core: core.optional(),
  persistence: persistence.optional(),
  imageProcessor: application.optional(),
  ringApi: application.optional(),
  dam: dam.optional(),
  contentComposer: application.optional(),
  haproxy: application.optional(),
  ambassador: ambassador.optional(),
});

export type DxConfig = z.infer<typeof dxSchema>;

/** The kinds of components, in the order in which they are built, each with the key of its block. */
const blocks = {
  "core": "core",
  "persistence": "persistence",
  "image-processor": "imageProcessor",
  "ring-api": "ringApi",
  "dam": "dam",
  "content-composer": "contentComposer",
  "haproxy": "haproxy",
  "ambassador": "ambassador",
} as const satisfies Record<string, keyof DxConfig>;
export type DxKind = keyof typeof blocks;
export const dxKinds = Object.keys(blocks) as readonly DxKind[];

/** The block of a kind of component, and its key. */
export function dxBlock(config: DxConfig, kind: DxKind) {
  return { key: blocks[kind], block: config[blocks[kind]] };
}

export type CoreConfig = NonNullable<DxConfig["core"]>;
export type PersistenceConfig = NonNullable<DxConfig["persistence"]>;
export type DamConfig = NonNullable<DxConfig["dam"]>;
export type AmbassadorConfig = NonNullable<DxConfig["ambassador"]>;
