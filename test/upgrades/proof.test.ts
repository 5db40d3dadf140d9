import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { documentGraph } from "../../upgrades/graph/documentGraph";
import { catalogGraph } from "../../upgrades/graph/catalogGraph";
import { costCriteria } from "../../upgrades/graph/model";
import { proofOf, proofSchema, type Proof } from "../../upgrades/proof";
import { plainCatalogHops, plainDocumentHops, verifyProof } from "../../upgrades/verifyProof";
import { documentFrom, everyWay, journeysInAnyGraph, type DocumentSketch } from "../support/graphs";
import { catalogOfWorld, journeys, nameOf } from "../support/worlds";

const asked = (from: string, to: string) => ({ from, to, component: null, facts: {} });

function proved(sketch: DocumentSketch, from: string, to: string): Proof {
  return proofOf(documentGraph(documentFrom(sketch), { digest: "d" }), asked(from, to));
}

function faults(sketch: DocumentSketch, proof: Proof, digest = "d"): string[] {
  const document = documentFrom(sketch);
  const known = (name: string): boolean => document.nodes.some((node) => node.name === name);
  return verifyProof(proof, { digest, graph: document.name, components: [], known }, plainDocumentHops(document, proof.facts));
}

const chain: DocumentSketch = {
  nodes: ["1.0.0", "2.0.0", "3.0.0", "4.0.0"],
  edges: [["1.0.0", "2.0.0"], ["2.0.0", "3.0.0"], ["1.0.0", "3.0.0"]],
};

describe("a proof of a verdict", () => {
  it("holds for every question in any graph, and survives being written and read", () => {
    fc.assert(fc.property(journeysInAnyGraph, ({ sketch, from, to }) => {
      const proof = proofSchema.parse(JSON.parse(JSON.stringify(proved(sketch, from, to))));
      assert.deepEqual(faults(sketch, proof), []);
      assert.equal(proof.allowed, everyWay(sketch, from, to).length > 0);
    }), { numRuns: 1_000 });
  });

  it("holds for every question about any catalog, up and down", () => {
    fc.assert(fc.property(journeys, fc.shuffledSubarray([...costCriteria]), ([world, from, to], prefer) => {
      const catalog = catalogOfWorld(world);
      const graph = catalogGraph(catalog, { kind: "core", direction: to < from ? "down" : "up" });
      const proof = proofOf(graph, { from: nameOf(from), to: nameOf(to), component: "core", facts: {}, prefer });
      const known = (name: string): boolean => catalog.release(name) !== undefined;
      const subject = { digest: catalog.digest, graph: catalog.system, components: Object.keys(catalog.components), known };
      assert.deepEqual(verifyProof(proof, subject, plainCatalogHops(catalog, proof)), []);
      assert.match(verifyProof({ ...proof, component: "made-up" }, subject, plainCatalogHops(catalog, proof))[0]!, /made-up is not in the catalog/);
    }), { numRuns: 500 });
  });

  it("does not hold once the graph has one edge more that opens a way, or one less that was used", () => {
    fc.assert(fc.property(journeysInAnyGraph, ({ sketch, from, to }) => {
      const proof = proved(sketch, from, to);
      if (proof.allowed) {
        fc.pre(from !== to);
        const [a, b] = [proof.route![0], proof.route![1]];
        assert.notDeepEqual(faults({ ...sketch, edges: sketch.edges.filter(([x, y]) => x !== a || y !== b) }, proof), []);
      } else {
        assert.notDeepEqual(faults({ ...sketch, edges: [...sketch.edges, [from, to]] }, proof), []);
      }
    }), { numRuns: 1_000 });
  });

  const wrong: readonly [string, (proof: Proof) => Proof, RegExp][] = [
    ["of another state of the catalog", (proof) => ({ ...proof, catalog: "e" }), /its digest is e, here it is d/],
    ["whose route skips a release", (proof) => ({ ...proof, to: "4.0.0", route: ["1.0.0", "4.0.0"] }), /it is no hop of the catalog/],
    ["whose route ends elsewhere", (proof) => ({ ...proof, route: ["1.0.0", "2.0.0"] }), /does not lead from 1\.0\.0 to 3\.0\.0/],
    ["whose route is longer than it must be", (proof) => ({ ...proof, route: ["1.0.0", "2.0.0", "3.0.0"] }), /does not cost what is said to be the least/],
    ["that hides what can be reached", (proof) => ({ ...proof, costs: { "1.0.0": proof.costs["1.0.0"]! } }), /is not among the releases that can be reached/],
    ["that says blocked where a way leads", (proof) => ({ ...proof, allowed: false, route: null }), /is among the releases that can be reached/],
    ["that says blocked and gives a route", (proof) => ({ ...proof, allowed: false }), /says blocked, and gives a route/],
    ["whose start is not reached", (proof) => ({ ...proof, costs: {} }), /the start 1\.0\.0 is not among/],
    ["that makes the start cost something", (proof) => ({ ...proof, costs: { ...proof.costs, "1.0.0": { ...proof.costs["1.0.0"]!, hops: 1 } } }), /at the start/],
    ["whose order names a cost twice", (proof) => ({ ...proof, order: ["hops", "hops"] }), /names one of them twice/],
    ["whose order leaves costs out", (proof) => ({ ...proof, order: [] }), /leaves some of hops/],
    ["of another graph", (proof) => ({ ...proof, graph: "ns/other" }), /about ns\/other, and this is ns\/chain/],
    ["that reaches what is not there", (proof) => ({ ...proof, costs: { ...proof.costs, "9.0.0": proof.costs["1.0.0"]! } }), /9\.0\.0 .* is not in the catalog/],
    ["that starts where there is nothing", (proof) => ({ ...proof, from: "9.0.0" }), /9\.0\.0 is not in the catalog/],
  ];
  for (const [what, forge, expected] of wrong) {
    it(`is refused ${what}`, () => {
      const proof = proved(chain, "1.0.0", "3.0.0");
      assert.deepEqual(faults(chain, proof), []);
      assert.match(faults(chain, forge(proof)).join("\n"), expected);
    });
  }

  it("does not let a dear way pass for the cheapest by making everything seem dear", () => {
    const proof = proved(chain, "1.0.0", "3.0.0");
    const dear = { ...proof.costs["3.0.0"]!, hops: 2 };
    const forged = { ...proof, route: ["1.0.0", "2.0.0", "3.0.0"], costs: { ...proof.costs, "3.0.0": dear } };
    assert.match(faults(chain, forged).join("\n"), /reaches 3\.0\.0 for less/);
  });
});
