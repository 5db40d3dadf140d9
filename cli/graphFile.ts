import { createHash } from "node:crypto";
import type { Catalog } from "../releases/catalog";
import { loadCatalog, readText } from "../releases/load";
import { InputError } from "../releases/problem";
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

async function readDocuments(format: Exclude<GraphFormat, "stepwise">, file: string, text: string, asked: readonly string[]): Promise<readonly GraphDocument[]> {
  switch (format) {
    case "k0rdent": return (await import("../upgrades/formats/k0rdent")).readK0rdent(file, text);
    case "olm": return (await import("../upgrades/formats/olm")).readOlm(file, text);
    case "cincinnati": return (await import("../upgrades/formats/cincinnati")).readCincinnati(file, text);
    case "gitlab": return (await import("../upgrades/formats/gitlab")).readGitlab(file, text, asked);
    case "cluster-api": return (await import("../upgrades/formats/clusterApi")).readClusterApi(file, text);
  }
}
