import { parse } from "semver";
import { z } from "zod";
import { InputError } from "../../releases/problem";
import { checked, wrongIn, type ParsedFile } from "../../releases/yamlFile";
import { olmRange } from "./olmRange";

/** A document of a catalog, as it was stated. */
export type Blob = Readonly<Record<string, unknown>>;

const filled = z.string().min(1, "expected text that is not empty");
const entrySchema = z.looseObject({
  name: filled,
  replaces: z.string().optional(),
  skips: z.array(filled).optional(),
  skipRange: z.string().refine((text) => text === "" || olmRange(text) !== undefined, 'expected a range such as ">=1.0.0 <1.3.0"').optional(),
});
const channelSchema = z.looseObject({ name: filled, package: filled, entries: z.array(entrySchema) });
const packageSchema = z.looseObject({ name: filled, defaultChannel: z.string().optional() });
const bundleSchema = z.looseObject({
  name: filled,
  package: filled,
  properties: z.array(z.looseObject({ type: z.string(), value: z.unknown() })).optional(),
});
const packagePropertySchema = z.looseObject({
  packageName: filled,
  version: z.string().refine((text) => parse(text) !== null, "expected a semantic version such as 1.2.3"),
  release: z.string().optional(),
});
const deprecationsSchema = z.looseObject({
  package: filled,
  entries: z.array(z.looseObject({ reference: z.looseObject({ schema: filled, name: z.string().optional() }), message: z.string() })),
});

export type Channel = z.infer<typeof channelSchema>;

export interface Bundle {
  readonly blob: Blob;
  readonly name: string;
  /** Its package. */
  readonly of: string;
  /** As its property `olm.package` says, with the bundle's release as build metadata; undefined where it has none. */
  readonly version: string | undefined;
}

/** A catalog, checked as far as its graphs depend on it. */
export interface Catalog {
  /** Every document, in the order of the text. */
  readonly blobs: readonly Blob[];
  readonly packages: ReadonlyMap<string, { readonly blob: Blob; readonly defaultChannel: string | undefined }>;
  readonly channels: readonly { readonly blob: Blob; readonly channel: Channel }[];
  /** By {@link keyOf} package and name. */
  readonly bundles: ReadonlyMap<string, Bundle>;
  /** Messages, by {@link keyOf} package, schema and name of what is deprecated; the name of a package is empty. */
  readonly deprecations: ReadonlyMap<string, string>;
}

/** Names as one key; JSON, so that no two lists of names make the same. */
export function keyOf(...names: readonly string[]): string {
  return JSON.stringify(names);
}

/**
 * Checks the documents of a file-based catalog: that packages, channels and bundles are stated once, and that what a graph
 * is made from can be read. Documents of other schemas are kept as they are.
 * @throws InputError
 */
export function catalogOf(file: string, parsed: readonly ParsedFile[]): Catalog {
  const blobs: Blob[] = [];
  const packages = new Map<string, { blob: Blob; defaultChannel: string | undefined }>();
  const channels = new Map<string, { blob: Blob; channel: Channel }>();
  const bundles = new Map<string, Bundle>();
  const deprecations = new Map<string, string>();
  for (const one of parsed) {
    const blob = checked(one, z.record(z.string(), z.unknown()), one.content);
    blobs.push(blob);
    const { schema } = checked(one, z.looseObject({ schema: filled }), blob);
    switch (schema) {
      case "olm.package": {
        const { name, defaultChannel } = checked(one, packageSchema, blob);
        setOnce(one, packages, name, { blob, defaultChannel }, `a second package ${name}`);
        break;
      }
      case "olm.channel": {
        const channel = checked(one, channelSchema, blob);
        setOnce(one, channels, keyOf(channel.package, channel.name), { blob, channel }, `a second channel ${channel.name} of ${channel.package}`);
        break;
      }
      case "olm.bundle": {
        const bundle = checked(one, bundleSchema, blob);
        const version = versionOf(one, bundle.package, bundle.properties ?? []);
        setOnce(one, bundles, keyOf(bundle.package, bundle.name), { blob, name: bundle.name, of: bundle.package, version }, `a second bundle ${bundle.name} of ${bundle.package}`);
        break;
      }
      case "olm.deprecations": {
        const { package: of, entries } = checked(one, deprecationsSchema, blob);
        for (const { reference, message } of entries) deprecations.set(keyOf(of, reference.schema, reference.name ?? ""), message);
      }
    }
  }
  if (channels.size === 0) {
    const schemas = [...new Set(blobs.map(({ schema }) => String(schema)))].slice(0, 5);
    throw new InputError([{ file, path: "", message: `found ${schemas.join(", ") || "nothing"}, expected at least one olm.channel, or a template olm.semver` }]);
  }
  return { blobs, packages, channels: [...channels.values()], bundles, deprecations };
}

function setOnce<T>(parsed: ParsedFile, known: Map<string, T>, key: string, value: T, found: string): void {
  if (known.has(key)) throw wrongIn(parsed, [{ path: ["name"], message: `found ${found}, expected one` }]);
  known.set(key, value);
}

/** A bundle's release orders rebuilds of one version, which is what build metadata does in this project's order. */
function versionOf(parsed: ParsedFile, of: string, properties: NonNullable<z.infer<typeof bundleSchema>["properties"]>): string | undefined {
  const stated = properties.flatMap(({ type, value }, i) => type === "olm.package" ? [{ value, at: ["properties", i, "value"] }] : []);
  const [first, second] = stated;
  if (!first) return undefined;
  if (second) throw wrongIn(parsed, [{ path: second.at, message: "found a second property olm.package, expected one" }]);
  const { packageName, version, release } = checked(parsed, packagePropertySchema, first.value, first.at);
  if (packageName !== of) {
    throw wrongIn(parsed, [{ path: [...first.at, "packageName"], message: `found ${packageName}, expected ${of}, the package of the bundle` }]);
  }
  return release ? `${version}${version.includes("+") ? "." : "+"}${release}` : version;
}
