import { writeFileSync } from "node:fs";
import { previewStack } from "../automation/previewStack";
import { previewReport } from "../library/reports";
import { planText } from "../report/terminal/plan";
import { previewText } from "../report/terminal/preview";
import { paintFor } from "../report/terminal/screen";
import { engineChoice, policyConfigIn, type EngineOptions } from "./engineChoice";
import { exitCodes } from "./exitCodes";
import { printJson, type GlobalOptions } from "./planning";

interface Options extends EngineOptions {
  readonly savePlan?: string;
  readonly json?: boolean;
  readonly allNotes?: boolean;
  readonly html?: string;
}

/** `stepwise preview` */
export async function preview(options: Options, global: GlobalOptions): Promise<void> {
  const choice = engineChoice(options, global);
  const found = await previewStack({ ...options, policyConfig: policyConfigIn(options.policyConfig), choice }, global);
  const { request: { source }, plan, first, reasons, isAllowed, reviewed } = found;
  const paint = paintFor(process.stdout);
  if (options.json) printJson(previewReport(found));
  else {
    process.stdout.write(`${planText({ plan, source, allNotes: options.allNotes ?? false }, paint)}\n`);
    if (first) {
      const { message, outcome, up: { stage } } = first;
      process.stdout.write(`\n${previewText({ message, stage, outcome, planned: plan.hops[0], reasons }, paint)}\n`);
    }
  }
  if (options.savePlan !== undefined && reviewed) {
    writeFileSync(options.savePlan, `${JSON.stringify(reviewed, null, 2)}\n`);
    process.stderr.write(`the reviewed plan is in ${options.savePlan}; apply exactly that: stepwise up --stack ${plan.stack} --plan ${options.savePlan}\n`);
  }
  if (options.html !== undefined) {
    const { writeReport } = await import("./reportFile");
    await writeReport(options.html, { plan, source, rehearsals: [] });
  }
  process.exitCode = isAllowed ? exitCodes.done : exitCodes.blocked;
}
