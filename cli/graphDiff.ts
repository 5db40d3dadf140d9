import { InputError } from "../releases/problem";
import { graphDiffText } from "../report/terminal/graphDiff";
import { paintFor } from "../report/terminal/screen";
import { catalogSide, diffGraphs, documentSide, type DiffSide } from "../upgrades/graphDiff";
import { exitCodes } from "./exitCodes";
import { readGraphFile } from "./graphFile";
import { printJson } from "./planning";

interface Options {
  readonly format: string;
  readonly deployed?: string;
  readonly component?: string;
  readonly json?: boolean;
}

/** `stepwise graph diff` */
export async function graphDiff(before: string, after: string, { format, deployed: list, component, json }: Options): Promise<void> {
  const deployed = list?.split(",").map((release) => release.trim()).filter((release) => release !== "");
  const [one, other] = [await sides(before, format, component, deployed), await sides(after, format, component, deployed)];
  const diff = diffGraphs(one, other, { deployed });
  if (json) printJson(diff);
  else process.stdout.write(`${graphDiffText(diff, paintFor(process.stdout))}\n`);
  process.exitCode = diff.breaking ? exitCodes.blocked : exitCodes.done;
}

async function sides(
  file: string, format: string, component: string | undefined, deployed: readonly string[] | undefined,
): Promise<DiffSide[]> {
  const { catalog, documents, digest } = await readGraphFile(file, format, deployed);
  if (component === undefined) return catalog ? [catalogSide(catalog)] : documents.map((document) => documentSide(document, digest));
  const kinds = Object.keys(catalog?.components ?? {});
  if (catalog && kinds.includes(component)) return [catalogSide(catalog, component)];
  const expected = catalog ? `one of ${kinds.join(", ")}` : `none: the format ${format} has no components`;
  throw new InputError([{ file: "--component", path: "", message: `found ${component}, expected ${expected} (${file})` }]);
}
