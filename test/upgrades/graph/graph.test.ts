import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { catalogGraph } from "../../../upgrades/graph/catalogGraph";
import { addCosts, compareCosts, costOrder, noCost } from "../../../upgrades/graph/cost";
import { costCriteria, type HopCost } from "../../../upgrades/graph/model";
import { hopCost, hopObstacles } from "../../../upgrades/hop";
import { checkGraph } from "../../../upgrades/check";
import { catalogFrom, ids } from "../../support/catalogs";
import { everyWay, graphFrom, journeysInAnyGraph, type DocumentSketch } from "../../support/graphs";
import { catalogOfWorld, worlds } from "../../support/worlds";

const anyCost = fc.record({ hops: fc.nat(3), windows: fc.nat(3), irreversible: fc.nat(3), actions: fc.nat(3), exposures: fc.nat(3) });
const anyOrder = fc.shuffledSubarray([...costCriteria]).map(costOrder);

describe("a catalog's graph, beside its rules one hop at a time", () => {
  for (const direction of ["up", "down"] as const) {
    it(`has exactly the hops without obstacles, ${direction}, and they cost what they cross`, () => {
      const schemas = fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined });
      fc.assert(fc.property(worlds, fc.boolean(), schemas, (world, restoring, schema) => {
        const catalog = catalogOfWorld(world);
        const descent = { restoring, schema: schema === undefined ? undefined : `1.${schema}.0` };
        const graph = catalogGraph(catalog, { kind: "core", direction, known: descent });
        for (const [i, from] of graph.nodes.entries()) {
          const expected = graph.nodes.flatMap((to, j) => (direction === "up" ? j > i : j < i)
            && hopObstacles(catalog, "core", from.name, to.name, descent).length === 0 ? [j] : []);
          assert.deepEqual(graph.successors(i), expected, from.name);
          for (const j of expected) {
            assert.deepEqual(graph.cost(i, j), hopCost(catalog, "core", from.name, graph.nodes[j]!.name, descent));
          }
        }
      }), { numRuns: 500 });
    });
  }

  it("takes 8.18 in a rule for all of 8.18, as npm does, and a tag for itself", () => {
    const minors = catalogFrom({ releases: ["8.18", "8.18.1", "8.19.0", "9.0.0"], upgrades: [{ from: "8.18", to: "9.0.0" }] });
    assert.deepEqual([0, 1, 2].map((from) => catalogGraph(minors).successors(from)), [[3], [3], []]);
    const tags = catalogFrom({ releases: ["CF219", "CF220"], upgrades: [{ from: "CF219", to: "CF220" }] });
    assert.deepEqual(catalogGraph(tags).successors(0), [1]);
  });

  it("counts the exposures that a hop's start and the facts leave", () => {
    const risk = { id: "R", component: "core", from: "1.0.0", when: { fact: "old", equals: true }, text: "slow", source: "s" };
    const catalog = catalogFrom({ releases: ["1.0.0", "1.1.0", { version: "1.2.0", risks: [risk] }] });
    const exposures = (facts: Record<string, boolean>, from: number) => catalogGraph(catalog, { kind: "core", known: { facts } }).cost(from, 2).exposures;
    assert.deepEqual([exposures({}, 0), exposures({ old: true }, 0), exposures({ old: false }, 0), exposures({}, 1)], [1, 1, 0, 0]);
  });
});

describe("costs", () => {
  it("are compared in a total order that adding to both sides keeps", () => {
    fc.assert(fc.property(anyCost, anyCost, anyCost, anyOrder, (a, b, more, order) => {
      const sign = Math.sign(compareCosts(a, b, order));
      assert.equal(Math.sign(compareCosts(b, a, order)), -sign || 0);
      assert.equal(Math.sign(compareCosts(addCosts(a, more), addCosts(b, more), order)), sign);
    }));
  });

  it("are decided by what was chosen, then by the rest", () => {
    assert.deepEqual(costOrder(["windows"]), ["windows", "hops", "irreversible", "actions", "exposures"]);
  });
});

