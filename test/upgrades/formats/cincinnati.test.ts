import * as assert from "node:assert/strict";
import { maximumFileSize } from "../../../releases/yamlFile";
import { readCincinnati, writeCincinnati } from "../../../upgrades/formats/cincinnati";
import type { GraphDocument } from "../../../upgrades/graph/model";
import { problemOf, problemsOf } from "../../support/problems";
import { soon } from "../../support/soon";

const always = { type: "Always" };
const promQl = (query: string) => ({ type: "PromQL", promql: { promql: query } });
const risk = (name: string, ...matchingRules: unknown[]) => ({ url: `https://example.com/${name}`, name, message: `${name} breaks.`, matchingRules });
const node = (version: string) => ({
  version,
  payload: `quay.io/release:${version}`,
  metadata: { "io.openshift.upgrades.graph.release.channels": "fast-4.1,stable-4.1", url: `https://example.com/${version}` },
});
const [A, B, C, D] = ["4.1.0", "4.1.1", "4.1.2", "4.2.0"] as const;
const base = { version: 1, nodes: [A, B, C, D].map(node), edges: [[0, 1], [1, 2], [0, 2]] };

function read(change: Readonly<Record<string, unknown>> = {}): GraphDocument {
  const [document, ...others] = readCincinnati("graph.json", JSON.stringify({ ...base, ...change }));
  assert.equal(others.length, 0);
  return document!;
}
const conditional = (to: string, ...risks: unknown[]) => ({ edges: [{ from: A, to }], risks });
const pairs = (edges: readonly { from: string; to: string }[] = []) => edges.map(({ from, to }) => `${from} → ${to}`);
const refused = (change: Readonly<Record<string, unknown>>) => problemOf(() => read(change));

