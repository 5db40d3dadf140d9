import type { Catalog } from "../releases/catalog";
import { compareVersions } from "../releases/version";
import { catalogGraph } from "./graph/catalogGraph";
import { addCosts, costDifference, costOrder, noCost } from "./graph/cost";
import type { CostCriterion, HopCost, UpgradeGraph } from "./graph/model";
import { costOf, runnerUp } from "./graph/runnerUp";
import { reach, wayTo, type Reached } from "./graph/search";
import { hopCost, type HopKnowledge, type Kind } from "./hop";

export interface RouteOptions {
  readonly known?: HopKnowledge | undefined;
  /** What decides first between routes. @default - fewest hops */
  readonly prefer?: readonly CostCriterion[] | undefined;
}

/** A way through named releases, both ends included, and what it costs in all. */
export interface Route {
  readonly route: readonly string[];
  readonly cost: HopCost;
}

/** The best other way, and what it would cost more. */
export interface RunnerUp extends Route {
  readonly more: HopCost;
}

/**
 * The cheapest route and the runner-up in a graph; see {@link reach} for what decides between equals. Null where none leads.
 * @param reached everything that can be reached from where the route starts
 */
export function cheapestRoute(
  graph: UpgradeGraph, reached: Reached, end: number, order: readonly CostCriterion[],
): Route & { readonly runnerUp: RunnerUp | null } | null {
  const way = wayTo(reached, end);
  if (!way) return null;
  const names = (stops: readonly number[]): string[] => stops.map((stop) => graph.nodes[stop]!.name);
  const cost = costOf(graph, way);
  const second = runnerUp(graph, reached, way, order);
  return {
    route: names(way), cost,
    runnerUp: second && { route: names(second.stops), cost: second.cost, more: costDifference(second.cost, cost) },
  };
}

/**
 * The releases to pass through from `from` to `to`, or null when no allowed way exists. A route only climbs or only
 * descends.
 */
export function findRoute(catalog: Catalog, kind: Kind, from: string, to: string, options: RouteOptions = {}): readonly string[] | null {
  const search = searchIn(catalog, kind, from, to, options);
  return search && (wayTo(search.reached, search.end)?.map((stop) => search.graph.nodes[stop]!.name) ?? null);
}

/** The same, with what it costs and the runner-up. */
export function bestRoute(catalog: Catalog, kind: Kind, from: string, to: string, options: RouteOptions = {}) {
  const search = searchIn(catalog, kind, from, to, options);
  return search && cheapestRoute(search.graph, search.reached, search.end, search.order);
}

function searchIn(catalog: Catalog, kind: Kind, from: string, to: string, { known, prefer }: RouteOptions) {
  const direction = compareVersions(to, from) < 0 ? "down" : "up";
  const graph = catalogGraph(catalog, { kind, direction, known });
  const [start, end] = [graph.positionOf(from), graph.positionOf(to)];
  if (start === undefined || end === undefined) return null;
  const order = costOrder(prefer);
  return { graph, end, order, reached: reach(graph, start, order) };
}

/** What a way through a catalog costs, hop by hop. */
export function routeCost(catalog: Catalog, kind: Kind, route: readonly string[], known: HopKnowledge): HopCost {
  return route.slice(1).reduce((sum, to, i) => addCosts(sum, hopCost(catalog, kind, route[i]!, to, known)), noCost);
}
