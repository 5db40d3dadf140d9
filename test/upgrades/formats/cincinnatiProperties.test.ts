import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { readCincinnati, writeCincinnati } from "../../../upgrades/formats/cincinnati";

const versions = ["4.1.0", "4.1.1", "4.2.0-rc.1", "4.2.0", "5.0.0+build"];
const key = fc.constantFrom("a", "constructor", "toString", "url", "weird key");
const extra = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 });
const rule = fc.constantFrom({ type: "Always" }, { type: "PromQL", promql: { promql: "max(x)" } }, { type: "PromQL" }, { type: "Moon", phase: 1 });
const risk = fc.tuple(extra, fc.constantFrom("BugA", "BugB", "__proto__", "constructor"), fc.string(), fc.array(rule, { maxLength: 3 }))
  .map(([more, name, message, matchingRules]) => ({ ...more, url: "https://example.com", name, message, matchingRules }));

/** A small graph that says anything a graph may say, edges twice over and to nowhere included. */
const graphs = fc.uniqueArray(fc.constantFrom(...versions), { minLength: 1 }).chain((present) => {
  const position = fc.nat(present.length - 1);
  const pair = fc.record({ from: fc.constantFrom(...versions), to: fc.constantFrom(...versions) });
  return fc.record({
    version: fc.constantFrom(1, undefined),
    nodes: fc.tuple(...present.map((version) => fc.tuple(extra, extra).map(([more, metadata]) => ({ ...more, url: 1, version, payload: "p", metadata })))),
    edges: fc.array(fc.tuple(position, position), { maxLength: 8 }),
    conditionalEdges: fc.option(fc.array(fc.record({
      edges: fc.array(fc.tuple(extra, pair).map(([more, { from, to }]) => ({ ...more, from, to })), { maxLength: 4 }),
      risks: fc.array(risk, { maxLength: 3 }),
      note: fc.jsonValue({ maxDepth: 2 }),
    }), { maxLength: 4 }), { nil: undefined }),
    note: fc.jsonValue({ maxDepth: 2 }),
  });
}).map((graph) => JSON.stringify(graph)).filter((text) => !text.includes('"__proto__":'));

const runs = { numRuns: 500 };
const read = (text: string) => readCincinnati("graph.json", text);

describe("any small Cincinnati graph", () => {
  it("says after it was written and read again what it said before", () => {
    fc.assert(fc.property(graphs, (text) => {
      const documents = read(text);
      assert.deepEqual(read(writeCincinnati(documents)), documents);
    }), runs);
  });

  it("is written with everything that was read", () => {
    fc.assert(fc.property(graphs, (text) => {
      assert.deepEqual(JSON.parse(writeCincinnati(read(text))), JSON.parse(text));
    }), runs);
  });

  it("has each stated edge once: as an edge, or among the ignored ones with a reason", () => {
    fc.assert(fc.property(graphs, (text) => {
      const { edges, ignored = [] } = read(text)[0]!;
      const graph = JSON.parse(text) as { edges: unknown[]; conditionalEdges?: { edges: unknown[] }[] };
      const stated = [
        ...graph.edges.map((_, i) => `edges[${i}]`),
        ...(graph.conditionalEdges ?? []).flatMap((group, g) => group.edges.map((_, i) => `conditionalEdges[${g}].edges[${i}]`)),
      ];
      assert.deepEqual([...edges, ...ignored].map(({ path }) => path).sort(), stated.sort());
      assert.ok(ignored.every(({ why }) => why !== ""));
    }), runs);
  });

  it("never has a way past a risk: no two edges between the same releases unless both are plain, and no risk that nothing decides", () => {
    fc.assert(fc.property(graphs, (text) => {
      const { edges } = read(text)[0]!;
      for (const edge of edges) {
        const beside = edges.filter(({ from, to }) => from === edge.from && to === edge.to);
        if (edge.risks.length > 0) assert.equal(beside.length, 1);
        assert.ok(edge.risks.every(({ when }) => when !== "never"));
        assert.equal(edge.path.startsWith("conditional"), edge.risks.length > 0);
      }
    }), runs);
  });
});
