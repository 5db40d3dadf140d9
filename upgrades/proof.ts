import { z } from "zod";
import { costOrder } from "./graph/cost";
import { costCriteria, graphFormats, type CostCriterion, type Facts, type HopCost, type UpgradeGraph } from "./graph/model";
import { reach, wayTo } from "./graph/search";

const cost = z.strictObject({ hops: z.int(), windows: z.int(), irreversible: z.int(), actions: z.int(), exposures: z.int() });

/**
 * What a verdict rests on, so that it can be checked without the code that found it, edge by edge (`verifyProof`).
 *
 * `costs` says for every release that can be reached what getting there costs at least. It proves an allowed verdict's
 * route to be the cheapest (no edge undercuts it: linear programming duality, as in any shortest path), and a blocked
 * one's releases to be all there are (no edge leaves them).
 */
export const proofSchema = z.strictObject({
  schema: z.literal("stepwise/proof/v1"),
  format: z.enum(graphFormats),
  /** The graph in its file: a chain, a channel; the system for a catalog. */
  graph: z.string(),
  /** The kind of component whose migrations counted. */
  component: z.string().nullable(),
  /** SHA-256 of what was asked. */
  catalog: z.string(),
  from: z.string(),
  to: z.string(),
  allowed: z.boolean(),
  route: z.array(z.string()).nullable(),
  order: z.array(z.enum(costCriteria)),
  /** What was stated, by which risks were told apart. */
  facts: z.record(z.string(), z.union([z.string(), z.boolean()])),
  costs: z.record(z.string(), cost),
});

export type Proof = z.infer<typeof proofSchema>;

export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly component: string | null;
  readonly facts: Facts;
  readonly prefer?: readonly CostCriterion[] | undefined;
}

/** The proof of what `checkGraph` says of the same question. A release that the graph does not have reaches nothing. */
export function proofOf(graph: UpgradeGraph, { from, to, component, facts, prefer }: Asked): Proof {
  const [start, end] = [graph.positionOf(from), graph.positionOf(to)];
  const order = costOrder(prefer);
  const reached = start === undefined ? undefined : reach(graph, start, order);
  const route = reached && end !== undefined ? wayTo(reached, end) : null;
  const costs: [string, HopCost][] = graph.nodes.flatMap(({ name }, position) => {
    const known = reached?.costs[position];
    return known ? [[name, known]] : [];
  });
  return {
    schema: "stepwise/proof/v1",
    format: graph.format, graph: graph.name, component, catalog: graph.digest,
    from, to, allowed: route !== null, route: route?.map((stop) => graph.nodes[stop]!.name) ?? null,
    order: [...order], facts: { ...facts }, costs: Object.fromEntries(costs),
  };
}
