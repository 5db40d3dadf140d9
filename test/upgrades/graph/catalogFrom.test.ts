import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { stringify } from "yaml";
import { loadCatalog } from "../../../releases/load";
import { catalogFrom } from "../../../upgrades/graph/catalogFrom";
import { rolloutRisk } from "../../../upgrades/graph/rolloutRisk";
import { catalogGraph } from "../../../upgrades/graph/catalogGraph";
import { documentFrom, type DocumentSketch } from "../../support/graphs";
import { problemsOf } from "../../support/problems";

const imported = (sketch: DocumentSketch) => loadCatalog("imported.yaml", stringify(catalogFrom(documentFrom(sketch), "graph.yaml", "demo")));
const edgesOf = (sketch: DocumentSketch) => (["up", "down"] as const).flatMap((direction) => {
  const graph = catalogGraph(imported(sketch), { direction });
  return graph.nodes.flatMap(({ name }, i) => graph.successors(i).map((j) => `${name} ${graph.nodes[j]!.name}`));
}).sort();

const anySketch = fc.uniqueArray(fc.constantFrom("1.0.0", "1.1.0", "1.1.0+b2", "2.0.0-rc.1", "2.0.0", "v3.0.0", "8.18.1.2", "CF220", "app-4-11-3"), { minLength: 2 })
  .chain((nodes) => fc.record({
    nodes: fc.constant(nodes),
    edges: fc.uniqueArray(fc.tuple(fc.constantFrom(...nodes), fc.constantFrom(...nodes)).filter(([a, b]) => a !== b), { selector: String }),
  }));

describe("a graph of another format as a catalog", () => {
  it("is one that loads, with exactly the same hops, up and down", () => {
    fc.assert(fc.property(anySketch, (sketch) => {
      assert.deepEqual(edgesOf(sketch), sketch.edges.map(([a, b]) => `${a} ${b}`).sort());
    }), { numRuns: 500 });
  });

  it("keeps stops, risks and what was withdrawn", () => {
    const catalog = imported({
      nodes: ["1.0.0", { name: "2.0.0", withdrawn: "it loses data" }, "3.0.0"],
      edges: [["1.0.0", "3.0.0", [{ name: "SlowNodes", message: "nodes are slow", url: "https://example.org/1", when: { fact: "SlowNodes", equals: true } }]]],
      stops: ["3.0.0"],
    });
    assert.equal(catalog.release("2.0.0")!.withdrawn!.reason, "it loses data");
    assert.equal(catalog.release("3.0.0")!.stop!.reason, "it converts");
    const [risk] = catalog.release("3.0.0")!.risks;
    assert.deepEqual([risk!.from, risk!.when, risk!.source], ["1.0.0", { fact: "SlowNodes", equals: true }, "https://example.org/1"]);
  });

  it("keeps a roll-out as what it is, and not again as a risk", () => {
    const rollout = { start: "2026-07-22T14:00:00Z", startPercentage: 10, durationMinutes: 2_880 };
    const other = { name: "SlowNodes", message: "nodes are slow", when: "always" as const };
    const catalog = imported({
      nodes: ["1.0.0", { name: "2.0.0", rollout }, "3.0.0"],
      edges: [["1.0.0", "2.0.0", [rolloutRisk("2.0.0", rollout)!, other]], ["2.0.0", "3.0.0", [rolloutRisk("2.0.0", rollout)!]]],
    });
    const { rollout: kept, risks } = catalog.release("2.0.0")!;
    assert.deepEqual([kept, risks.map(({ id }) => id)], [rollout, ["SlowNodes-2.0.0-from-1.0.0"]]);
    assert.deepEqual(catalog.release("3.0.0")!.risks.map(({ id }) => id), ["RollOutOf2.0.0-3.0.0-from-2.0.0"]);
  });

  it("calls releases by their versions where these differ, and else by their names", () => {
    const called = (nodes: DocumentSketch["nodes"]) => imported({ nodes, edges: [] }).releases.map(({ version, name }) => [version, name]);
    assert.deepEqual(called([{ name: "app-b", version: "1.10.0" }, { name: "app-a", version: "1.9.0" }]), [["1.9.0", "app-a"], ["1.10.0", "app-b"]]);
    assert.deepEqual(called([{ name: "app-2", version: "1.0.0" }, { name: "app-1", version: "1.0.0" }]), [["app-1", undefined], ["app-2", undefined]]);
  });

  const refused: readonly [string, DocumentSketch, RegExp][] = [
    ["an edge to nowhere", { nodes: ["1.0.0"], edges: [["1.0.0", "9.0.0"]] }, /9\.0\.0, which is no release here/],
    ["a release twice", { nodes: ["1.0.0", "1.0.0"], edges: [] }, /1\.0\.0 a second time/],
    ["an edge twice", { nodes: ["1.0.0", "2.0.0"], edges: [["1.0.0", "2.0.0"], ["1.0.0", "2.0.0"]] }, /1\.0\.0 → 2\.0\.0 a second time/],
    ["an edge to itself", { nodes: ["1.0.0"], edges: [["1.0.0", "1.0.0"]] }, /from 1\.0\.0 to itself/],
    ["a name that is no version", { nodes: ["the first"], edges: [] }, /expected a version/],
    ["nothing", { nodes: [], edges: [] }, /no release/],
  ];
  for (const [what, sketch, expected] of refused) {
    it(`is refused with ${what}`, () => {
      const problems = problemsOf(() => imported(sketch));
      assert.match(problems.map(({ message }) => message).join("\n"), expected);
      assert.ok(problems.every(({ file }) => file === "graph.yaml"));
    });
  }
});
