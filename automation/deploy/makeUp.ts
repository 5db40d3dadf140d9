import type { EngineRun, Outcome } from "../../engines/engine";
import { installationStates } from "../../gates/installationState";
import type { ResourceChange } from "../../upgrades/planModel";
import { legality } from "../../upgrades/reason";
import { redact } from "../cluster/redact";
import { explainedUp } from "../explain/explainUp";
import { withHopFile } from "../hopFile";
import { engineRun, type Making } from "./engineRun";
import type { WorkedOn } from "./events";
import { upText } from "./goals";
import { messageOf } from "./message";
import { phaseOfStep } from "./phase";
import { cleaned, refusal } from "./refusal";
import { reviewedOperations, unreviewed } from "./reviewed";
import { Ended, type CarriedUp, type Look, type UpgradeRun } from "./run";

/** @throws what the engine throws where the state can't be read */
export async function look({ engine }: Pick<UpgradeRun, "engine">): Promise<Look> {
  const exported = await engine.state();
  return { exported, states: installationStates(exported) };
}

/** An `up` that was made, and the stack as it was found after it. */
export interface Made {
  readonly made: CarriedUp;
  readonly here: Look;
}

/**
 * One `up` of a hop: from a complete temporary copy of the stack file, previewed with the policy pack, held against what
 * was reviewed, and made.
 * @param here the stack as it is found before it
 * @returns undefined where it is about settings only and there is nothing to change
 * @throws Ended where the preview refuses it: nothing has been touched then
 */
export async function makeUp(run: UpgradeRun, making: Making, here: Look): Promise<Made | undefined> {
  const { request, hop, of, kind, up: { stage } } = making;
  const message = messageOf({ hop, of, stage, kind });
  const begin = (): void => run.onEvent({ event: "up-started", hop: hop.number, of, stage, kind, changes: hop.changes, message });
  if (kind !== "settings") begin();
  const start = performance.now();
  const outcome = await withHopFile(request.stack.stack, upText(request, here.states, making.up), async (configFile) => {
    const asked = engineRun(run, making, here.states, configFile);
    if (run.previews) {
      const changes = await previewed(run, making, asked, here);
      if (kind === "settings" && changes === 0) return undefined;
    }
    if (kind === "settings") begin();
    return cleaned(await run.engine.up({ ...asked, ...progress(run, making) }));
  });
  if (outcome === undefined) return undefined;
  if (outcome.lock) throw new Ended("locked", { lock: outcome.lock });
  run.onEvent({ event: "up-ended", hop: hop.number, stage, result: outcome.result, seconds: secondsSince(start) });
  const after = await look(run);
  return { here: after, made: { hop, stage, kind, message, outcome, states: after.states } };
}

/** @returns how many resources would change */
async function previewed(run: UpgradeRun, making: Making, asked: EngineRun, here: Look): Promise<number> {
  const outcome = cleaned(await run.engine.preview(asked));
  if (run.signal?.aborted) throw new Ended("cancelled");
  const counts: Partial<Record<ResourceChange["op"], number>> = {};
  for (const { op } of outcome.steps) counts[op] = (counts[op] ?? 0) + 1;
  run.onEvent({ event: "previewed", operations: counts });
  if (outcome.result === "failed") {
    const reasons = refusal(outcome, { id: "preview-failed", remedy: "nothing has been touched; see to it and run `up` again" });
    run.onEvent({ event: "refused", reasons, violations: outcome.violations });
    throw new Ended("blocked", { reasons });
  }
  refuseUnreviewed(run, making, outcome);
  await refuseUnexplained(run, making, outcome, here);
  return outcome.steps.filter(({ op }) => op !== "same").length;
}

/** What nothing explains, and what would be lost unannounced, is done once somebody answers for it by name. */
async function refuseUnexplained(run: UpgradeRun, { request, up }: Making, { steps }: Outcome, here: Look): Promise<void> {
  const { reasons } = await explainedUp(run, { request, up, steps }, here);
  if (reasons.length === 0) return;
  run.onEvent({ event: "refused", reasons, violations: [] });
  throw new Ended("blocked", { reasons, next: reasons.map(({ message, remedy }) => `${message}; ${remedy}`) });
}

function refuseUnreviewed(run: UpgradeRun, { hop, kind, up }: Making, { steps }: Outcome): void {
  if (!run.reviewed || kind === "return") return;
  const known = reviewedOperations(run.reviewed.plan, hop);
  const more = unreviewed(steps, known ?? [], up.stage);
  if (more.length === 0) return;
  throw new Ended("blocked", {
    reasons: [legality(
      "unreviewed-operation",
      `${kind === "settings" ? "what is left" : `hop ${hop.number}`} would do what was not reviewed: ${more.slice(0, 10).map(({ op, urn }) => `${op} ${urn.split("::").slice(2).join(" ")}`).join("; ")}` +
        (more.length > 10 ? ` and ${more.length - 10} more` : ""),
      "find out where it comes from; then preview the way again and have that reviewed",
    )],
  });
}

/** Tells what the engine does as it does it. */
function progress(run: UpgradeRun, { request, up }: Making): Pick<EngineRun, "onStart" | "onWait" | "onStep"> {
  const components = request.declared.map(({ id }) => id);
  const begun = new Map<string, { readonly start: number; readonly about: WorkedOn; readonly op: ResourceChange["op"] }>();
  return {
    onStart: (change) => {
      const about = aboutOf(change, components, up.stage !== undefined);
      if (!about) return;
      begun.set(change.urn, { start: performance.now(), about, op: change.op });
      run.onEvent({ event: "step-started", ...about, op: change.op });
    },
    onWait: (urn, message) => {
      const known = begun.get(urn);
      if (known) run.onEvent({ event: "waiting", ...known.about, seconds: secondsSince(known.start), message: redact(message) });
    },
    onStep: ({ urn, op, result }) => {
      const known = begun.get(urn);
      if (known) run.onEvent({ event: "step-ended", ...known.about, op, result, seconds: secondsSince(known.start) });
    },
  };
}

/** The object that a step is about; undefined where it belongs to no component. */
function aboutOf(change: ResourceChange, components: readonly string[], stopped: boolean): WorkedOn | undefined {
  const { type, name } = change;
  if (!type.startsWith("kubernetes:")) return undefined;
  const owners = components.filter((id) => `${name}-`.startsWith(`${id.split("/")[1]}-`));
  const [component] = owners.sort((a, b) => b.length - a.length);
  if (component === undefined) return undefined;
  const phase = phaseOfStep(change, component);
  return { component, phase: phase === "rollout" && stopped ? "quiesce" : phase, object: `${type.split(":").at(-1)} ${name}` };
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10;
}
