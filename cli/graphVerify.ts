import { parseYaml, checked } from "../releases/yamlFile";
import { readText } from "../releases/load";
import { paintFor } from "../report/terminal/screen";
import { proofSchema } from "../upgrades/proof";
import { plainCatalogHops, plainDocumentHops, verifyProof } from "../upgrades/verifyProof";
import { exitCodes } from "./exitCodes";
import { readGraphFile } from "./graphFile";
import { printJson } from "./planning";

interface Options {
  readonly catalog: string;
  readonly json?: boolean;
}

/** `stepwise graph verify` */
export async function graphVerify(file: string, { catalog: catalogFile, json }: Options): Promise<void> {
  const text = parseYaml(file, readText(file));
  const proof = checked(text, proofSchema, text.content);
  const { catalog, documents, digest } = await readGraphFile(catalogFile, proof.format, [proof.from, proof.to]);
  const graphs = catalog
    ? [{
      graph: catalog.system, components: Object.keys(catalog.components), known: (name: string) => catalog.release(name) !== undefined,
      hops: plainCatalogHops(catalog, proof),
    }]
    : documents.filter(({ name }) => name === proof.graph).map((document) => {
      const names = new Set(document.nodes.map((node) => node.name));
      const hops = plainDocumentHops(document, proof.facts);
      return { graph: document.name, components: [], known: (name: string) => names.has(name), hops };
    });
  // Two chains may have one name; the proof is of one of them.
  const results = graphs.map(({ hops, ...subject }) => verifyProof(proof, { digest, ...subject }, hops));
  const faults = results.find((found) => found.length === 0) ?? results[0] ?? [`${catalogFile} has no graph called ${proof.graph}`];
  const holds = faults.length === 0;
  if (json) printJson({ schema: "stepwise/verification/v1", holds, faults });
  else {
    const paint = paintFor(process.stdout);
    const facts = Object.entries(proof.facts).map(([name, value]) => `${name} = ${value}`);
    const claim = `${proof.graph}${proof.component === null ? "" : `, ${proof.component} alone`}: ` +
      `${proof.from} → ${proof.to} is ${proof.allowed ? `allowed: ${proof.route?.join(" → ") ?? ""}` : "blocked"}` +
      `${proof.allowed ? `, cheapest by ${proof.order.join(", ")}` : ""}${facts.length > 0 ? `, where ${facts.join(", ")}` : ""}`;
    const word = holds ? paint.green("holds") : paint.red("does not hold");
    process.stdout.write(`${word}: ${claim}\n${faults.map((fault) => `  ${fault}\n`).join("")}`);
  }
  process.exitCode = holds ? exitCodes.done : exitCodes.blocked;
}
