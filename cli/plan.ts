import { planText } from "../report/terminal/plan";
import { paintFor } from "../report/terminal/screen";
import { exitCodes } from "./exitCodes";
import { planned, printJson, type GlobalOptions, type PlanningOptions } from "./planning";

interface Options extends PlanningOptions {
  readonly json?: boolean;
  readonly diff: boolean;
  readonly allNotes?: boolean;
  readonly html?: string;
}

/** `stepwise plan` */
export async function plan(options: Options, global: GlobalOptions): Promise<void> {
  const { request, plan: bare } = planned(options, global);
  // The program is run, on the rehearsal engine, only for those who want to see resources.
  const full = options.diff && bare.hops.length > 0
    ? await (await import("../automation/diffs")).withDiffs(bare, request)
    : bare;
  if (options.json) printJson({ ...full, deployedFrom: request.source });
  else process.stdout.write(`${planText({ plan: full, source: request.source, allNotes: options.allNotes ?? false }, paintFor(process.stdout))}\n`);
  if (options.html !== undefined) {
    const { writeReport } = await import("./reportFile");
    await writeReport(options.html, { plan: full, source: request.source, rehearsals: [] });
  }
  process.exitCode = full.verdict === "allowed" ? exitCodes.done : exitCodes.blocked;
}