describe("a Cincinnati graph", () => {
  it("has its versions as nodes, with all that is said of them, and its pairs of positions as edges", () => {
    const { format, nodes, edges, ignored, rollback } = read();
    assert.deepEqual([format, rollback, ignored], ["cincinnati", false, undefined]);
    assert.deepEqual(nodes.map(({ name }) => name), [A, B, C, D]);
    assert.deepEqual(nodes[1], { name: B, version: B, path: "nodes[1]", details: { payload: node(B).payload, metadata: node(B).metadata } });
    assert.deepEqual(edges[2], { from: A, to: C, risks: [], path: "edges[2]" });
  });

  it("withdraws no release: a bad one has merely lost its way in", () => {
    assert.ok(read().nodes.every(({ withdrawn }) => withdrawn === undefined));
  });

  it("takes versions of four parts, as Fedora CoreOS has them", () => {
    assert.equal(read({ nodes: ["31.20200127.3.0", "31.20200210.3.0", "3", "4"].map(node) }).nodes[0]?.version, "31.20200127.3.0");
  });

  it("keeps every risk of a conditional edge, by name", () => {
    const { edges } = read({ conditionalEdges: [conditional(D, risk("BugA", promQl("max(x)")), risk("BugB", always))] });
    assert.deepEqual(edges.at(-1), {
      from: A,
      to: D,
      risks: [
        { name: "BugA", message: "BugA breaks.", url: "https://example.com/BugA", when: { fact: "BugA", equals: true } },
        { name: "BugB", message: "BugB breaks.", url: "https://example.com/BugB", when: "always" },
      ],
      path: "conditionalEdges[0].edges[0]",
      details: { group: 0, edge: {} },
    });
  });

  it("decides a risk by the first of its rules that a client knows and takes", () => {
    const whenOf = (...rules: unknown[]) =>
      [read({ conditionalEdges: [conditional(D, risk("Bug", ...rules))] })].flatMap(({ edges, ignored = [] }) => [...edges, ...ignored]).at(-1)?.risks[0]?.when;
    const fact = { fact: "Bug", equals: true };
    assert.deepEqual(whenOf(promQl("x"), always), fact);
    assert.deepEqual(whenOf(always, promQl("x")), "always");
    assert.deepEqual(whenOf({ type: "Moon" }, promQl("x")), fact);
    assert.deepEqual(whenOf({ type: "PromQL" }, promQl(""), always), "always");
    assert.deepEqual(whenOf({ type: "Always", promql: null }), "always");
    for (const rules of [[], [{ type: "Moon" }], [{ type: "PromQL" }], [promQl("")], [{ type: "Always", promql: { promql: "x" } }]]) {
      assert.deepEqual(whenOf(...rules), "never");
    }
  });

  it("takes an edge that is plain and conditional for conditional", () => {
    const { edges, ignored } = read({ conditionalEdges: [conditional(C, risk("Bug", always))] });
    assert.deepEqual(pairs(edges), [`${A} → ${B}`, `${B} → ${C}`, `${A} → ${C}`]);
    assert.equal(edges[2]?.risks.length, 1);
    assert.deepEqual(ignored?.map(({ path }) => path), ["edges[2]"]);
    assert.match(ignored?.[0]?.why ?? "", /conditional edge states the same/);
  });

  it("leaves out an edge with a risk that no client can decide, and the plain one beside it, and says why", () => {
    const { edges, ignored } = read({ conditionalEdges: [conditional(C, risk("Known", always), risk("Odd", { type: "Moon" }))] });
    assert.deepEqual(pairs(edges), [`${A} → ${B}`, `${B} → ${C}`]);
    assert.deepEqual(ignored?.map(({ path }) => path), ["edges[2]", "conditionalEdges[0].edges[0]"]);
    assert.match(ignored?.[1]?.why ?? "", /risk Odd has no rule of a type that clients know/);
    assert.deepEqual(ignored?.[1]?.risks.map(({ name }) => name), ["Known", "Odd"]);
  });

  it("leaves out an edge that is conditional on nothing", () => {
    const { edges, ignored } = read({ conditionalEdges: [conditional(D)] });
    assert.equal(edges.length, 3);
    assert.match(ignored?.[0]?.why ?? "", /on no risk/);
  });

  it("leaves out all that say the same, whether in one group or in two", () => {
    for (const conditionalEdges of [
      [conditional(D, risk("One", always)), conditional(D, risk("Two", always))],
      [{ edges: [{ from: A, to: D }, { from: A, to: D }], risks: [risk("One", always)] }],
    ]) {
      const { edges, ignored } = read({ conditionalEdges });
      assert.equal(edges.length, 3);
      assert.equal(ignored?.length, 2);
      assert.match(ignored[0]!.why, /2 times/);
    }
  });

  it("offers one of two that say the same where the other could not be decided", () => {
    const { edges, ignored } = read({ conditionalEdges: [conditional(D, risk("One", always)), conditional(D, risk("Two"))] });
    assert.deepEqual(edges.at(-1)?.risks.map(({ name }) => name), ["One"]);
    assert.deepEqual(pairs(ignored), [`${A} → ${D}`]);
  });

  it("keeps a conditional edge to a version that is not there, for lint to find", () => {
    assert.deepEqual(pairs(read({ conditionalEdges: [conditional("9.9.9", risk("Bug", always))] }).edges.slice(3)), [`${A} → 9.9.9`]);
  });

  it("is written back as it was, with everything that is not known here", () => {
    const text = {
      version: 1,
      nodes: [{ ...node(A), extra: [1, 2] }, node(B), { version: C }],
      edges: [[0, 1], [0, 2], [0, 1], [2, 2]],
      conditionalEdges: [
        { edges: [], risks: [], note: "[\n 1,\n 2\n]" },
        { edges: [{ from: A, to: C, why: "?" }, { from: A, to: "9" }], risks: [{ ...risk("Bug", always), more: true }], extra: null },
        conditional(C, risk("Odd", { type: "Moon", moon: "full" })),
      ],
      more: { constructor: { toString: 1 } },
    };
    const written = writeCincinnati(readCincinnati("graph.json", JSON.stringify(text)));
    assert.equal(JSON.stringify(JSON.parse(written)), JSON.stringify(text));
  });

  it("says nothing of conditional edges, or that there are none, as it was read", () => {
    for (const conditionalEdges of [undefined, []]) {
      const written = JSON.parse(writeCincinnati([read({ conditionalEdges })])) as object;
      assert.equal(Object.hasOwn(written, "conditionalEdges"), conditionalEdges !== undefined);
    }
  });

  it("is written with a pair a line", () => {
    assert.match(writeCincinnati([read()]), /\n {4}\[0, 1\],\n {4}\[1, 2\],\n/);
  });

  it("is written alone", () => {
    assert.match(problemOf(() => writeCincinnati([read(), read()])).message, /found 2 graphs/);
    assert.match(problemOf(() => writeCincinnati([])).message, /found 0 graphs/);
  });
});