describe("a verdict on any directed graph, beside every way there is", () => {
  const costOfWay = ({ edges }: DocumentSketch, way: readonly string[]): HopCost => way.slice(1).reduce((sum, to, i) => addCosts(sum, {
    ...noCost, hops: 1, exposures: edges.find(([a, b]) => a === way[i] && b === to)![2]!.length,
  }), noCost);

  it("has the cheapest way under the chosen order, and the cheapest other one", () => {
    fc.assert(fc.property(journeysInAnyGraph, anyOrder, ({ sketch, from, to }, order) => {
      const ways = everyWay(sketch, from, to).sort((a, b) => compareCosts(costOfWay(sketch, a), costOfWay(sketch, b), order));
      const { allowed, route, cost, runnerUp } = checkGraph(graphFrom(sketch), from, to, { prefer: order });
      assert.equal(allowed, ways.length > 0);
      if (!route || !cost) return;
      assert.ok(ways.some((way) => way.join() === route.join()), `${route.join()} is no way`);
      assert.deepEqual(cost, costOfWay(sketch, route));
      assert.equal(compareCosts(cost, costOfWay(sketch, ways[0]!), order), 0);
      const others = ways.filter((way) => way.join() !== route.join());
      assert.equal(runnerUp !== null, others.length > 0);
      if (!runnerUp) return;
      assert.ok(others.some((way) => way.join() === runnerUp.route.join()), `${runnerUp.route.join()} is no other way`);
      assert.deepEqual(runnerUp.cost, costOfWay(sketch, runnerUp.route));
      assert.equal(compareCosts(runnerUp.cost, costOfWay(sketch, others[0]!), order), 0);
    }), { numRuns: 2_000 });
  });

  it("names, where there is no way, all that can be reached and one hop that would make one", () => {
    fc.assert(fc.property(journeysInAnyGraph, ({ sketch, from, to }) => {
      const { allowed, reachable, missing } = checkGraph(graphFrom(sketch), from, to);
      fc.pre(!allowed);
      const expected = sketch.nodes.filter((node) => node !== from && everyWay(sketch, from, String(node)).length > 0);
      assert.deepEqual([...reachable], expected);
      assert.ok(missing);
      assert.ok(missing.reasons.length > 0);
      const mended = { ...sketch, edges: [...sketch.edges, [missing.from, missing.to, []] as const] };
      assert.equal(checkGraph(graphFrom(mended), from, to).allowed, true);
    }), { numRuns: 1_000 });
  });

  it("is not changed by a release that nothing leads to", () => {
    fc.assert(fc.property(journeysInAnyGraph, fc.constantFrom("0.5.0", "3.5.0", "9.0.0"), ({ sketch, from, to }, extra) => {
      const grown = { nodes: [...sketch.nodes, extra], edges: [...sketch.edges, [extra, to, []] as const] };
      const [before, after] = [checkGraph(graphFrom(sketch), from, to), checkGraph(graphFrom(grown), from, to)];
      assert.deepEqual({ ...after, missing: null }, { ...before, missing: null });
    }), { numRuns: 1_000 });
  });

  it("goes back along a chain turned round exactly as it went up", () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 8 }), (length) => {
      const nodes = Array.from({ length }, (_, i) => `${i + 1}.0.0`);
      const up = nodes.slice(1).map((to, i) => [nodes[i]!, to] as const);
      const there = checkGraph(graphFrom({ nodes, edges: up }), nodes[0]!, nodes.at(-1)!).route!;
      const back = checkGraph(graphFrom({ nodes, edges: up.map(([a, b]) => [b, a]) }), nodes.at(-1)!, nodes[0]!).route!;
      assert.deepEqual([...back].reverse(), there);
    }));
  });
});

describe("a document's graph", () => {
  it("is walked without what leads nowhere, to itself or into a withdrawn release", () => {
    const graph = graphFrom({
      nodes: ["1.0.0", { name: "2.0.0", withdrawn: "it loses data" }, "3.0.0"],
      edges: [["1.0.0", "1.0.0"], ["1.0.0", "2.0.0"], ["1.0.0", "7.0.0"], ["2.0.0", "3.0.0"], ["8.0.0", "3.0.0"]],
    });
    assert.deepEqual([0, 1, 2].map((node) => graph.successors(node)), [[], [2], []]);
    assert.deepEqual(ids(graph.obstacles("1.0.0", "2.0.0")), ["withdrawn:2.0.0"]);
    assert.deepEqual(ids(graph.obstacles("1.0.0", "7.0.0")), ["not-in-graph:7.0.0"]);
    assert.match(checkGraph(graph, "1.0.0", "2.0.0").missing!.change, /2\.0\.0 is no longer withdrawn/);
  });

  it("misses the hop that has the least in its way, though another would pass over less", () => {
    const graph = graphFrom({ nodes: ["1.0.0", { name: "1.1.0", withdrawn: "it loses data" }, "1.2.0"], edges: [["1.1.0", "1.2.0"]] });
    const { missing } = checkGraph(graph, "1.0.0", "1.2.0");
    assert.deepEqual([missing!.from, missing!.to, missing!.change], ["1.0.0", "1.2.0", "the hop 1.0.0 → 1.2.0 is allowed"]);
  });

  it("is ordered by version and not by name, nor by text", () => {
    const nodes = [{ name: "app-b", version: "1.10.0" }, { name: "app-c", version: "1.9.0" }, { name: "app-a", version: "1.11.0" }];
    assert.deepEqual(graphFrom({ nodes, edges: [] }).nodes.map(({ name }) => name), ["app-c", "app-b", "app-a"]);
  });

  it("says which stops a missing hop passes over", () => {
    const graph = graphFrom({ nodes: ["1.0.0", "2.0.0", "3.0.0"], edges: [["1.0.0", "2.0.0"], ["2.0.0", "3.0.0"]], stops: ["2.0.0"] });
    assert.deepEqual(ids(graph.obstacles("1.0.0", "3.0.0")), ["no-edge:1.0.0:3.0.0", "required-stop:2.0.0"]);
  });
});
