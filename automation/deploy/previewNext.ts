import { withDiffs } from "../diffs";
import type { Outcome } from "../../engines/engine";
import type { ExplainedChange } from "../../upgrades/explain";
import type { Plan } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import { explainedUp } from "../explain/explainUp";
import { openReasons, withOpenReasons } from "../explain/openReasons";
import { withHopFile } from "../hopFile";
import type { PlanRequest } from "../request";
import { upText } from "./goals";
import { engineRun } from "./engineRun";
import { look } from "./makeUp";
import { nextOf, requestAt, settingsHop, type Next } from "./next";
import type { Look, UpgradeRun } from "./run";
import { upsOf, type Up } from "./stages";

/** What `up` would do next, as the engine shows it, and the way that follows. */
export interface Previewed {
  readonly request: PlanRequest;
  readonly next: Next;
  /** With what becomes of every resource in each hop, as the program describes it. */
  readonly plan: Plan;
  readonly here: Look;
  /** What has to be accepted by name before the next hop: what is unexplained in it, or lost unannounced. */
  readonly reasons: readonly Reason[];
  /** With the causes of what it changes. Undefined where nothing may be done. */
  readonly first?: { readonly message: string; readonly up: Up; readonly outcome: Outcome };
}

/** The next `up` previewed with the policy pack, from where the stack is; nothing is changed. */
export async function previewNext(
  run: Pick<UpgradeRun, "request" | "catalogs" | "engine" | "policyPack" | "policyConfig" | "clock" | "commit" | "signal">,
): Promise<Previewed> {
  const here = await look(run);
  const request = requestAt(run.request, here, run.clock().toISOString());
  const next = nextOf(request, run.catalogs);
  if (next.kind === "blocked") return { request, next, here, plan: next.plan, reasons: [] };
  const plan = next.kind === "arrived" ? next.plan : await withDiffs(next.plan, request, run.catalogs);
  // With every version where it should be, what is left is what else the stack file says.
  const [hop, kind] = next.kind === "arrived" ? [settingsHop, "settings" as const] : [next.hops[0], next.kind];
  const up = upsOf(hop, here.states)[0]!;
  const making = { request, plan, hop, of: plan.hops.length, kind, up };
  const first = await withHopFile(request.stack.stack, upText(request, here.states, up), async (configFile) => {
    const asked = engineRun(run, making, here.states, configFile);
    return { message: asked.message, up, outcome: await run.engine.preview(asked) };
  });
  const { changes, reasons } = await explainedUp(run, { request, up, steps: first.outcome.steps }, here);
  const full = withOpenReasons(plan, [openReasons(hop, changes, request)]);
  const losses = (full.hops[0]?.open ?? []).filter(({ id }) => !hop.open.some((one) => one.id === id));
  return {
    request, next, here, plan: full,
    reasons: [...new Map([...losses, ...reasons].map((reason) => [reason.id, reason])).values()],
    first: { ...first, outcome: withCauses(first.outcome, changes) },
  };
}

function withCauses(outcome: Outcome, explained: readonly ExplainedChange[]): Outcome {
  const causes = new Map(explained.map((change) => [`${change.op} ${change.urn}`, change.causes]));
  return { ...outcome, steps: outcome.steps.map((step) => ({ ...step, causes: causes.get(`${step.op} ${step.urn}`) })) };
}
