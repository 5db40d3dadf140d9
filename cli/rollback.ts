import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import type { RollbackPlan } from "../automation/rollback/planRollback";
import { afterRollback, losesData, plannedRollback, rollbackRuns, type RollbackAsk } from "../automation/rollbackStack";
import { rollbackReport } from "../library/reports";
import { InputError } from "../releases/problem";
import { rollbackText } from "../report/terminal/rollback";
import { paintFor } from "../report/terminal/screen";
import { carriedOut, showResult } from "./carryOut";
import { engineChoice, policyConfigIn, type EngineOptions } from "./engineChoice";
import { exitCodes } from "./exitCodes";
import { printJson, type GlobalOptions } from "./planning";

interface Options extends EngineOptions {
  readonly to?: string;
  readonly component?: string;
  readonly preview?: boolean;
  readonly patch?: string;
  readonly yes?: boolean;
  readonly loseData?: boolean;
  readonly retry?: boolean;
  readonly json?: boolean;
}

/** `stepwise rollback` */
export async function rollback(options: Options, global: GlobalOptions): Promise<void> {
  const { stack, json = false, patch, rehearsal } = options;
  const ask: RollbackAsk = {
    ...options, wish: { to: options.to, component: options.component }, retry: options.retry ?? false,
    policyConfig: policyConfigIn(options.policyConfig), choice: engineChoice(options, global),
  };
  const found = await plannedRollback(ask, global);
  const { plan } = found;
  const blocked = plan.reasons.length > 0;
  if (!json || options.preview || blocked) show(stack, plan, json);
  if (blocked || options.preview) {
    process.exitCode = blocked ? exitCodes.blocked : exitCodes.done;
    return;
  }
  if (!await isMeant(options, plan)) {
    process.stderr.write("nothing was done\n");
    process.exitCode = exitCodes.blocked;
    return;
  }
  if (plan.patch !== "") write(options, plan);
  const shown = { json, rehearsal: rehearsal !== undefined };
  const result = await carriedOut(await rollbackRuns(found, ask, global), shown);
  const after = afterRollback(stack, plan, { isRehearsal: rehearsal !== undefined, patchFile: patch });
  showResult(result.result === "reached" ? { ...result, next: [after] } : result, shown);
}

function show(stack: string, plan: RollbackPlan, json: boolean): void {
  if (json) printJson(rollbackReport(stack, plan));
  else process.stdout.write(`${rollbackText(stack, plan, paintFor(process.stdout))}\n\n`);
}

/**
 * Whether somebody has said that it is meant: on a terminal by an answer, elsewhere by a flag. What would lose data wants
 * more than a yes.
 */
async function isMeant({ yes, loseData, stack, json }: Options, plan: RollbackPlan): Promise<boolean> {
  const losing = losesData(plan);
  if (losing ? loseData : yes) return true;
  if (!process.stdin.isTTY || json) {
    const flag = losing ? "--lose-data" : "--yes";
    throw new InputError([{ file: flag, path: "", message: `found no terminal to ask on, expected ${flag}${losing ? ", since data written after the backup will be lost" : ""}` }]);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(losing ? `Data will be lost. Type the stack's name, ${stack}, to go on: ` : "Go back? [y/N] ");
    return losing ? answer.trim() === stack : /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

/** A rehearsal leaves the reviewed file alone. */
function write({ patch, rehearsal }: Options, plan: RollbackPlan): void {
  if (patch !== undefined) writeFileSync(patch, plan.patch);
  else if (rehearsal === undefined) writeFileSync(plan.stack.file, plan.text);
}
