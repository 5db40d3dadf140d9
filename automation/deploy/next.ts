import { keptObjects } from "../../gates/keptObjects";
import type { Catalog } from "../../releases/catalog";
import { planUpgrade } from "../../upgrades/plan";
import type { Hop, OpenReason, Plan } from "../../upgrades/planModel";
import { legality, type Reason } from "../../upgrades/reason";
import type { PlanRequest } from "../request";
import { onlyThese, unfinished } from "./resume";
import type { Look } from "./run";

/** What is to be done next, by where everything is now. */
export type Next =
  | { readonly kind: "resume" | "upgrade"; readonly hops: readonly [Hop, ...Hop[]]; readonly plan: Plan }
  | { readonly kind: "arrived"; readonly plan: Plan }
  | { readonly kind: "blocked"; readonly plan: Plan; readonly reasons: readonly OpenReason[] };

/**
 * The same question, asked of a stack as it is found to be at some time.
 * @param now ISO 8601
 */
export function requestAt(request: PlanRequest, { exported, states }: Look, now: string): PlanRequest {
  const declared = new Set(request.declared.map(({ id }) => id));
  const leaving = [...states].filter(([id]) => !declared.has(id));
  // What the cluster would keep of them is searched for in all of the state; mostly nothing leaves.
  const kept: ReturnType<typeof keptObjects> = leaving.length === 0 ? new Map() : keptObjects(exported);
  return {
    ...request,
    travellers: request.travellers.map((one) => ({ ...one, state: states.get(one.component) ?? { kind: "absent" } })),
    leaving: leaving.map(([component, state]) => ({ component, state, kept: kept.get(component) })),
    surroundings: { ...request.surroundings, now },
    source: { from: "state" },
  };
}

/**
 * The way from here: what an earlier run began comes first, whatever is wanted, since nothing can follow what did not
 * finish.
 */
export function nextOf({ stack, travellers, surroundings, leaving }: PlanRequest, catalogs: ReadonlyMap<string, Catalog>): Next {
  const begun = unfinished(travellers);
  const going = begun.length > 0 ? onlyThese(travellers, begun) : travellers;
  const plan = planUpgrade(stack.stack, catalogs, going, surroundings, begun.length > 0 ? [] : leaving);
  const reasons = plan.components.filter(({ verdict }) => verdict === "blocked").flatMap(({ component, reasons: own }) => own.map((reason) => ({ ...reason, component })));
  if (plan.verdict === "blocked") return { kind: "blocked", plan, reasons };
  const [first, ...rest] = plan.hops;
  if (first) return { kind: begun.length > 0 ? "resume" : "upgrade", hops: [first, ...rest], plan };
  if (begun.length === 0) return { kind: "arrived", plan };
  // What stands with its servers stopped, where it should be, is in no plan: it has nowhere to go.
  const changes = begun.map(({ component, wanted, returnedFrom }) => ({ component, from: wanted, to: wanted, returnedFrom }));
  const steps = begun.flatMap(({ component }) => (["rollout", "verify"] as const).map((phase) => ({ id: `${component}:${phase}`, component, phase, after: [] })));
  return { kind: "resume", plan, hops: [{ number: 1, changes, offline: false, pointOfNoReturn: [], open: [], steps, diff: [] }] };
}

/** What an `up` is part of that moves nothing: with every version where it should be, what else the stack file says. */
export const settingsHop: Hop = { number: 0, changes: [], offline: false, pointOfNoReturn: [], open: [], steps: [], diff: [] };

/** What of a change tells hops apart. */
export interface NamedChange {
  readonly component: string;
  readonly from: string | null;
  readonly to: string;
}

/** `halo/kingdom 0.5.30 → 0.5.46` */
export function changesText(changes: readonly NamedChange[]): string {
  return changes.map(({ component, from, to }) => (from === to ? `${component} ${to}` : `${component} ${from ?? "nothing"} → ${to}`)).join(", ");
}

/** Something else than this run has moved a component, or what is judged by has changed in between. */
export function wayChanged(left: readonly Hop[], expected: readonly string[]): Reason[] {
  const names = left.map(({ changes }) => changesText(changes));
  if (names.join("; ") === expected.join("; ")) return [];
  return [legality(
    "way-changed",
    `what is left to do is ${names.join("; ") || "nothing"}, and was to be ${expected.join("; ") || "nothing"}: ` +
      "somebody else has moved a component, or what it is judged by has changed",
    "look at `stepwise plan` and begin again",
  )];
}
