import * as path from "node:path";
import type { PolicyPackRun } from "../engines/engine";
import { readText } from "../releases/load";
import { projectRoot } from "../releases/projectRoot";
import { requested, type GlobalOptions, type RequestOptions } from "./asked";
import { previewNext, type Previewed } from "./deploy/previewNext";
import { reviewedPlan, type ReviewedPlan } from "./deploy/reviewed";
import { gitPlace } from "./git";
import { openEngine, type EngineChoice } from "./openEngine";
import { seedRehearsal } from "./rehearseUpgrade";

export interface PreviewAsk extends RequestOptions {
  readonly policyConfig: PolicyPackRun["config"] | undefined;
  readonly choice: EngineChoice;
  readonly signal?: AbortSignal | undefined;
}

/** What `up` would do next, and whether it may. */
export interface StackPreview extends Previewed {
  readonly isAllowed: boolean;
  /** For the `up` that applies exactly this; undefined where it is not allowed. */
  readonly reviewed: ReviewedPlan | undefined;
}

/**
 * Previews what `up` would do next to a stack.
 * @throws InputError
 */
export async function previewStack(ask: PreviewAsk, global: GlobalOptions): Promise<StackPreview> {
  const { request, catalogs } = await requested({ ...ask, set: [] }, global);
  const choice = { ...ask.choice, create: request.surroundings.permits.install.length > 0 };
  if (choice.rehearsal !== undefined) await seedRehearsal(request, choice);
  const git = gitPlace(global.cwd);
  const found = await previewNext({
    request, catalogs, engine: await openEngine(choice), policyPack: path.join(projectRoot, "policies"),
    policyConfig: ask.policyConfig, commit: git?.commit, clock: () => new Date(), signal: ask.signal,
  });
  // A gate that knows less of other stacks may let pass what `up` will refuse.
  const isOpen = (found.plan.hops[0]?.open ?? []).length > 0;
  const isAllowed = found.next.kind !== "blocked" && found.first?.outcome.result !== "failed" && found.reasons.length === 0 && !isOpen;
  const origin = { text: readText(found.request.stack.file), git, states: found.here.states };
  return { ...found, isAllowed, reviewed: isAllowed ? reviewedPlan(found.plan, origin, found.first?.outcome.steps) : undefined };
}
