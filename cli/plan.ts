import { planReport } from "../library/reports";
import { InputError } from "../releases/problem";
import { planText } from "../report/terminal/plan";
import { paintFor } from "../report/terminal/screen";
import type { Plan } from "../upgrades/planModel";
import { exitCodes } from "./exitCodes";
import { planned, printJson, type GlobalOptions, type PlanningOptions } from "./planning";

interface Options extends PlanningOptions {
  readonly json?: boolean;
  readonly diff: boolean;
  readonly allNotes?: boolean;
  readonly images?: boolean;
  readonly html?: string;
}

/**
 * Every image of the way, one a line, each once.
 * @throws InputError where some hop's objects can't be told
 */
function imageLines({ hops }: Plan): string {
  const missing = hops.find(({ diffMissing }) => diffMissing !== undefined);
  if (missing) throw new InputError([{ file: "--images", path: `hop ${missing.number}`, message: missing.diffMissing ?? "" }]);
  return [...new Set(hops.flatMap(({ images = [] }) => images))].sort().map((image) => `${image}\n`).join("");
}

/** `stepwise plan` */
export async function plan(options: Options, global: GlobalOptions): Promise<void> {
  const { request, plan: bare, catalogs } = await planned(options, global);
  // The program is run, on the rehearsal engine, only for those who want to see resources.
  const full = (options.diff || options.images) && bare.hops.length > 0
    ? await (await import("../automation/diffs")).withDiffs(bare, request, catalogs)
    : bare;
  if (options.images) process.stdout.write(imageLines(full));
  else if (options.json) printJson(planReport(full, { request }));
  else process.stdout.write(`${planText({ plan: full, source: request.source, allNotes: options.allNotes ?? false }, paintFor(process.stdout))}\n`);
  if (options.html !== undefined) {
    const { writeReport } = await import("./reportFile");
    await writeReport(options.html, { plan: full, source: request.source, rehearsals: [] });
  }
  process.exitCode = full.verdict === "allowed" ? exitCodes.done : exitCodes.blocked;
}
