import { Document } from "yaml";
import { InputError } from "../releases/problem";
import { catalogFrom } from "../upgrades/graph/catalogFrom";
import { notCarriedOver } from "../upgrades/graph/notCarriedOver";
import { readGraphFile, writeDocuments } from "./graphFile";

interface Options {
  readonly format: string;
  readonly graph?: string;
  readonly system?: string;
  readonly normalize?: boolean;
}

/** `stepwise graph import` */
export async function graphImport(file: string, { format, graph, system = "imported", normalize }: Options): Promise<void> {
  if (format === "stepwise") throw new InputError([{ file: "--format", path: "", message: "found stepwise, which is what is made; expected another format" }]);
  if (!/^[a-z][a-z0-9-]*$/.test(system)) {
    throw new InputError([{ file: "--system", path: "", message: `found ${JSON.stringify(system)}, expected a-z, 0-9 and dashes` }]);
  }
  const { format: known, documents } = await readGraphFile(file, format);
  if (normalize) {
    process.stdout.write(await writeDocuments(known, documents));
    return;
  }
  const named = documents.filter(({ name }) => graph === undefined || name === graph);
  if (named.length !== 1) {
    throw new InputError([{
      file: "--graph", path: "",
      message: `found ${named.length} graphs${graph === undefined ? "" : ` called ${graph}`}, expected one of ${documents.map(({ name }) => name).join(", ")}`,
    }]);
  }
  const document = new Document(catalogFrom(named[0]!, file, system));
  document.commentBefore = [
    ` Imported from ${file} (${format}). To be completed: notes, migrations and requirements of each release, and the`,
    " components that it really has; then `stepwise graph lint`.",
  ].join("\n");
  process.stdout.write(document.toString({ lineWidth: 0 }));
  for (const warning of notCarriedOver(named[0]!)) process.stderr.write(`warning: ${warning}\n`);
}
