import { isDeepStrictEqual } from "node:util";
import { stringify } from "yaml";
import { z } from "zod";
import { InputError } from "../../releases/problem";
import { parseYamlDocuments, wrongIn, type ParsedFile } from "../../releases/yamlFile";
import type { GraphDocument } from "../graph/model";
import { parseJsonStream } from "./jsonFile";
import { catalogOf, keyOf, type Blob, type Catalog, type Channel } from "./olmCatalog";
import { channelGraph } from "./olmChannel";
import { isSemverTemplate, readSemverTemplate, templateOf } from "./olmSemver";

const blobSchema = z.record(z.string(), z.unknown());
/** What a document keeps beside its nodes: the package, the channel without its entries, and what belongs to no entry. */
const detailsSchema = z.object({
  olmPackage: blobSchema.optional(),
  olmChannel: z.looseObject({ package: z.string() }),
  others: z.array(blobSchema),
});
/** What a node keeps: the entry without its name, and the bundle. */
const entryDetailsSchema = z.object({ entry: blobSchema, bundle: blobSchema.optional() });
/** What a node keeps that is no entry of the channel, but leads into it. */
const outsideDetailsSchema = z.object({ fromOutside: z.literal(true) });
const nodeDetailsSchema = z.union([outsideDetailsSchema, entryDetailsSchema]);

/**
 * Reads a file-based catalog of OLM (YAML documents, or JSON objects after each other), or a template of `olm.semver`,
 * whichever the text is. https://olm.operatorframework.io/docs/reference/file-based-catalogs/
 * @returns a graph a channel, by package and channel; the nodes are called by their bundles, and those that only lead into
 * the channel, from elsewhere in their package, have `fromOutside` in their details
 * @throws InputError
 */
export function readOlm(file: string, text: string): GraphDocument[] {
  const parsed: ParsedFile[] = /^\uFEFF?\s*\{/.test(text) ? parseJsonStream(file, text) : parseYamlDocuments(file, text);
  const template = parsed.find(({ content }) => isSemverTemplate(content));
  if (!template) return documentsOf(catalogOf(file, parsed));
  if (parsed.length > 1) throw wrongIn(template, [{ path: [], message: "found a template among other documents, expected it alone" }]);
  return readSemverTemplate(template, text);
}

/**
 * Writes what {@link readOlm} read: a template as it was, a catalog as YAML with its documents and keys in the order in
 * which `opm` writes them. Nothing of the catalog is left out.
 * @param documents all that were read from one text
 * @throws InputError where two documents disagree about what they share
 */
export function writeOlm(documents: readonly GraphDocument[]): string {
  const template = templateOf(documents);
  if (template !== undefined) return template;
  const format = { sortMapEntries: true, indentSeq: false, lineWidth: 0, aliasDuplicateObjects: false };
  return blobsOf(documents).map((blob) => `---\n${stringify(blob, format)}`).join("");
}

function documentsOf(catalog: Catalog): GraphDocument[] {
  const channels = [...catalog.channels].sort(({ channel: a }, { channel: b }) => byText(a.package, b.package) || byText(a.name, b.name));
  const shown = new Set<Blob | undefined>(channels.flatMap(({ blob, channel: { package: of, entries } }) =>
    [blob, catalog.packages.get(of)?.blob, ...entries.map(({ name }) => catalog.bundles.get(keyOf(of, name))?.blob)]));
  const packages = new Set(channels.map(({ channel }) => channel.package));
  const releases = releasesOf(catalog);
  // Kept once: with the first channel of its package, or with the first of all.
  const left = new Map<string | undefined, Blob[]>();
  for (const blob of inOrder(catalog.blobs.filter((one) => !shown.has(one)), packages)) {
    const of = packageOf(blob, packages) ?? channels[0]?.channel.package;
    if (!left.get(of)?.push(blob)) left.set(of, [blob]);
  }
  return channels.map(({ channel }) => {
    const others = left.get(channel.package) ?? [];
    left.delete(channel.package);
    return documentOf(catalog, channel, { others, releases: releases.get(channel.package)! });
  });
}

/** The versions of all releases by their names, by package: what its channels and its bundles name. */
function releasesOf({ channels, bundles }: Catalog): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const releases = new Map<string, Map<string, string>>();
  const add = (of: string, name: string, version: string | undefined): void => {
    const known = releases.get(of) ?? new Map<string, string>();
    known.set(name, version ?? versionInName(name));
    releases.set(of, known);
  };
  for (const { channel: { package: of, entries } } of channels) {
    releases.set(of, releases.get(of) ?? new Map());
    for (const { name } of entries) add(of, name, undefined);
  }
  for (const { of, name, version } of bundles.values()) add(of, name, version);
  return releases;
}

