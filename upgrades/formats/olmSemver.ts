import { compareBuild } from "semver";
import { z } from "zod";
import { InputError } from "../../releases/problem";
import { checked, wrongIn, type ParsedFile } from "../../releases/yamlFile";
import type { GraphDocument } from "../graph/model";
import { channelGraph } from "./olmChannel";
import { bundleOf, type ImageBundle } from "./olmImage";
import { defaultStream, streamKinds, streamsOf, type Archetype, type Stream, type StreamKind } from "./olmStreams";

const bundlesSchema = z.strictObject({ bundles: z.array(z.strictObject({ image: z.string() })).nullish() }).nullish();
/** Upstream reads keys in any case; here they are in lower case. */
const templateSchema = z.strictObject({
  schema: z.literal("olm.semver"),
  generatemajorchannels: z.boolean().nullish(),
  generateminorchannels: z.boolean().nullish(),
  defaultchanneltypepreference: z.enum(["", ...streamKinds]).nullish(),
  candidate: bundlesSchema,
  fast: bundlesSchema,
  stable: bundlesSchema,
});
type Template = z.infer<typeof templateSchema>;

const detailsSchema = z.looseObject({ template: z.string() });

interface TemplateBundle extends ImageBundle {
  readonly path: readonly PropertyKey[];
}

/** Whether the content of a file is a template of `olm.semver`. */
export function isSemverTemplate(content: unknown): boolean {
  return typeof content === "object" && content !== null
    && Object.entries(content).some(([key, value]) => key.toLowerCase() === "schema" && value === "olm.semver");
}

/**
 * Reads a template of `olm.semver` as the channels that `opm` makes of it.
 * https://github.com/operator-framework/operator-registry/blob/master/alpha/template/semver/README.md
 * @param text kept whole, since it is what such a template is written back as
 * @returns a graph a channel, by name
 * @throws InputError
 */
export function readSemverTemplate(parsed: ParsedFile, text: string): GraphDocument[] {
  const folded = foldedFile(parsed);
  const template = checked(folded, templateSchema, folded.content);
  const kinds = kindsOf(template);
  const preferred = preferredKind(folded, template, kinds);
  const bundles = {
    candidate: bundlesOf(folded, template, "candidate"),
    fast: bundlesOf(folded, template, "fast"),
    stable: bundlesOf(folded, template, "stable"),
  };
  const all = Object.values(bundles).flat();
  const of = all[0]?.package;
  if (of === undefined) throw wrongIn(folded, [{ path: [], message: "found no bundles, expected some under candidate, fast or stable" }]);
  const foreign = all.filter((bundle) => bundle.package !== of);
  if (foreign.length > 0) {
    throw wrongIn(folded, foreign.map(({ path, package: found }) =>
      ({ path, message: `found a bundle of ${found}, expected ${of} as before: a template is of one package; ${renderFirst}` })));
  }
  const streams = streamsOf(bundles, kinds);
  const defaultChannel = defaultStream(streams, preferred).name;
  return streams.map((stream) => documentOf(folded, of, stream, { template: text, defaultChannel }));
}

/**
 * The text of the template that documents were read from; undefined where they were not read from one.
 * @throws InputError where they were read from several
 */
export function templateOf(documents: readonly GraphDocument[]): string | undefined {
  const texts = new Set(documents.map(({ details }) => detailsSchema.safeParse(details).data?.template));
  if (texts.size > 1) throw new InputError([{ file: "olm", path: "", message: "found channels of different templates or catalogs, expected all of one" }]);
  return [...texts][0];
}

type Details = GraphDocument["details"];

function documentOf(folded: ParsedFile, of: string, { name, entries }: Stream<TemplateBundle>, details: Details): GraphDocument {
  return {
    format: "olm",
    name: `${of}/${name}`,
    title: `channel ${name} of ${of}`,
    ...channelGraph(entries.map(({ bundle, ...entry }) =>
      ({
        name: bundle.name,
        version: bundle.version.raw,
        ...entry,
        path: folded.pathOf(bundle.path),
        details: { entry, image: bundle.image },
      }))),
    stops: [],
    rollback: false,
    details,
  };
}

const renderFirst = "where images don't tell, run `opm alpha render-template semver` and give what it writes";

function kindsOf(template: Template): StreamKind[] {
  const wanted = { major: template.generatemajorchannels === true, minor: template.generateminorchannels === true };
  return wanted.major || wanted.minor ? streamKinds.filter((kind) => wanted[kind]) : ["minor"];
}

function preferredKind(folded: ParsedFile, template: Template, kinds: readonly StreamKind[]): StreamKind {
  const stated = template.defaultchanneltypepreference;
  if (!stated) return kinds.at(-1)!;
  if (kinds.includes(stated)) return stated;
  throw wrongIn(folded, [{ path: ["defaultchanneltypepreference"], message: `found ${stated}, but ${stated}-version channels are not generated; expected ${kinds.join(" or ")}` }]);
}

function bundlesOf(folded: ParsedFile, template: Template, archetype: Archetype): TemplateBundle[] {
  const bundles: TemplateBundle[] = [];
  const problems: { path: readonly PropertyKey[]; message: string }[] = [];
  const known = new Map<string, TemplateBundle>();
  (template[archetype]?.bundles ?? []).forEach(({ image }, i) => {
    const path = [archetype, "bundles", i];
    const bundle = bundleOf(image);
    const same = bundle && known.get(bundle.version.version);
    if (!bundle) {
      problems.push({ path: [...path, "image"], message: `found ${image || "nothing"}, expected an image whose tag ends in a version, such as quay.io/foo/olm:testoperator.v1.0.1; ${renderFirst}` });
    } else if (same) {
      const why = compareBuild(same.version, bundle.version) === 0 ? "expected each version once" : "which differ in build metadata only and can't be ordered";
      problems.push({ path: [...path, "image"], message: `found ${bundle.name} beside ${same.name}, ${why}` });
    } else {
      known.set(bundle.version.version, { ...bundle, path });
      bundles.push({ ...bundle, path });
    }
  });
  if (problems.length > 0) throw wrongIn(folded, problems);
  return bundles;
}

/** The file with the keys of its maps in lower case, and with paths that are found in the file as it is. */
function foldedFile(parsed: ParsedFile): ParsedFile {
  const stated = (path: readonly PropertyKey[]): PropertyKey[] => {
    let value = parsed.content;
    return path.map((part) => {
      const key = keysOf(value).find((one) => one.toLowerCase() === part) ?? part;
      value = (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
      return key;
    });
  };
  const fold = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (Array.isArray(value)) return value.map((item, i) => fold(item, [...path, i]));
    if (typeof value !== "object" || value === null) return value;
    const folded = new Map<string, unknown>();
    for (const [key, item] of Object.entries(value)) {
      const lower = key.toLowerCase();
      if (folded.has(lower)) throw wrongIn(parsed, [{ path: [...path, key], message: "found this key twice, in different case, expected it once" }]);
      folded.set(lower, fold(item, [...path, key]));
    }
    return Object.fromEntries(folded);
  };
  return {
    file: parsed.file,
    content: fold(parsed.content, []),
    pathOf: (path) => parsed.pathOf(stated(path)),
    lineOf: (path) => parsed.lineOf(stated(path)),
  };
}

function keysOf(value: unknown): string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}
