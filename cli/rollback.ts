import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { gitPlace } from "../automation/git";
import { openCluster, openEngine } from "../automation/openEngine";
import { planRollback, stepRequest, type RollbackPlan } from "../automation/rollback/planRollback";
import { readText } from "../releases/load";
import { InputError } from "../releases/problem";
import { rollbackText } from "../report/terminal/rollback";
import { paintFor } from "../report/terminal/screen";
import { carriedOut, showResult } from "./carryOut";
import { engineChoice, policyConfigIn, type EngineOptions } from "./engineChoice";
import { exitCodes } from "./exitCodes";
import { requested, type GlobalOptions } from "./planning";

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
  const { stack, json = false } = options;
  const { request, catalogs } = await requested({ ...options, set: [] }, global);
  const choice = engineChoice(options, global, false);
  const engine = await openEngine(choice);
  const plan = await planRollback({
    request, catalogs, engine, text: readText(request.stack.file), now: new Date().toISOString(),
    wish: { to: options.to, component: options.component },
  });
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
  const cluster = await openCluster(request.stack, choice);
  const longest = [...plan.ways.values()].reduce((most, { length }) => Math.max(most, length), 0);
  const policyConfig = policyConfigIn(options.policyConfig);
  const shown = { json, rehearsal: options.rehearsal !== undefined };
  const result = await carriedOut(Array.from({ length: longest }, (_, step) => ({
    request: stepRequest(plan, step), catalogs, engine, cluster, onFailure: "stop" as const,
    retry: options.retry ?? false, commit: gitPlace(global.cwd)?.commit, policyConfig,
  })), shown);
  showResult(result.result === "reached" ? { ...result, next: [afterwards(options, plan)] } : result, shown);
}

function show(stack: string, plan: RollbackPlan, json: boolean): void {
  if (!json) {
    process.stdout.write(`${rollbackText(stack, plan, paintFor(process.stdout))}\n\n`);
    return;
  }
  const { choice: { update, ...choice }, ways, reasons, settings, patch } = plan;
  const { startTime, message } = update;
  process.stdout.write(`${JSON.stringify({
    schema: "stepwise/rollback/v1", stack, allowed: reasons.length === 0, to: { startTime, message }, ...choice,
    ways: Object.fromEntries(ways), reasons, restored: settings?.restored ?? [], staying: settings?.staying ?? [], patch,
  }, null, 2)}\n`);
}

/**
 * Whether somebody has said that it is meant: on a terminal by an answer, elsewhere by a flag. What would lose data wants
 * more than a yes.
 */
async function isMeant({ yes, loseData, stack, json }: Options, { ways }: RollbackPlan): Promise<boolean> {
  const losing = [...ways.values()].flat().some(({ restore }) => restore !== undefined);
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

function afterwards({ stack, patch, rehearsal }: Options, plan: RollbackPlan): string {
  if (plan.patch === "") return "the stack file says so already";
  if (rehearsal !== undefined && patch === undefined) return `for real, Pulumi.${stack}.yaml would have been changed as shown; a rehearsal leaves it alone`;
  const how = patch === undefined ? `commit Pulumi.${stack}.yaml` : `apply ${patch} to Pulumi.${stack}.yaml and commit it`;
  return `${how}: until then \`up\` does not climb again, and the next merge would ask it to`;
}