/** What a channel shares with the other channels of its package. */
interface Shared {
  /** What this document keeps for all of them. */
  readonly others: readonly Blob[];
  /** The versions of the package's releases, by their names. */
  readonly releases: ReadonlyMap<string, string>;
}

function documentOf(catalog: Catalog, { entries, ...olmChannel }: Channel, { others, releases }: Shared): GraphDocument {
  const { name, package: of } = olmChannel;
  const olmPackage = catalog.packages.get(of);
  const deprecated = catalog.deprecations.get(keyOf(of, "olm.channel", name)) ?? catalog.deprecations.get(keyOf(of, "olm.package", ""));
  return {
    format: "olm",
    name: `${of}/${name}`,
    title: `channel ${name} of ${of}`,
    ...channelGraph(entries.map(({ name: called, ...entry }, i) => {
      const bundle = catalog.bundles.get(keyOf(of, called));
      const message = catalog.deprecations.get(keyOf(of, "olm.bundle", called));
      return {
        name: called,
        version: releases.get(called)!,
        ...entry,
        path: `${of}/${name}.entries[${i}]`,
        details: { entry, ...(bundle && { bundle: bundle.blob }), ...(message !== undefined && { deprecated: message }) },
      };
    }), releases),
    stops: [],
    rollback: false,
    details: {
      ...(olmPackage && { olmPackage: olmPackage.blob }),
      olmChannel,
      others,
      ...(olmPackage?.defaultChannel !== undefined && { defaultChannel: olmPackage.defaultChannel }),
      ...(deprecated !== undefined && { deprecated }),
    },
  };
}

/** `etcdoperator.v0.9.2`, as bundles are called by convention. */
function versionInName(name: string): string {
  return /[.-]v?(\d+(?:\.\d+)+(?:[-+][\w.+-]+)?)$/.exec(name)?.[1] ?? name;
}

/** All that the documents keep, each once, in the order in which `opm` writes a catalog. */
function blobsOf(documents: readonly GraphDocument[]): Blob[] {
  const shared = new Map<string, Blob>();
  const blobs: Blob[] = [];
  const share = (blob: Blob | undefined, title: string): void => {
    if (!blob) return;
    const key = keyOf(String(blob["schema"]), String(blob["package"]), String(blob["name"]));
    const known = shared.get(key);
    if (!known) blobs.push(blob);
    else if (!isDeepStrictEqual(known, blob)) {
      throw new InputError([{ file: title, path: "", message: `found another ${String(blob["schema"])} ${String(blob["name"])} than in another channel, expected the same` }]);
    }
    shared.set(key, blob);
  };
  const packages = new Set<string>();
  for (const { title, nodes, details } of documents) {
    const { olmPackage, olmChannel, others } = detailsSchema.parse(details);
    packages.add(olmChannel.package);
    share(olmPackage, title);
    const kept = nodes.flatMap(({ name, details: of }) => {
      const read = nodeDetailsSchema.parse(of);
      return "entry" in read ? [{ name, ...read }] : [];
    });
    blobs.push({ ...olmChannel, entries: kept.map(({ name, entry }) => ({ name, ...entry })) }, ...others);
    for (const { bundle } of kept) share(bundle, title);
  }
  return inOrder(blobs, packages);
}

const schemaOrder: readonly unknown[] = ["olm.package", "olm.channel", "olm.bundle"];

/** Package by package; what belongs to no package with a channel comes last, as it stands. */
function inOrder(blobs: readonly Blob[], packages: ReadonlySet<string>): Blob[] {
  const rank = ({ schema }: Blob): number => {
    const known = schemaOrder.indexOf(schema);
    return known >= 0 ? known : schema === "olm.deprecations" ? 4 : 3;
  };
  const placed = blobs.map((blob) => ({ blob, of: packageOf(blob, packages), rank: rank(blob) }));
  return placed.sort((a, b) => {
    if (a.of === undefined || b.of === undefined) return Number(a.of === undefined) - Number(b.of === undefined);
    const key = a.rank === 3 ? "schema" : "name";
    return byText(a.of, b.of) || a.rank - b.rank || byText(String(a.blob[key]), String(b.blob[key]));
  }).map(({ blob }) => blob);
}

/** The package with channels that a document of a catalog belongs to. */
function packageOf({ schema, name, package: of }: Blob, packages: ReadonlySet<string>): string | undefined {
  const stated = schema === "olm.package" ? name : of;
  return typeof stated === "string" && packages.has(stated) ? stated : undefined;
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
