import type { ResourceChange } from "../../upgrades/planModel";
import type { PlanRequest } from "../request";
import type { Look, UpgradeRun } from "../deploy/run";
import type { Up } from "../deploy/stages";
import { explained, type Explained } from "./explain";

/** An `up`, and the changes that the engine previewed for it. */
export interface PreviewedUp {
  readonly request: PlanRequest;
  readonly up: Up;
  readonly steps: readonly ResourceChange[];
}

/**
 * Why an `up` would change what it would change, from where the stack is found. Where the history can't be read, nothing
 * says what settings were, and what they change is unexplained.
 */
export async function explainedUp(
  { engine, catalogs }: Pick<UpgradeRun, "engine" | "catalogs">, { request, up, steps }: PreviewedUp, { exported, states }: Look,
): Promise<Explained> {
  if (steps.every(({ op }) => op === "same")) return { changes: [], reasons: [] };
  const history = await engine.history().catch(() => []);
  return explained({ request, states, up, catalogs }, steps, exported, history);
}
