import { loadCatalog } from "../releases/load";
import { InputError } from "../releases/problem";
import { verdictText } from "../report/terminal/verdict";
import { paintFor } from "../report/terminal/screen";
import { checkGraph } from "../upgrades/check";
import { exitCodes } from "./exitCodes";
import { printJson } from "./planning";

interface Options {
  readonly catalog: string;
  readonly format: string;
  readonly from: string;
  readonly to: string;
  readonly component?: string;
  readonly json?: boolean;
}

/** `stepwise graph check` */
export function graphCheck({ catalog: file, format, from, to, component, json }: Options): void {
  if (format !== "stepwise") {
    throw new InputError([{ file: "--format", path: "", message: `found ${JSON.stringify(format)}, expected stepwise, the only format that can be read so far` }]);
  }
  const catalog = loadCatalog(file);
  if (component !== undefined && !catalog.components[component]) {
    throw new InputError([{ file: "--component", path: "", message: `found ${component}, expected one of ${Object.keys(catalog.components).join(", ")}` }]);
  }
  const verdict = checkGraph(catalog, from, to, component ?? null);
  if (json) printJson(verdict);
  else process.stdout.write(`${verdictText(catalog.title, verdict, paintFor(process.stdout))}\n`);
  process.exitCode = verdict.allowed ? exitCodes.done : exitCodes.blocked;
}
