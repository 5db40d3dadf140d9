import { Heap } from "heap-js";
import { addCosts, compareCosts, noCost } from "./cost";
import type { CostCriterion, HopCost, UpgradeGraph } from "./model";

/** What is known of every node after everything has been looked at that can be reached from one. */
export interface Reached {
  readonly start: number;
  /** The cheapest cost of getting to each node; undefined where no way leads. */
  readonly costs: readonly (HopCost | undefined)[];
  /** The node before it on the cheapest way. */
  readonly previous: readonly number[];
}

/**
 * The cheapest ways from one node to all others: Dijkstra's algorithm over costs that are compared criterion by
 * criterion. Such costs add up and a hop more is never cheaper, which is all the algorithm asks for. Time: O(e log n).
 *
 * Among ways that cost the same, the one is kept whose last stop is nearest to the end in version order, so that the same
 * question always has the same answer.
 * @param closed nodes that may not be passed
 */
export function reach(graph: UpgradeGraph, start: number, order: readonly CostCriterion[], closed?: ReadonlySet<number>): Reached {
  const costs: (HopCost | undefined)[] = new Array(graph.nodes.length).fill(undefined);
  const previous: number[] = new Array(graph.nodes.length).fill(-1);
  const settled = new Uint8Array(graph.nodes.length);
  const queue = new Heap<{ node: number; cost: HopCost }>((a, b) => compareCosts(a.cost, b.cost, order));
  costs[start] = noCost;
  queue.push({ node: start, cost: noCost });
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { node, cost } = next;
    if (settled[node]) continue;
    settled[node] = 1;
    for (const to of graph.successors(node)) {
      if (settled[to] || closed?.has(to)) continue;
      const whole = addCosts(cost, graph.cost(node, to));
      const known = costs[to];
      const difference = known ? compareCosts(whole, known, order) : -1;
      if (difference > 0 || (difference === 0 && !isNearer(node, previous[to]!, start, to))) continue;
      costs[to] = whole;
      previous[to] = node;
      if (difference < 0) queue.push({ node: to, cost: whole });
    }
  }
  return { start, costs, previous };
}

/** Nearer to the end: newer on the way up, older on the way down. */
function isNearer(candidate: number, known: number, start: number, end: number): boolean {
  return end > start ? candidate > known : candidate < known;
}

/** The cheapest way to a node, both ends included; null where none leads. */
export function wayTo({ start, costs, previous }: Reached, end: number): number[] | null {
  if (!costs[end]) return null;
  const way: number[] = [];
  for (let node = end; node !== start; node = previous[node]!) way.push(node);
  return [...way, start].reverse();
}
