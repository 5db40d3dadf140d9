import type { OnFailure } from "../automation/deploy/run";
import { rehearseUpgrade } from "../automation/rehearseUpgrade";
import { withDiffs } from "../automation/diffs";
import { currentTime } from "../config/environment";
import type { Fault } from "../engines/rehearsal/cluster";
import { memoryStore } from "../engines/rehearsal/store";
import { InputError } from "../releases/problem";
import { planText } from "../report/terminal/plan";
import { rehearsalText } from "../report/terminal/rehearsal";
import { paintFor } from "../report/terminal/screen";
import { maintenanceAt } from "../upgrades/maintenance";
import type { Plan } from "../upgrades/planModel";
import { exitCodes, resultCodes } from "./exitCodes";
import { planned, printJson, type GlobalOptions, type PlanningOptions } from "./planning";

interface Options extends PlanningOptions {
  readonly json?: boolean;
  readonly fail: readonly string[];
  readonly onFailure: string;
  readonly policies: boolean;
  readonly html?: string;
}

/** `stepwise rehearse` */
export async function rehearse(options: Options, global: GlobalOptions): Promise<void> {
  const paint = paintFor(process.stdout);
  const { request, plan, catalogs } = await planned(options, global, ({ settings: { permits } }) => {
    // A rehearsal need not wait for a maintenance window: outside of one it pretends that the next has opened.
    const now = currentTime();
    return maintenanceAt(permits.maintenance, now).next ?? now;
  });
  const faults = options.fail.flatMap((text) => parseFaults(text, plan));
  const onFailure = parseOnFailure(options.onFailure);
  if (plan.verdict === "blocked") {
    if (options.json) printJson({ schema: "stepwise/rehearsal/v1", stack: plan.stack, result: "blocked", plan });
    else process.stdout.write(`${planText({ plan, source: request.source, allNotes: false }, paint)}\n`);
    process.exitCode = exitCodes.blocked;
    return;
  }
  const rehearsal = await rehearseUpgrade({
    request, catalogs, store: memoryStore(), faults, onFailure, policyPack: options.policies,
    onEvent: (event) => {
      if (event.event !== "up-started") return;
      const { kind, hop, of, stage } = event;
      process.stderr.write(paint.dim(`${kind === "return" ? "going back from" : "rehearsing"} hop ${hop} of ${of}${stage ? `, ${stage}` : ""} …\n`));
    },
  });
  if (options.json) {
    printJson({
      schema: "stepwise/rehearsal/v1",
      stack: rehearsal.stack,
      result: rehearsal.result,
      ups: rehearsal.ups.map(({ hop, stage, kind, message, outcome }) => ({ hop: hop.number, stage, kind, message, ...outcome })),
      states: Object.fromEntries(rehearsal.states),
      next: rehearsal.next,
    });
  } else {
    process.stdout.write(`${rehearsalText(rehearsal, paint)}\n`);
  }
  if (options.html !== undefined) {
    const { writeReport } = await import("./reportFile");
    const title = faults.length === 0 ? "as planned" : `with ${options.fail.join(", ")} failing`;
    const full = await withDiffs(plan, request, catalogs);
    writeReport(options.html, { plan: full, source: request.source, rehearsals: [{ title, rehearsal }] });
  }
  process.exitCode = resultCodes[rehearsal.result];
}

/** A phase fails at the releases that are being gone to, not at the one that may be gone back to. */
function parseFaults(text: string, plan: Plan): Fault[] {
  const [component = "", phase = ""] = text.split(":");
  const steps = [...new Set(plan.hops.flatMap((hop) => hop.steps.filter((step) => step.phase !== "quiesce").map(({ id }) => id)))];
  if (plan.verdict === "allowed" && !steps.includes(text)) {
    const expected = steps.length === 0 ? "nothing: this plan has no hop" : `one of ${steps.join(", ")}`;
    throw new InputError([{ file: "--fail", path: "", message: `found ${JSON.stringify(text)}, expected ${expected}` }]);
  }
  return plan.hops.flatMap(({ changes }) => changes.filter((change) => change.component === component)
    .map(({ to }) => ({ component, phase, version: to })));
}

export function parseOnFailure(text: string): OnFailure {
  if (text === "stop" || text === "rollback") return text;
  throw new InputError([{ file: "--on-failure", path: "", message: `found ${JSON.stringify(text)}, expected stop or rollback` }]);
}
