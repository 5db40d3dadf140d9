import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { previewNext } from "../automation/deploy/previewNext";
import { reviewedPlan } from "../automation/deploy/reviewed";
import { gitPlace } from "../automation/git";
import { openEngine } from "../automation/openEngine";
import { seedRehearsal } from "../automation/rehearseUpgrade";
import { readText } from "../releases/load";
import { projectRoot } from "../releases/projectRoot";
import { planText } from "../report/terminal/plan";
import { previewText } from "../report/terminal/preview";
import { paintFor } from "../report/terminal/screen";
import { engineChoice, policyConfigIn, type EngineOptions } from "./engineChoice";
import { exitCodes } from "./exitCodes";
import { printJson, requested, type GlobalOptions } from "./planning";

interface Options extends EngineOptions {
  readonly savePlan?: string;
  readonly json?: boolean;
  readonly allNotes?: boolean;
  readonly html?: string;
}

/** `stepwise preview` */
export async function preview(options: Options, global: GlobalOptions): Promise<void> {
  const { request: asked, catalogs } = await requested({ ...options, set: [] }, global);
  const choice = engineChoice(options, global, asked.surroundings.permits.install.length > 0);
  if (options.rehearsal !== undefined) await seedRehearsal(asked, choice);
  const git = gitPlace(global.cwd);
  const { request, next, plan, here, first } = await previewNext({
    request: asked, catalogs, engine: await openEngine(choice),
    policyPack: path.join(projectRoot, "policies"), policyConfig: policyConfigIn(options.policyConfig), commit: git?.commit, clock: () => new Date(),
  });
  const { source } = request;
  const paint = paintFor(process.stdout);
  if (options.json) {
    printJson({
      schema: "stepwise/preview/v1", stack: plan.stack, kind: next.kind, plan,
      ...(first && { next: { message: first.message, stage: first.up.stage, ...first.outcome } }),
    });
  } else {
    process.stdout.write(`${planText({ plan, source, allNotes: options.allNotes ?? false }, paint)}\n`);
    if (first) {
      const { message, outcome, up: { stage } } = first;
      process.stdout.write(`\n${previewText({ message, stage, outcome, planned: plan.hops[0]?.diff ?? [] }, paint)}\n`);
    }
  }
  const allowed = next.kind !== "blocked" && first?.outcome.result !== "failed";
  if (options.savePlan !== undefined && allowed) {
    const origin = { text: readText(request.stack.file), git, states: here.states };
    writeFileSync(options.savePlan, `${JSON.stringify(reviewedPlan(plan, origin, first?.outcome.steps), null, 2)}\n`);
    process.stderr.write(`the reviewed plan is in ${options.savePlan}; apply exactly that: stepwise up --stack ${plan.stack} --plan ${options.savePlan}\n`);
  }
  if (options.html !== undefined) {
    const { writeReport } = await import("./reportFile");
    await writeReport(options.html, { plan, source, rehearsals: [] });
  }
  process.exitCode = allowed ? exitCodes.done : exitCodes.blocked;
}
