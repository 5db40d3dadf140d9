import { existsSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { demandProblems, settingsProblems, unknownReleases } from "../automation/problems";
import { declaredComponents } from "../config/components";
import { parseStackFile } from "../config/stack";
import { loadCatalog, loadCatalogs, readText } from "../releases/load";
import { InputError, problemText, type Problem } from "../releases/problem";
import { catalogFolder } from "../releases/projectRoot";
import { countsText, severityWord } from "../report/terminal/graphLint";
import { paintFor, plural } from "../report/terminal/screen";
import { lintCatalog, readSilences, silence, withLines, type Severity } from "../upgrades/lint";
import { exitCodes } from "./exitCodes";
import { printJson, type GlobalOptions } from "./planning";

interface Finding extends Problem {
  /** What kind of finding it is, the same for the same kind, always; of a catalog's graph, the finding itself. */
  readonly id: string;
  readonly severity: Severity;
  /** The releases that it is about. */
  readonly nodes: readonly string[];
}

/** `stepwise lint` */
export function lint(files: readonly string[], { json }: { readonly json?: boolean }, { cwd }: GlobalOptions): void {
  const chosen = files.length > 0 ? files : defaultFiles(cwd);
  const findings = chosen.flatMap(lintFile);
  if (json) {
    printJson({ schema: "stepwise/lint/v1", findings });
  } else {
    const paint = paintFor(process.stdout);
    for (const finding of findings) process.stdout.write(`${severityWord(finding.severity, paint)}: ${problemText(finding)}\n`);
    process.stdout.write(`${plural(chosen.length, "file")} checked, ${countsText(findings)}\n`);
  }
  process.exitCode = findings.some(({ severity }) => severity === "error") ? exitCodes.wrongInput : exitCodes.done;
}

function defaultFiles(cwd: string): string[] {
  const stacks = readdirSync(cwd).filter((name) => /^Pulumi\..+\.yaml$/.test(name));
  const catalogs = readdirSync(catalogFolder).filter((name) => name.endsWith(".yaml"));
  return [...stacks.map((name) => path.join(cwd, name)), ...catalogs.map((name) => path.join(catalogFolder, name))].sort();
}

function lintFile(file: string): Finding[] {
  try {
    if (existsSync(file) && /^Pulumi\..+\.yaml$/.test(path.basename(file))) return lintStack(file);
    return lintCatalogFile(file);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map((problem) => ({ id: "bad-input", severity: "error", nodes: [], ...problem }));
  }
}

function lintCatalogFile(file: string): Finding[] {
  const text = readText(file);
  const { findings, unused } = silence(lintCatalog(loadCatalog(file, text)), readSilences(file, text));
  return withLines([...findings, ...unused], file, text).map((finding) => ({ ...finding, file, path: finding.path ?? "" }));
}

function lintStack(file: string): Finding[] {
  const stack = parseStackFile(file);
  const shown = stack.yaml.file;
  const { permits } = stack.settings;
  const catalogs = loadCatalogs(catalogFolder);
  const declared = declaredComponents(stack.settings);
  const unknown = unknownReleases(stack, catalogs)
    .map((problem): Finding => ({ id: "unknown-release", severity: "error", nodes: [], ...problem }));
  const permitted = { install: permits.install, remove: permits.remove, rerun: permits.rerun, removal: Object.keys(permits.removal ?? {}) };
  const leftOver = Object.entries(permitted).flatMap(([permit, ids]) => ids.map((id): Finding => ({
    id: "permit-left-over", severity: "warning", nodes: [], file: shown, path: `config.stepwise:permits.${permit}`,
    message: `${id} is still permitted; take it out once it is done, or the gate stays open`,
  })));
  const systems = new Set(declared.map(({ system }) => system));
  const several: Finding[] = systems.size > 1 ? [{
    id: "several-systems", severity: "warning", nodes: [], file: shown, path: "config",
    message: `${[...systems].join(" and ")} share this stack: one failed component stops them all; a stack a system is safer`,
  }] : [];
  const settings = [...settingsProblems(stack), ...demandProblems(stack)]
    .map((problem): Finding => ({ id: "bad-setting", severity: "error", nodes: [], ...problem }));
  return [...unknown, ...settings, ...leftOver, ...several];
}
