import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { checkGraph } from "../../../upgrades/check";
import { costCriteria } from "../../../upgrades/graph/model";
import { missingLink } from "../../../upgrades/graph/missing";
import { reach } from "../../../upgrades/graph/search";
import { everyWay, graphFrom, journeysInAnyGraph, type DocumentSketch } from "../../support/graphs";

/** Graphs in which releases are withdrawn and required stops are passed over, too. */
const journeys = journeysInAnyGraph.chain(({ sketch, from, to }) => fc.record({
  from: fc.constant(from),
  to: fc.constant(to),
  withdrawn: fc.subarray([...sketch.nodes].map(String)),
  stops: fc.subarray([...sketch.nodes].map(String)),
}).map(({ withdrawn, stops, ...journey }) => ({
  ...journey,
  sketch: {
    ...sketch,
    stops,
    nodes: sketch.nodes.map((name) => (withdrawn.includes(String(name)) ? { name: String(name), withdrawn: "it loses data" } : name)),
  },
})));

/** The edges of a sketch that can be walked. */
function walkable({ nodes, edges }: DocumentSketch): DocumentSketch {
  const withdrawn = new Set(nodes.flatMap((node) => (typeof node !== "string" && node.withdrawn !== undefined ? [node.name] : [])));
  return { nodes, edges: edges.filter(([, to]) => !withdrawn.has(to)) };
}

describe("the missing link", () => {
  it("is the least by its measure of all hops from what can be reached to what leads on, tried one by one", () => {
    fc.assert(fc.property(journeys, ({ sketch, from, to }) => {
      const graph = graphFrom(sketch);
      const names = graph.nodes.map(({ name }) => name);
      const can = (a: string, b: string): boolean => everyWay(walkable(sketch), a, b).length > 0;
      fc.pre(!can(from, to));
      const [start, end] = [names.indexOf(from), names.indexOf(to)];
      const isTowards = (a: number, b: number): boolean => (end > start ? a < b : a > b);
      const reachable = [...names.keys()].filter((node) => can(from, names[node]!));
      const leading = [...names.keys()].filter((node) => can(names[node]!, to));
      const between = (some: readonly number[], a: number, b: number): boolean =>
        some.some((node) => isTowards(a, node) && isTowards(node, b));
      const isNearest = (a: number, b: number): boolean => !(between(reachable, a, b) && between(leading, a, b));
      const tried = reachable.flatMap((a) => leading.filter((b) => isTowards(a, b) && isNearest(a, b))
        .map((b) => {
          const inTheWay = graph.obstacles(names[a]!, names[b]!).length;
          return { from: a, to: b, measure: [inTheWay, Math.abs(b - a), Math.abs(end - b)] as const };
        }));
      const [best] = tried.sort((a, b) => a.measure[0] - b.measure[0] || a.measure[1] - b.measure[1] || a.measure[2] - b.measure[2]);
      const found = missingLink(graph, reach(graph, start, costCriteria), end);
      // Two may measure the same; either is the least then.
      assert.deepEqual(tried.find((one) => one.from === found!.from && one.to === found!.to)?.measure, best!.measure);
    }), { numRuns: 2_000 });
  });

  it("has, where only edges are missing, the least in its way of all hops there are", () => {
    fc.assert(fc.property(journeysInAnyGraph, ({ sketch, from, to }) => {
      const { allowed, missing } = checkGraph(graphFrom(sketch), from, to);
      fc.pre(!allowed);
      assert.equal(missing!.reasons.length, 1);
    }), { numRuns: 500 });
  });

  it("is the edge into a withdrawn release that is stated, rather than one from nearer that is not", () => {
    const graph = graphFrom({
      nodes: ["1.0.0", "1.1.0", { name: "1.2.0", withdrawn: "it loses data" }], edges: [["1.0.0", "1.1.0"], ["1.0.0", "1.2.0"]],
    });
    const { missing } = checkGraph(graph, "1.0.0", "1.2.0");
    assert.deepEqual([missing!.from, missing!.change], ["1.0.0", "1.2.0 is no longer withdrawn"]);
  });

  it("is found also where the least is in the way of the farthest of hundreds", () => {
    const stops = Array.from({ length: 300 }, (_, i) => `1.${i + 1}.0`);
    const nodes = ["1.0.0", ...stops, { name: "2.0.0", withdrawn: "it loses data" }];
    const graph = graphFrom({ nodes, edges: [...stops.map((to) => ["1.0.0", to] as const), ["1.0.0", "2.0.0"]] });
    const { missing } = checkGraph(graph, "1.0.0", "2.0.0");
    assert.deepEqual([missing!.from, missing!.reasons.map(({ id }) => id)], ["1.0.0", ["withdrawn:2.0.0"]]);
  });
});
