import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { manifestsOf } from "../automation/manifests";
import { settingsProblems } from "../automation/rehearsal";
import { InputError } from "../releases/problem";
import { planned, type GlobalOptions } from "./planning";

interface Options {
  readonly stack: string;
  readonly out: string;
  readonly set: readonly string[];
}

/** `stepwise render` */
export async function render({ stack, out, set }: Options, global: GlobalOptions): Promise<void> {
  const { request } = planned({ stack, set }, global);
  const problems = set.length === 0 ? settingsProblems(request.stack) : [];
  if (problems.length > 0) throw new InputError(problems);
  const manifests = await manifestsOf(request);
  for (const { file, yaml } of manifests) {
    const target = path.join(out, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, yaml);
  }
  process.stdout.write(`${manifests.length} objects written to ${out}\n`);
}
