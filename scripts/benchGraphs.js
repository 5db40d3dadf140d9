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

const kinds = ["core", ...Array.from({ length: 11 }, (_, i) => `part-${String(i + 1).padStart(2, "0")}`)];
const parts = kinds.slice(1);
const before = (kind) => kinds[kinds.indexOf(kind) - 1];
const behindByOne = (kind, of) => ({ id: `skew-${kind}`, component: kind, of, ahead: 0, behind: 1, text: "bench", source: "bench" });
const needs = (id, component, other, release, together = false) =>
  ({ kind: "component", id, component, needs: other, range: `>=1.${release}.0`, together, text: "bench", source: "bench" });
const offline = (component) => ({ component, store: "db", reversible: true, window: "offline", text: "bench", source: "bench" });

/** Twelve components from the first of so many releases to the last, tied by what the shape says. */
function joint(size, { after = () => ["core"], skew = () => [], requires = () => [], migrations = () => [] }) {
  const releases = Array.from({ length: size }, (_, i) => ({ version: `1.${i}.0`, requires: requires(i, size), migrations: migrations(i) }));
  const catalog = catalogOf(catalogSchema.parse({
    schema: "stepwise/catalog/v1", system: "bench", title: "bench", source: "bench", releases,
    components: Object.fromEntries(kinds.map((kind) =>
      [kind, { title: kind, after: kind === "core" ? [] : after(kind), stores: [{ name: "db", engine: "postgresql" }] }])),
    upgrades: [{ from: "*", to: "*", source: "bench" }],
    skew: parts.flatMap(skew),
  }));
  const travellers = kinds.map((kind) => ({
    component: `bench/${kind}`, system: "bench", kind, wanted: releases.at(-1).version, state: { kind: "complete", deployed: releases[0].version },
  }));
  const surroundings = {
    permits: noPermits, platform: {}, facts: {}, now: "2026-01-01T00:00:00Z", channels: {}, wariness: () => 0, hasSetting: () => false, elsewhere: [],
  };
  const ask = () => planUpgrade("bench", new Map([["bench", catalog]]), travellers, surroundings);
  if (ask().verdict !== "allowed") throw new Error("the bench measures a plan that is not allowed");
  return ask;
}

/** Eleven parts, each at most one release behind the core and never ahead of it. */
const star = { skew: (kind) => [behindByOne(kind, "core")] };

/** Each at most one release behind the one before it and never ahead: a path. */
const line = { after: (kind) => [before(kind)], skew: (kind) => [behindByOne(kind, before(kind))] };

/** The star, with requirements among its parts, a lock of two, and migrations that stop traffic now here, now there. */
const mixed = {
  ...star,
  requires: (i, size) => [
    [0.2, "part-07", "part-08"], [0.4, "part-03", "part-04"], [0.6, "part-05", "part-06"], [0.8, "part-10", "part-11"], [0.5, "part-01", "part-02"],
  ].filter(([share]) => i === Math.floor(size * share)).map(([share, one, other]) => needs(`needs-${one}`, one, other, i, share === 0.5)),
  migrations: (i) => kinds.filter((_, k) => i > 0 && (i * 7 + k * 3) % 11 === 0).map(offline),
};

/** All parts go with the core to every fifth release, and one release apart between. */
const locked = {
  ...star,
  requires: (i) => (i === 0 || i % 5 !== 0 ? [] : parts.map((kind) => needs(`lock-${i}-${kind}`, kind, "core", i, true))),
};

const cases = [
  { name: "a complete DAG of releases, cheapest route and runner-up", question: complete, size: 500, atMost: 1000 },
  { name: "releases with ten edges each, one question allowed and one blocked", question: large, size: 10_000, atMost: 500 },
  ...Object.entries({
    "skew 1": star,
    "skew 1 along a path": line,
    "skew 1, requirements, a lock and windows": mixed,
    "skew 1, all locked at every fifth": locked,
  }).map(([title, shape]) => ({
    name: `a plan of 12 components with that many releases each, ${title}`, question: (size) => joint(size, shape), size: 50, atMost: 1000,
  })),
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
