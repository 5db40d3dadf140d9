import type { Goal as ResourceGoal } from "../engines/rehearsal/goal";
import { collectGoals } from "../engines/rehearsal/collect";
import type { Catalog } from "../releases/catalog";
import { InputError } from "../releases/problem";
import type { Hop, OpenReason, Plan } from "../upgrades/planModel";
import { openReasons, withOpenReasons } from "./explain/openReasons";
import { plannedChanges } from "./explain/planned";
import { hopText, withHopFile, type Goal } from "./hopFile";
import { imagesOf } from "./images";
import { problemsAt } from "./problems";
import { goalsAfter, startingGoals } from "./goals";
import type { PlanRequest } from "./request";

/** What the program asks for at one point of the way, or why that can't be said. */
type Collected = { readonly goals: readonly ResourceGoal[] } | { readonly missing: string };

/**
 * Adds to each hop what would become of every resource, why, and what would be lost unannounced. The program is run once
 * for where the stack is and once for each hop, and what it asks for is compared; nothing is decided by an engine's state.
 */
export async function withDiffs(plan: Plan, request: PlanRequest, catalogs: ReadonlyMap<string, Catalog>): Promise<Plan> {
  const points = [startingGoals(request)];
  for (const hop of plan.hops) points.push(goalsAfter(points.at(-1)!, hop));
  const collected = await Promise.all(points.map((point) => collectAt(request, point)));
  const losses: (readonly OpenReason[])[] = [];
  const hops = plan.hops.map((hop, i): Hop => {
    const [before, after] = [collected[i]!, collected[i + 1]!];
    if ("missing" in before) return { ...hop, diffMissing: before.missing };
    if ("missing" in after) return { ...hop, diffMissing: after.missing };
    const known = new Set(imagesOf(before.goals));
    const { diff, explained } = plannedChanges(before.goals, after.goals, hop, { declared: request.declared, catalogs });
    losses[i] = openReasons(hop, explained, request);
    return { ...hop, diff, images: imagesOf(after.goals).filter((image) => !known.has(image)) };
  });
  return withOpenReasons({ ...plan, hops }, losses);
}

export async function collectAt(request: PlanRequest, goals: ReadonlyMap<string, Goal>): Promise<Collected> {
  const { stack, declared } = request;
  const problems = problemsAt(request, goals);
  if (problems.length > 0) return { missing: problems.map(({ message }) => message).join("; ") };
  try {
    return { goals: await withHopFile(stack.stack, hopText(stack, declared, goals), (file) => collectGoals(stack.stack, file)) };
  } catch (error) {
    if (error instanceof InputError) return { missing: error.problems.map(({ message }) => message).join("; ") };
    throw error;
  }
}
