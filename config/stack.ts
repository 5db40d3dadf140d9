import * as path from "node:path";
import { z } from "zod";
import { readText } from "../releases/load";
import { day, moment } from "../releases/scalars";
import { InputError } from "../releases/problem";
import { checked, parseYaml, type YamlFile } from "../releases/yamlFile";
import { demandsSchema } from "./demands";
import { dxSchema } from "./dx";
import { haloSchema } from "./halo";
import { kleidiaSchema } from "./kleidia";
import { notificationSchema } from "./notify";
import { versionSchema } from "./versioned";

/** The namespace of this project's keys in a stack file: the project's name in Pulumi.yaml. */
export const namespace = "stepwise";

const clusterSchema = z.strictObject({
  /** Versions of what the systems stand on, as catalogs' constraints need them. */
  kubernetes: versionSchema.optional(),
  helm: versionSchema.optional(),
  postgresql: versionSchema.optional(),
  openbao: versionSchema.optional(),
  /** The kubeconfig context of the cluster. */
  context: z.string().min(1).optional(),
  /** The path of the kubeconfig file. @default - the one that kubectl uses */
  kubeconfig: z.string().min(1).optional(),
  /** Without a cluster, the folder that manifests are written to. @default - `rendered/<stack>` */
  renderTo: z.string().min(1).optional(),
}).refine((cluster) => cluster.renderTo === undefined || (cluster.context ?? cluster.kubeconfig) === undefined, {
  message: "found renderTo beside a cluster, expected either renderTo or context and kubeconfig",
});

const componentId = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, "expected a component such as halo/kingdom");

const share = "expected a number from 0 (among the first) to 1 (the last)";

/** Another component that this stack's components depend on and that is not this stack's to move. */
const elsewhereSchema = z.union([
  z.strictObject({
    /** The stack that has it, as `pulumi stack select` knows it: its saved state says which release is deployed. */
    stack: z.string().min(1),
    /** What it is in its system's catalog. */
    kind: z.string().min(1),
  }),
  z.strictObject({
    /** The release that its operator says it is at. */
    version: versionSchema,
    kind: z.string().min(1),
    by: z.string().min(1),
    date: day,
  }),
], { error: "expected either {kind, stack} or {kind, version, by, date}" });

const permitsSchema = z.strictObject({
  /** Components that may be installed although nothing of them is in the state. Take them out again afterwards. */
  install: z.array(componentId).default([]),
  /** Components that run already, with the release somebody has seen running. */
  adopt: z.record(componentId, versionSchema).default({}),
  /** Components that keep nothing and may be removed. */
  remove: z.array(componentId).default([]),
  /** Components that keep data and may be removed, each confirmed by somebody. @default - none */
  removal: z.record(componentId, z.strictObject({
    by: z.string().min(1),
    date: day,
    /** The id of a backup of what it keeps. */
    backup: z.string().min(1),
    /** The id of the catalog's note of category R that announces it. */
    note: z.string().min(1).optional(),
    /** Why it goes although no note does. */
    unannounced: z.string().min(1).optional(),
  }).refine(({ note, unannounced }) => note === undefined || unannounced === undefined, {
    message: "found both note and unannounced, expected one of them",
  })).optional(),
  /** Components whose finished Jobs may run again after the state lost them. */
  rerun: z.array(componentId).default([]),
  /** Preconditions and actions that somebody has seen to, by the id of the requirement or of the note. */
  confirmed: z.record(z.string(), z.strictObject({ by: z.string().min(1), date: day })).default({}),
  /** Risks that somebody answers for, by id. */
  risks: z.record(z.string(), z.strictObject({
    owner: z.string().min(1),
    reason: z.string().min(1),
    /** The last day on which the risk counts as accepted. */
    until: day,
  })).default({}),
  /** When servers may be stopped for an offline migration. */
  maintenance: z.array(z.strictObject({ from: moment, until: moment }).refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
    message: "expected `until` to be later than `from`",
  })).default([]),
});

export const settingsSchema = z.strictObject({
  cluster: clusterSchema.default({}),
  permits: permitsSchema.prefault({}),
  /** Facts by which a catalog's risks are told apart. */
  facts: z.record(z.string(), z.union([z.string(), z.boolean()])).default({}),
  /** The channel that this stack follows of a system, by the system's name. @default - none: every release is for it */
  channel: z.record(z.string(), z.string().min(1)).default({}),
  /** This stack's place in phased roll-outs. @default - derived from its name and the release, so that it stays the same */
  rollout: z.strictObject({ wariness: z.number(share).min(0, share).max(1, share) }).optional(),
  /** What has to be so before a hop of this stack begins. @default - what its catalogs ask for */
  demands: demandsSchema.optional(),
  /** Who is told what a run of `up` does. @default - nobody */
  notify: z.array(notificationSchema).optional(),
  /** Components of other stacks or run by somebody else, by `<system>/<name>`. */
  elsewhere: z.record(componentId, elsewhereSchema).default({}),
  halo: haloSchema.optional(),
  kleidia: kleidiaSchema.optional(),
  dx: dxSchema.optional(),
});

/** What one stack says, checked. */
export type StackSettings = z.infer<typeof settingsSchema>;

export interface StackFile {
  /** The stack's name, from the file's. */
  readonly stack: string;
  readonly file: string;
  readonly yaml: YamlFile;
  readonly settings: StackSettings;
}

/** What Pulumi keeps in a stack file beside the configuration. */
const stackFileSchema = z.strictObject({
  config: z.record(z.string(), z.unknown()).default({}),
  backend: z.unknown().optional(),
  encryptedkey: z.string().optional(),
  encryptionsalt: z.string().optional(),
  environment: z.unknown().optional(),
  secretsprovider: z.string().optional(),
});

const fileName = /^Pulumi\.([A-Za-z0-9._-]+)\.yaml$/;

/**
 * Reads `Pulumi.<stack>.yaml`.
 * @throws InputError with file, line, path, what was found and what was expected
 */
export function readStackFile(folder: string, stack: string): StackFile {
  return parseStackFile(path.join(folder, `Pulumi.${stack}.yaml`));
}

export function parseStackFile(file: string, content = readText(file)): StackFile {
  const shown = path.relative(process.cwd(), file) || file;
  const stack = fileName.exec(path.basename(file))?.[1];
  if (stack === undefined) {
    throw new InputError([{ file: shown, path: "", message: "expected a name such as Pulumi.prod.yaml" }]);
  }
  const yaml = parseYaml(shown, content);
  const top: unknown = yaml.content ?? {};
  const outer = checked(yaml, stackFileSchema, top);
  const values = Object.entries(outer.config)
    .flatMap(([key, value]) => key.startsWith(`${namespace}:`) ? [[key.slice(namespace.length + 1), value] as const] : []);
  const settings = checked(prefixed(yaml), settingsSchema, Object.fromEntries(values));
  return { stack, file, yaml, settings };
}

/** In the file a setting's first key stands under `config` and carries the namespace; messages show it as it stands. */
function prefixed(yaml: YamlFile): YamlFile {
  const inFile = ([first, ...rest]: readonly PropertyKey[]): PropertyKey[] =>
    first === undefined ? ["config"] : ["config", `${namespace}:${String(first)}`, ...rest];
  return { ...yaml, pathOf: (at) => yaml.pathOf(inFile(at)), lineOf: (at) => yaml.lineOf(inFile(at)) };
}