describe("a Cincinnati graph that is wrong", () => {
  it("is refused where it is wrong, with what was found and what was expected", () => {
    assert.deepEqual(problemOf(() => readCincinnati("graph.json", '{\n"nodes": [\n{"version": 4.1}],\n"edges": []}')), {
      file: "graph.json", path: "nodes[0].version", line: 3, message: "found the number 4.1, expected text",
    });
    assert.equal(refused({ nodes: undefined }).path, "nodes");
    assert.equal(refused({ edges: {} }).path, "edges");
    assert.equal(refused({ edges: [[0, 1, 2]] }).path, "edges[0]");
    assert.equal(refused({ edges: [[0, -1]] }).path, "edges[0][1]");
    assert.equal(refused({ edges: [[0, 0.5]] }).path, "edges[0][1]");
    assert.equal(refused({ conditionalEdges: [{ edges: [{ from: A }], risks: [] }] }).path, "conditionalEdges[0].edges[0].to");
    assert.equal(refused({ conditionalEdges: [conditional(D, { ...risk("Bug"), name: "" })] }).path, "conditionalEdges[0].risks[0].name");
    assert.equal(refused({ conditionalEdges: [conditional(D, risk("Bug", { promql: 1 }))] }).path, "conditionalEdges[0].risks[0].matchingRules[0].type");
    assert.equal(problemOf(() => readCincinnati("graph.json", "[]")).path, "");
  });

  it("is refused for a position that is no node's", () => {
    const problem = refused({ edges: [[0, 1], [3, 4]] });
    assert.equal(problem.path, "edges[1][1]");
    assert.match(problem.message, /found 4, expected the position of one of the 4 nodes/);
  });

  it("is refused for a version stated twice", () => {
    const problem = refused({ nodes: [node(A), node(B), node(A)] });
    assert.equal(problem.path, "nodes[2].version");
    assert.match(problem.message, /found 4\.1\.0, which nodes\[0\] is already/);
  });

  it("is refused when it is no JSON, huge, bottomless, or has harmful keys", () => {
    const messages = (text: string) => problemsOf(() => readCincinnati("graph.json", text)).map(({ message }) => message).join("\n");
    assert.match(messages("nodes: []\nedges: []\n"), /not JSON/);
    assert.match(messages(""), /found nothing/);
    assert.match(messages(" ".repeat(maximumFileSize + 1)), /8 MiB/);
    assert.match(messages(`{"nodes":[],"edges":${"[".repeat(100_000)}`), /levels of brackets/);
    assert.match(messages('{"nodes":[],"nodes":[],"edges":[]}'), /twice/);
    assert.match(messages('{"nodes":[],"edges":[],"__proto__":{}}'), /__proto__/);
  });
});

describe("a large Cincinnati graph", () => {
  it("of 10 000 nodes and 100 000 edges is read in moments", () => {
    const nodes = Array.from({ length: 10_000 }, (_, i) => node(`4.${i >> 6}.${i & 63}`));
    const edges = Array.from({ length: 100_000 }, (_, i) => [i % 9_990, (i % 9_990) + 1 + Math.floor(i / 9_990) % 9]);
    const text = JSON.stringify({ nodes, edges });
    assert.equal(soon(() => readCincinnati("graph.json", text), 5_000)[0]?.edges.length, 100_000);
  });
});
