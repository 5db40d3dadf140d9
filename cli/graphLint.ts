import { readText } from "../releases/load";
import { InputError } from "../releases/problem";
import { paintFor } from "../report/terminal/screen";
import { lintCatalog, lintDocuments, readSilences, silence, withLines } from "../upgrades/lint";
import { exitCodes } from "./exitCodes";
import { readGraphFile } from "./graphFile";
import { printJson } from "./planning";

interface Options {
  readonly catalog?: string;
  readonly format: string;
  readonly silence?: string;
  readonly json?: boolean;
  readonly sarif?: boolean;
}

/** `stepwise graph lint` */
export async function graphLint(
  named: string | undefined, { catalog: option, format, silence: silenceFile, json, sarif: asSarif }: Options,
): Promise<void> {
  const file = named ?? option;
  if (file === undefined || (option !== undefined && option !== file)) {
    throw new InputError([{ file: "--catalog", path: "", message: `found ${file === undefined ? "no file" : "two files"}, expected one to look at` }]);
  }
  const { catalog, documents } = await readGraphFile(file, format);
  const text = readText(file);
  const silences = [
    ...(catalog ? readSilences(file, text) : []),
    ...(silenceFile === undefined ? [] : readSilences(silenceFile, readText(silenceFile))),
  ];
  const found = withLines(catalog ? lintCatalog(catalog) : lintDocuments(documents), file, text);
  const { findings: left, silenced, unused } = silence(found, silences);
  const findings = [...left, ...unused];
  if (asSarif) printJson((await import("../report/sarif/lint")).sarif(findings, file, silenced));
  else if (json) printJson({ schema: "stepwise/lint/v1", findings, silenced });
  else process.stdout.write(`${(await import("../report/terminal/graphLint")).graphLintText(file, findings, silenced, paintFor(process.stdout))}\n`);
  process.exitCode = findings.some(({ severity }) => severity === "error") ? exitCodes.wrongInput : exitCodes.done;
}
