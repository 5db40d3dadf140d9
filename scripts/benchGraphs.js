// The judge's own speed, in this process: each question at one size and at twice that, so that the growth shows.
"use strict";
const path = require("node:path");
const { performance } = require("node:perf_hooks");
const { root } = require("./setup.js");

const built = (module) => require(path.join(root, "dist", module));
const { checkGraph } = built("upgrades/check");
const { documentGraph } = built("upgrades/graph/documentGraph");
const { planUpgrade } = built("upgrades/plan");
const { noPermits } = built("upgrades/change");
const { catalogOf } = built("releases/catalog");
const { catalogSchema } = built("releases/schema");

/** A graph as a document states it; read and parsed it is already. */
function graphOf(nodes, edges) {
  return documentGraph({
    format: "k0rdent", name: "bench", title: "bench", stops: [], rollback: false, details: {},
    nodes: nodes.map((name) => ({ name, version: name, path: "" })),
    edges: edges.map(([from, to]) => ({ from, to, risks: [], path: "" })),
  }, { digest: "bench" });
}

/** Every release leads to every later one: kcm's way of enumerating paths would take 2^(n-2) of them. */
function complete(size) {
  const nodes = Array.from({ length: size }, (_, i) => `1.${i}.0`);
  const graph = graphOf(nodes, nodes.flatMap((from, i) => nodes.slice(i + 1).map((to) => [from, to])));
  return () => checkGraph(graph, nodes[0], nodes.at(-1));
}

/** Ten edges a release, each to one of the next fifty. */
function large(size) {
  const nodes = Array.from({ length: size }, (_, i) => `1.${Math.floor(i / 100)}.${i % 100}`);
  const edges = nodes.flatMap((from, i) => Array.from({ length: 10 }, (_, k) => nodes[i + 1 + (i * 7919 + k * 104729) % 50]).filter(Boolean)
    .map((to) => [from, to]));
  const graph = graphOf(nodes, edges);
  return () => [checkGraph(graph, nodes[0], nodes.at(-1)), checkGraph(graph, nodes.at(-1), nodes[0])];
}

/** Twelve components, of which eleven may be at most one release behind the first and never ahead of it. */
function joint(size) {
  const releases = Array.from({ length: size }, (_, i) => ({ version: `1.${i}.0` }));
  const kinds = ["core", ...Array.from({ length: 11 }, (_, i) => `part-${i}`)];
  const catalog = catalogOf(catalogSchema.parse({
    schema: "stepwise/catalog/v1", system: "bench", title: "bench", source: "bench", releases,
    components: Object.fromEntries(kinds.map((kind) => [kind, { title: kind, after: kind === "core" ? [] : ["core"] }])),
    upgrades: [{ from: "*", to: "*", source: "bench" }],
    skew: kinds.slice(1).map((kind) => ({ id: `skew-${kind}`, component: kind, of: "core", ahead: 0, behind: 1, text: "bench", source: "bench" })),
  }));
  const travellers = kinds.map((kind) => ({
    component: `bench/${kind}`, system: "bench", kind, wanted: releases.at(-1).version, state: { kind: "complete", deployed: releases[0].version },
  }));
  const surroundings = {
    permits: noPermits, platform: {}, facts: {}, now: "2026-01-01T00:00:00Z", channels: {}, wariness: () => 0, hasSetting: () => false, elsewhere: [],
  };
  return () => planUpgrade("bench", new Map([["bench", catalog]]), travellers, surroundings);
}

const cases = [
  { name: "a complete DAG of releases, cheapest route and runner-up", question: complete, size: 500, atMost: 1000 },
  { name: "releases with ten edges each, one question allowed and one blocked", question: large, size: 10_000, atMost: 500 },
  { name: "a plan of 12 components with that many releases each, skew 1", question: joint, size: 50, atMost: 1000 },
];

/** Milliseconds of the median of five. */
function measure(ask) {
  ask();
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    ask();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[2];
}

exports.benchGraphs = () => {
  for (const { name, question, size, atMost } of cases) {
    const [once, twice] = [measure(question(size)), measure(question(size * 2))];
    process.stdout.write(`${name}: ${size} in ${once.toFixed(0)} ms, goal at most ${atMost}: ${once <= atMost ? "met" : "missed"}; ` +
      `${size * 2} takes ${(twice / once).toFixed(1)} times that\n`);
  }
};
