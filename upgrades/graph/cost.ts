import { costCriteria, type CostCriterion, type HopCost } from "./model";

/** The criteria in the order in which they decide: those that were chosen first, then the rest in their usual order. */
export function costOrder(first: readonly CostCriterion[] = []): readonly CostCriterion[] {
  return [...new Set([...first, ...costCriteria])];
}

export const noCost: HopCost = { hops: 0, windows: 0, irreversible: 0, actions: 0, exposures: 0 };

export function addCosts(a: HopCost, b: HopCost): HopCost {
  return {
    hops: a.hops + b.hops,
    windows: a.windows + b.windows,
    irreversible: a.irreversible + b.irreversible,
    actions: a.actions + b.actions,
    exposures: a.exposures + b.exposures,
  };
}

/** Negative when `a` is cheaper: the first criterion in which they differ decides. */
export function compareCosts(a: HopCost, b: HopCost, order: readonly CostCriterion[]): number {
  for (const criterion of order) {
    const difference = a[criterion] - b[criterion];
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What `a` costs more than `b`, by criterion; negative where it costs less. */
export function costDifference(a: HopCost, b: HopCost): HopCost {
  return {
    hops: a.hops - b.hops,
    windows: a.windows - b.windows,
    irreversible: a.irreversible - b.irreversible,
    actions: a.actions - b.actions,
    exposures: a.exposures - b.exposures,
  };
}
