import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { drawGraph } from "../../../report/svg/drawGraph";
import { complete, graphFrom, versions, type EdgeSketch } from "./sketch";

const nasty = "\"];\n  evil [label=\"x\"] \\n & <b> #quot; %%{init: {}}%% `x` --> end | {{}} subgraph \u0000\u202e";

/** The statements of a DOT file as far as drawings have any, read with its rules for quotes. */
function readDot(text: string): { nodes: string[]; edges: string[]; labels: string[] } {
  const quoted = "\"(?:[^\"\\\\\\n]|\\\\.)*\"";
  const attributes = `\\[(?:[a-z]+=(?:${quoted}|[A-Za-z0-9]+) ?)+\\]`;
  const lines = text.trimEnd().split("\n");
  assert.match(lines[0]!, new RegExp(`^digraph ${quoted} \\{$`));
  assert.equal(lines.at(-1), "}");
  const statement = new RegExp(`^  (?:(?:graph|node|edge) ${attributes}|(n\\d+) (${attributes})|(n\\d+ -> n\\d+)(?: ${attributes})?);$`);
  const found = lines.slice(1, -1).map((line) => {
    const match = statement.exec(line);
    assert.ok(match, line);
    return match;
  });
  return {
    nodes: found.flatMap(([, node]) => node ?? []),
    edges: found.flatMap(([, , , edge]) => edge ?? []),
    labels: found.flatMap(([, , all]) => (all === undefined ? [] : [/label="((?:[^"\\]|\\.)*)"/.exec(all)![1]!])),
  };
}

/** The lines of a flowchart as far as drawings have any; a label can hold nothing that ends it. */
function readMermaid(text: string): { nodes: string[]; edges: string[]; title: unknown } {
  const lines = text.trimEnd().split("\n");
  assert.deepEqual([lines[0], lines[2], lines[3]], ["---", "---", "flowchart TB"]);
  const safe = "\"[^\"`%&\\\\|\\[\\]{}]*\"";
  const statement = new RegExp(`^  (?:acc(?:Title|Descr): [^"\`%{}<>|]*|(n\\d+)(?:\\[${safe}\\]|\\{\\{${safe}\\}\\})|` +
    `(n\\d+) (?:-->|==>|-\\.->|-\\.-x)(?:\\|${safe}\\|)? (n\\d+)|said\\[${safe}\\]:::said|classDef \\w+ [\\w:,# -]+|class [n\\d,]+ \\w+|linkStyle [\\d,]+ [\\w:,#-]+)$`);
  const found = lines.slice(4).map((line) => {
    const match = statement.exec(line);
    assert.ok(match, line);
    for (const [entity] of line.replace(/^ {2}(?:classDef|linkStyle) .*/, "").matchAll(/#[^;]*;?/g)) assert.match(entity, /^#\d+;$/);
    return match;
  });
  return {
    nodes: found.flatMap(([, node]) => node ?? []),
    edges: found.flatMap(([, , from, to]) => (from === undefined ? [] : [`${from} -> ${to!}`])),
    title: JSON.parse(lines[1]!.slice("title: ".length)),
  };
}

describe("a graph as text for Graphviz and Mermaid", () => {
  it("has each release and each edge of a small graph", () => {
    const graph = graphFrom(["1", "2", "3"], [["1", "2"], ["2", "3", "Loss"], ["1", "3"]]);
    const dot = readDot(drawGraph(graph, { as: "dot" }));
    assert.deepEqual(dot, { nodes: ["n0", "n1", "n2"], edges: ["n0 -> n1", "n0 -> n2", "n1 -> n2"], labels: ["1", "2", "3"] });
    const mermaid = readMermaid(drawGraph(graph, { as: "mermaid" }));
    assert.deepEqual(mermaid, { nodes: dot.nodes, edges: dot.edges, title: "sketch" });
  });

  it("marks the route, risks and what is missing", () => {
    const graph = graphFrom(["1", "2", "3"], [["1", "2", "Loss"]]);
    const options = { route: ["1", "2"], missing: { from: "2", to: "3" }, stops: ["2"] };
    const dot = drawGraph(graph, { ...options, as: "dot" });
    assert.match(dot, /n0 -> n1 \[style="dashed" .*edgetooltip="risks: Loss".*penwidth="3" label="hop 1"\]/);
    assert.match(dot, /n1 -> n2 \[style="dashed" .*label="not allowed"/);
    assert.match(dot, /n1 \[.*shape="octagon"/);
    const mermaid = drawGraph(graph, { ...options, as: "mermaid" });
    assert.match(mermaid, /n0 ==>\|"hop 1#59; risks: Loss"\| n1/);
    assert.match(mermaid, /n1 -\.-x\|"not allowed"\| n2/);
    assert.match(mermaid, /n1\{\{"2"\}\}/);
    assert.match(mermaid, /linkStyle 0 stroke:#\w+,stroke-width:4px/);
  });

  it("cannot be broken out of by names, titles or risks", () =>
    fc.assert(fc.property(fc.uniqueArray(fc.oneof(fc.constant(nasty), fc.string({ unit: "binary" }), fc.constantFrom("end", "__proto__", "\\", "\"", "#", "`")), { minLength: 2, maxLength: 6 }),
      (names) => {
        const graph = graphFrom(names, names.slice(1).map((to, i): EdgeSketch => [names[i]!, to, `${to}"`]), names[0]!);
        const options = { stops: [names[1]!], route: names.slice(0, 2), asked: { from: nasty, to: nasty } };
        assert.equal(readDot(drawGraph(graph, { ...options, as: "dot" })).nodes.length, names.length);
        assert.equal(readMermaid(drawGraph(graph, { ...options, as: "mermaid" })).nodes.length, names.length);
      })));

  it("draws of many edges those that others do not imply, and says the rest", () => {
    const names = versions(40);
    const graph = graphFrom(names, complete(names, (from, to) => !(from < 20 && to > 20)));
    for (const [as, read] of [["dot", readDot], ["mermaid", readMermaid]] as const) {
      const text = drawGraph(graph, { as });
      assert.equal(read(text).edges.length, 39);
      assert.match(text, /A: from 1\.0\.0 – 1\.0\.19 \(20 releases\): to any newer release up to 1\.0\.20/);
    }
  });

  it("stays within what the tools take, and says what it left out", () => {
    const names = versions(400);
    const graph = graphFrom(names, complete(names, (from, to) => to - from < 90 && to - from > 30));
    for (const [as, read] of [["dot", readDot], ["mermaid", readMermaid]] as const) {
      const text = drawGraph(graph, { as });
      assert.ok(read(text).edges.length <= 400);
      assert.ok(text.length < 50_000);
      assert.match(text, /\d+ (?:of 400 releases were|more arrows were) left out/);
    }
  });
});
