import type { Catalog } from "../releases/catalog";
import { compareVersions } from "../releases/version";
import { catalogGraph } from "./graph/catalogGraph";
import { costOrder } from "./graph/cost";
import type { CostCriterion, Facts } from "./graph/model";
import { reach, wayTo } from "./graph/search";
import type { Descent, Kind } from "./hop";

export interface RouteOptions {
  /** What is known of the data, where the route goes down. */
  readonly descent?: Descent | undefined;
  /** What decides first between routes. @default - fewest hops */
  readonly prefer?: readonly CostCriterion[] | undefined;
  readonly facts?: Facts | undefined;
}

/**
 * The releases to pass through from `from` to `to`, both included, or null when no allowed way exists. The cheapest route
 * is taken; see {@link reach} for what decides between equals. A route only climbs or only descends.
 */
export function findRoute(
  catalog: Catalog, kind: Kind, from: string, to: string, { descent = {}, prefer, facts = {} }: RouteOptions = {},
): readonly string[] | null {
  const direction = compareVersions(to, from) < 0 ? "down" : "up";
  const graph = catalogGraph(catalog, { kind, direction, descent, facts });
  const [start, end] = [graph.positionOf(from), graph.positionOf(to)];
  if (start === undefined || end === undefined) return null;
  return wayTo(reach(graph, start, costOrder(prefer)), end)?.map((stop) => graph.nodes[stop]!.name) ?? null;
}
