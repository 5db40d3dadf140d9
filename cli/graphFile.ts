import { createHash } from "node:crypto";
import type { Catalog } from "../releases/catalog";
import { loadCatalog, readText } from "../releases/load";
import { InputError } from "../releases/problem";
import { compareVersions } from "../releases/version";
import { catalogGraph } from "../upgrades/graph/catalogGraph";
import { documentGraph } from "../upgrades/graph/documentGraph";
import { graphFormats, type Facts, type GraphDocument, type GraphFormat, type UpgradeGraph } from "../upgrades/graph/model";

/** What a file of any format holds: a catalog of our own, or the graphs of another. */
export interface GraphFile {
  readonly format: GraphFormat;
  readonly catalog?: Catalog;
  readonly documents: readonly GraphDocument[];
  /** SHA-256, in hexadecimal. */
  readonly digest: string;
}

/**
 * @throws InputError for what is no format
 */
export function parseFormat(format: string): GraphFormat {
  const known = graphFormats.find((one) => one === format);
  if (known) return known;
  throw new InputError([{ file: "--format", path: "", message: `found ${JSON.stringify(format)}, expected one of ${graphFormats.join(", ")}` }]);
}

/**
 * Reads a graph of any format; only the code of that format is loaded.
 * @param asked releases that the question is about, for formats that name only some (required stops)
 * @throws InputError
 */
export async function readGraphFile(file: string, format: string, asked: readonly string[] = []): Promise<GraphFile> {
  const known = parseFormat(format);
  if (known === "stepwise") {
    const catalog = loadCatalog(file);
    return { format: known, catalog, documents: [], digest: catalog.digest };
  }
  const text = readText(file);
  const documents = await readDocuments(known, file, text, asked);
  return { format: known, documents, digest: createHash("sha256").update(text).digest("hex") };
}

async function readDocuments(
  format: Exclude<GraphFormat, "stepwise">, file: string, text: string, asked: readonly string[],
): Promise<readonly GraphDocument[]> {
  switch (format) {
    case "k0rdent": return (await import("../upgrades/formats/k0rdent")).readK0rdent(file, text);
    case "olm": return (await import("../upgrades/formats/olm")).readOlm(file, text);
    case "cincinnati": return (await import("../upgrades/formats/cincinnati")).readCincinnati(file, text);
    case "gitlab": return (await import("../upgrades/formats/gitlab")).readGitlab(file, text, asked);
    case "cluster-api": return (await import("../upgrades/formats/clusterApi")).readClusterApi(file, text, asked);
    case "fcos": return (await import("../upgrades/formats/fcos")).readFcos(file, text, asked);
  }
}

/** The text of a file of another format, as it was understood: a normal form, in which nothing is lost. */
export async function writeDocuments(format: GraphFormat, documents: readonly GraphDocument[]): Promise<string> {
  switch (format) {
    case "stepwise": throw new TypeError("a catalog of our own is not made of documents");
    case "k0rdent": return (await import("../upgrades/formats/k0rdent")).writeK0rdent(documents);
    case "olm": return (await import("../upgrades/formats/olm")).writeOlm(documents);
    case "cincinnati": return (await import("../upgrades/formats/cincinnati")).writeCincinnati(documents);
    case "gitlab": return (await import("../upgrades/formats/gitlab")).writeGitlab(documents);
    case "cluster-api": return (await import("../upgrades/formats/clusterApi")).writeClusterApi(documents);
    case "fcos": return (await import("../upgrades/formats/fcos")).writeFcos(documents);
  }
}

/** One graph of a file, and the document that it was made from where it is of another format than ours. */
export interface ChosenGraph {
  readonly graph: UpgradeGraph;
  readonly document?: GraphDocument;
  /** The releases that no hop may pass over. */
  readonly stops: readonly string[];
}

export interface GraphChoice {
  /** Which of the graphs in the file; a chain, a channel. @default - each that has what is asked for */
  readonly name?: string | undefined;
  /** A component of a catalog, whose migrations alone count. */
  readonly component?: string | undefined;
  readonly facts?: Facts;
  /** The k0rdent service that is meant, for the words of a refusal. */
  readonly service?: string | undefined;
}

/**
 * The graphs of a file in which a question can be asked, the likeliest first. A route never passes from one to another:
 * a service follows one chain, a subscription one channel.
 * @throws InputError for a graph or a component that the file does not have
 */
export async function graphsFor(
  { catalog, documents, digest }: GraphFile, from: string, to: string, { name, component, facts = {}, service }: GraphChoice,
): Promise<ChosenGraph[]> {
  if (catalog) {
    if (component !== undefined && !Object.hasOwn(catalog.components, component)) {
      throw new InputError([{ file: "--component", path: "", message: `found ${component}, expected one of ${Object.keys(catalog.components).join(", ")}` }]);
    }
    const direction = compareVersions(to, from) < 0 ? "down" : "up";
    const stops = catalog.releases.flatMap(({ version, stop }) => stop ? [version] : []);
    return [{ stops, graph: catalogGraph(catalog, { kind: component ?? null, direction, known: { facts } }) }];
  }
  if (component !== undefined) throw new InputError([{ file: "--component", path: "", message: "only a catalog of the format stepwise has components" }]);
  const named = documents.filter((document) => name === undefined || document.name === name);
  if (named.length === 0) {
    const names = [...new Set(documents.map((document) => document.name))].join(", ");
    throw new InputError([{ file: "--graph", path: "", message: `found ${name}, expected one of ${names}` }]);
  }
  const isK0rdent = named.some(({ format }) => format === "k0rdent");
  if (service !== undefined && !isK0rdent) throw new InputError([{ file: "--service", path: "", message: "only the format k0rdent has services" }]);
  const k0rdent = isK0rdent ? await import("../upgrades/formats/k0rdentServices") : undefined;
  const words = k0rdent?.k0rdentRefusal;
  const followed = k0rdent && (service !== undefined || name === undefined) ? k0rdent.chainsFollowed(named, from, service) : named;
  if (followed.length === 0) {
    const services = k0rdent?.k0rdentServices(documents).map((one) => `${one.namespace}/${one.name}`) ?? [];
    throw new InputError([{
      file: "--service", path: "",
      message: `found ${service}, which follows no chain of the file; expected one of ${[...new Set(services)].join(", ") || "its services, of which it has none"}`,
    }]);
  }
  const all = followed.map((document): ChosenGraph => ({
    document,
    stops: document.stops.map(({ name: stop }) => stop),
    graph: documentGraph(document, { digest, facts, refusal: words && ((a, b) => words(document, a, b, service)) }),
  }));
  const has = ({ graph }: ChosenGraph): number => [from, to].filter((one) => graph.positionOf(one) !== undefined).length;
  return all.sort((a, b) => has(b) - has(a));
}
