import { writeFileSync } from "node:fs";
import type { RollbackPlan } from "../automation/rollback/planRollback";
import { afterRollback, losesData, plannedRollback, rollbackRuns, type RollbackAsk } from "../automation/rollbackStack";
import { rollbackReport } from "../library/reports";
import { rollbackText } from "../report/terminal/rollback";
import { paintFor } from "../report/terminal/screen";
import { isMeant, type Asking } from "./ask";
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
  if (!await isMeant(asking(options, plan))) {
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

/** What would lose data wants more than a yes. */
function asking({ yes, loseData, stack, json }: Options, plan: RollbackPlan): Asking {
  return losesData(plan)
    ? {
      isSaid: loseData, flag: "--lose-data", hint: ", since data written after the backup will be lost", json,
      question: `Data will be lost. Type the stack's name, ${stack}, to go on: `, word: stack,
    }
    : { isSaid: yes, flag: "--yes", json, question: "Go back? [y/N] " };
}

/** A rehearsal leaves the reviewed file alone. */
function write({ patch, rehearsal }: Options, plan: RollbackPlan): void {
  if (patch !== undefined) writeFileSync(patch, plan.patch);
  else if (rehearsal === undefined) writeFileSync(plan.stack.file, plan.text);
}
