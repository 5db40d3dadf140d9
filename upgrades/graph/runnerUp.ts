import { addCosts, compareCosts, noCost } from "./cost";
import type { CostCriterion, HopCost, UpgradeGraph } from "./model";
import { reach, wayTo, type Reached } from "./search";

export interface Way {
  readonly stops: readonly number[];
  readonly cost: HopCost;
}

/**
 * The cheapest other way, which passes no release twice: what somebody would take who does not want the best one. It
 * leaves the best way somewhere and joins it again for good at one of its stops, so every way in to each stop is tried
 * (Yen's algorithm for two ways, backwards).
 */
export function runnerUp(graph: UpgradeGraph, reached: Reached, best: readonly number[], order: readonly CostCriterion[]): Way | null {
  const joins = new Map(best.map((stop, i) => [stop, i]));
  const entries = best.map((): number[] => []);
  reached.costs.forEach((cost, node) => {
    if (!cost) return;
    for (const to of graph.successors(node)) {
      const i = joins.get(to);
      if (i !== undefined && i > 0 && best[i - 1] !== node) entries[i]!.push(node);
    }
  });
  let found: Way | null = null;
  let restCost = noCost;
  const closed = new Set<number>();
  for (let i = best.length - 1; i > 0; i--) {
    const join = best[i]!;
    if (i < best.length - 1) restCost = addCosts(graph.cost(join, best[i + 1]!), restCost);
    closed.add(join);
    // The cheapest way to an entry may itself pass what comes after it; then it is looked for again without that.
    let without: Reached | undefined;
    for (const entry of entries[i]!) {
      const onward = addCosts(graph.cost(entry, join), restCost);
      const isCheaper = ({ costs }: Reached): boolean => {
        const cost = costs[entry];
        return cost !== undefined && (!found || compareCosts(addCosts(cost, onward), found.cost, order) < 0);
      };
      if (closed.has(entry) || !isCheaper(reached)) continue;
      let way = wayTo(reached, entry);
      let cost = reached.costs[entry];
      if (way?.some((stop) => closed.has(stop))) {
        without ??= reach(graph, reached.start, order, closed);
        if (!isCheaper(without)) continue;
        way = wayTo(without, entry);
        cost = without.costs[entry];
      }
      if (way && cost) found = { stops: [...way, ...best.slice(i)], cost: addCosts(cost, onward) };
    }
  }
  return found;
}

/** What a way costs in all. */
export function costOf(graph: UpgradeGraph, stops: readonly number[]): HopCost {
  return stops.slice(1).reduce((sum, stop, i) => addCosts(sum, graph.cost(stops[i]!, stop)), noCost);
}
