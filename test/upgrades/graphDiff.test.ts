import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { PairChange, Pairs } from "../../upgrades/diff/pairs";
import { mostReleases } from "../../upgrades/diff/rows";
import type { UpgradeGraph } from "../../upgrades/graph/model";
import { catalogSide, diffGraphs, documentSide, type DiffSide, type GraphDiff } from "../../upgrades/graphDiff";
import { catalogFrom, componentRequirement, migration, note } from "../support/catalogs";
import { documentFrom, type DocumentSketch } from "../support/graphs";
import { catalogOfWorld, worlds } from "../support/worlds";

type Edges = readonly (readonly [string, string])[];

const side = (sketch: DocumentSketch): DiffSide => documentSide(documentFrom(sketch), "d");
const diffOf = (before: DiffSide, after: DiffSide, deployed?: readonly string[]): GraphDiff =>
  diffGraphs([before], [after], { deployed }).graphs[0]!;
const releases = ["1.0.0", "1.1.0", "1.2.0", "1.3.0"];
const chained = (names: readonly string[]): Edges => names.slice(1).map((to, i) => [names[i]!, to] as const);
const chain = side({ nodes: releases, edges: chained(releases) });
/** The chain with an edge less. */
const broken = side({ nodes: releases, edges: chained(releases).filter(([from]) => from !== "1.1.0") });
const said = ({ changes }: Pairs): string[] => changes.map(({ from, to }) =>
  `${from.first}..${from.last}: ${to.map(({ first, last, count }) => count === 1 ? first : `${first}..${last}`).join(" ")}`);

describe("the difference of two graphs", () => {
  it("is nothing between a graph and itself", () => {
    const diff = diffGraphs([chain], [chain]);
    const none = { pairs: 0, changes: [] };
    assert.deepEqual(diff, {
      schema: "stepwise/graph-diff/v1", breaking: false, unknown: [],
      graphs: [{
        name: "ns/chain", title: "the chain ns/chain", before: "d", after: "d", breaking: false,
        releases: { added: [], removed: [] }, withdrawn: { added: [], lifted: [] }, newest: { before: "1.3.0", after: "1.3.0" },
        stranded: [], down: null, changed: [],
        up: { hops: { added: none, removed: none }, routes: { gained: none, lost: none }, notCounted: null },
      }],
    });
  });

  it("is told of neighbouring releases together", () => {
    const { up, stranded, breaking } = diffOf(chain, broken);
    assert.deepEqual(said(up.routes!.lost), ["1.0.0..1.1.0: 1.2.0..1.3.0"]);
    assert.deepEqual([up.routes!.lost.pairs, up.routes!.gained.pairs], [4, 0]);
    assert.deepEqual([said(up.hops.removed), said(up.hops.added)], [["1.1.0..1.1.0: 1.2.0"], []]);
    assert.deepEqual(stranded, [
      { release: "1.0.0", because: "no-way", farthest: "1.1.0" }, { release: "1.1.0", because: "no-way", farthest: null }]);
    assert.equal(breaking, true);
  });

  it("breaks nothing where only something is gained", () => {
    const { up, breaking } = diffOf(broken, chain);
    assert.deepEqual([said(up.routes!.gained), up.routes!.lost.pairs, breaking], [["1.0.0..1.1.0: 1.2.0..1.3.0"], 0, false]);
    const jump = diffOf(chain, side({ nodes: releases, edges: [...chained(releases), ["1.0.0", "1.3.0"]] }));
    assert.deepEqual([said(jump.up.hops.added), jump.up.routes!.gained.pairs, jump.breaking], [["1.0.0..1.0.0: 1.3.0"], 0, false]);
  });

  it("says who is stranded by a new release that nothing leads to", () => {
    const more = [...releases, "2.0.0"];
    const { stranded, releases: changed, newest, breaking } = diffOf(chain, side({ nodes: more, edges: chained(releases) }));
    assert.deepEqual(stranded.map(({ release, farthest }) => [release, farthest]), [["1.0.0", "1.3.0"], ["1.1.0", "1.3.0"], ["1.2.0", "1.3.0"], ["1.3.0", null]]);
    assert.deepEqual([changed, newest, breaking], [{ added: ["2.0.0"], removed: [] }, { before: "1.3.0", after: "2.0.0" }, true]);
    assert.equal(diffOf(chain, side({ nodes: more, edges: chained(more) })).breaking, false);
  });

  it("says of a release that is gone that whoever is there is stranded", () => {
    const fewer = releases.filter((name) => name !== "1.1.0");
    const { stranded, releases: changed } = diffOf(chain, side({ nodes: fewer, edges: chained(fewer) }));
    assert.deepEqual([stranded, changed.removed], [[{ release: "1.1.0", because: "removed", farthest: null }], ["1.1.0"]]);
  });

  it("does not blame the new graph for those that got nowhere before", () => {
    const { stranded } = diffOf(broken, side({ nodes: [...releases, "2.0.0"], edges: chained(releases).filter(([from]) => from !== "1.1.0") }));
    assert.deepEqual(stranded.map(({ release }) => release), ["1.2.0", "1.3.0"]);
  });

  it("tells of withdrawn releases", () => {
    const edges: Edges = [...chained(releases), ["1.0.0", "1.2.0"]];
    const withdrawn = side({ nodes: releases.map((name) => name === "1.1.0" ? { name, withdrawn: "it leaks" } : name), edges });
    const whole = side({ nodes: releases, edges });
    const { withdrawn: found, stranded, up } = diffOf(whole, withdrawn);
    assert.deepEqual([found, stranded, said(up.routes!.lost)], [{ added: [{ release: "1.1.0", reason: "it leaks" }], lifted: [] }, [], ["1.0.0..1.0.0: 1.1.0"]]);
  });

  it("looks at a chain for going back the other way up", () => {
    const down = (edges: Edges) => side({ nodes: releases, edges: edges.map(([a, b]) => [b, a] as const), rollback: true });
    const { stranded, newest } = diffOf(down(chained(releases)), down(chained(releases).slice(1)));
    assert.deepEqual(stranded.map(({ release }) => release), ["1.1.0", "1.2.0", "1.3.0"]);
    assert.deepEqual(newest, { before: "1.0.0", after: "1.0.0" });
  });

  it("asks only after what is deployed, where that is known", () => {
    const away = diffGraphs([chain], [broken], { deployed: ["1.2.0", "9.9.9"] });
    assert.deepEqual([away.breaking, away.graphs[0]!.stranded, away.unknown], [false, [], ["9.9.9"]]);
    assert.equal(away.graphs[0]!.up.routes!.lost.pairs, 4, "what is lost is said all the same");
    const there = diffOf(chain, broken, ["1.1.0"]);
    assert.deepEqual([there.breaking, there.stranded.map(({ release }) => release)], [true, ["1.1.0"]]);
  });

  it("finds graphs again by name, and compares single ones whatever they are called", () => {
    const called = (one: DiffSide, name: string): DiffSide => ({ ...one, name });
    assert.equal(diffGraphs([called(chain, "chain-1")], [called(chain, "chain-2")]).breaking, false);
    const { graphs, breaking } = diffGraphs([called(chain, "a"), called(broken, "b")], [called(broken, "b"), called(chain, "c")]);
    assert.deepEqual(graphs.map(({ name, before, after, breaking: one }) => [name, before, after, one]), [["a", "d", null, true], ["b", "d", "d", false], ["c", null, "d", false]]);
    assert.equal(breaking, true);
    assert.equal(graphs[0]!.up.routes!.lost.pairs, 6);
  });

  it("says what two catalogs say differently of a release, whatever the order", () => {
    const notes = [note("A"), note("B")];
    const before = catalogFrom({ releases: [{ version: "1.0.0", notes }, { version: "1.1.0", migrations: [migration()] }] });
    const after = catalogFrom({
      releases: [
        { version: "1.0.0", notes: [...notes].reverse() },
        { version: "1.1.0", migrations: [migration({ reversible: false })], requires: [componentRequirement("Q", { range: ">=1.0.0" })], stop: { id: "S", from: "1.0.0" } },
      ],
    });
    const { changed, down, breaking } = diffOf(catalogSide(before), catalogSide(after));
    assert.deepEqual(changed.map(({ release, parts }) => [release, parts]), [["1.1.0", ["migrations", "requires", "stop"]]]);
    assert.match(changed[0]!.before, /^[0-9a-f]{64}$/);
    assert.notEqual(changed[0]!.before, changed[0]!.after);
    assert.deepEqual([said(down!.routes!.lost), breaking], [["1.1.0..1.1.0: 1.0.0"], true], "the way back is lost");
    assert.equal(diffOf(catalogSide(before, "worker"), catalogSide(after, "worker")).breaking, false, "another component has no such migration");
  });
});

const sketches = fc.integer({ min: 1, max: 6 }).chain((size) => {
  const node = fc.integer({ min: 1, max: size }).map((n) => `${n}.0.0`);
  return fc.record({
    nodes: fc.uniqueArray(fc.record({ name: node, withdrawn: fc.option(fc.constant("it leaks"), { nil: undefined, freq: 4 }) }), { selector: ({ name }) => name }),
    edges: fc.array(fc.tuple(node, node), { maxLength: 12 }),
  });
});

const graphPairs = fc.oneof(
  fc.tuple(sketches, sketches).map(([a, b]): [DiffSide, DiffSide] => [side(a), side(b)]),
  fc.tuple(worlds, worlds).map(([a, b]): [DiffSide, DiffSide] => [catalogSide(catalogOfWorld(a)), catalogSide(catalogOfWorld(b))]),
);

/** Who gets to whom, by looking at every node again until nothing is new. */
function gets(graph: UpgradeGraph): ReadonlySet<string> {
  const pairs = new Set<string>();
  const name = (position: number): string => graph.nodes[position]!.name;
  graph.nodes.forEach((_, start) => {
    const seen = new Set<number>(graph.successors(start));
    for (const node of seen) for (const next of graph.successors(node)) seen.add(next);
    for (const end of seen) if (end !== start) pairs.add(`${name(start)} ${name(end)}`);
  });
  return pairs;
}

function unpacked(graph: UpgradeGraph, { changes }: Pairs): string[] {
  const names = graph.nodes.map(({ name }) => name);
  const inSpan = ({ first, last }: PairChange["from"]): string[] => names.slice(names.indexOf(first), names.indexOf(last) + 1);
  return changes.flatMap(({ from, to }) => inSpan(from).flatMap((start) => to.flatMap(inSpan).map((end) => `${start} ${end}`))).sort();
}

const onlyIn = (one: ReadonlySet<string>, other: ReadonlySet<string>): string[] => [...one].filter((pair) => !other.has(pair)).sort();

describe("the difference of any two small graphs", () => {
  it("has exactly the routes that one of them has", () => {
    fc.assert(fc.property(graphPairs, ([before, after]) => {
      const { routes } = diffOf(before, after).up;
      const [old, now] = [gets(before.up), gets(after.up)];
      assert.deepEqual([unpacked(before.up, routes!.lost), unpacked(after.up, routes!.gained)], [onlyIn(old, now), onlyIn(now, old)]);
      assert.deepEqual([routes!.lost.pairs, routes!.gained.pairs], [onlyIn(old, now).length, onlyIn(now, old).length]);
    }), { numRuns: 500 });
  });

  it("has exactly the hops that one of them has", () => {
    const hopsOf = ({ nodes, successors }: UpgradeGraph) =>
      new Set(nodes.flatMap(({ name }, i) => successors(i).map((to) => `${name} ${nodes[to]!.name}`)));
    fc.assert(fc.property(graphPairs, ([before, after]) => {
      const { hops } = diffOf(before, after).up;
      const [old, now] = [hopsOf(before.up), hopsOf(after.up)];
      assert.deepEqual([unpacked(before.up, hops.removed), unpacked(after.up, hops.added)], [onlyIn(old, now), onlyIn(now, old)]);
    }));
  });

  it("is the same the other way round, with lost and gained changed over", () => {
    fc.assert(fc.property(graphPairs, ([before, after]) => {
      const [there, back] = [diffOf(before, after), diffOf(after, before)];
      const turned = (one: GraphDiff["up"] | null) => one && { lost: one.routes!.lost, gained: one.routes!.gained, ...one.hops };
      const mirrored = (one: GraphDiff["up"] | null) =>
        one && { lost: one.routes!.gained, gained: one.routes!.lost, added: one.hops.removed, removed: one.hops.added };
      assert.deepEqual([turned(there.up), turned(there.down)], [mirrored(back.up), mirrored(back.down)]);
      assert.deepEqual([there.releases.added, there.withdrawn.added], [back.releases.removed, back.withdrawn.lifted]);
      const turnedChange = back.changed.map(({ before: to, after: from, ...change }) => ({ ...change, before: from, after: to }));
      assert.deepEqual(there.changed, turnedChange);
    }));
  });

  it("is empty for a graph and itself", () => {
    fc.assert(fc.property(graphPairs, ([one]) => {
      const { breaking, stranded, changed, up: { hops, routes } } = diffOf(one, one);
      const pairs = [hops.added, hops.removed, routes!.gained, routes!.lost].map((all) => all.pairs);
      assert.deepEqual([breaking, stranded, changed, pairs], [false, [], [], [0, 0, 0, 0]]);
    }));
  });

  it("says of exactly those that they are stranded that got to the newest and don't any more", () => {
    let times = 0;
    fc.assert(fc.property(graphPairs, ([before, after]) => {
      const all = [before.up, after.up].flatMap((graph) => graph.nodes.flatMap((_, i) => graph.successors(i).map((to) => to > i)));
      const down = all.length > 0 && all.every((up) => !up);
      const goal = ({ nodes }: UpgradeGraph) => nodes.filter(({ withdrawn }) => withdrawn === undefined).at(down ? 0 : -1)?.name;
      const there = (graph: UpgradeGraph, name: string) => goal(graph) !== undefined && (goal(graph) === name || gets(graph).has(`${name} ${goal(graph)!}`));
      const expected = before.up.nodes.map(({ name }) => name).filter((name) => there(before.up, name) && !there(after.up, name));
      times += expected.length;
      assert.deepEqual(diffOf(before, after).stranded.map(({ release }) => release), expected);
    }), { numRuns: 500 });
    assert.ok(times > 50, `only ${times} were stranded, so this says little`);
  });
});

describe("the difference of large graphs", function () {
  this.timeout(60_000);

  const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `1.${i}.0`);

  it("takes little time for 10,000 releases and 100,000 edges", () => {
    const all = names(10_000);
    const edges = (cut: number) => all.flatMap((from, i) => all.slice(i + 1, i + 11)
      .filter((_, j) => i >= cut || i + 1 + j < cut).map((to): [string, string] => [from, to]));
    const [before, after] = [side({ nodes: all, edges: edges(0) }), side({ nodes: all, edges: edges(5_000) })];
    const start = process.hrtime.bigint();
    const { up } = diffOf(before, after);
    assert.ok(Number(process.hrtime.bigint() - start) / 1e9 < 20);
    assert.deepEqual([up.routes!.lost.pairs, up.routes!.lost.changes.length], [25_000_000, 1]);
  });

  it("says where routes are not counted, and goes by the hops", () => {
    const all = names(mostReleases + 1);
    const [before, after] = [side({ nodes: all, edges: [["1.0.0", "1.1.0"]] }), side({ nodes: all, edges: [] })];
    const { up, breaking } = diffOf(before, after);
    assert.deepEqual([up.routes, breaking, up.hops.removed.pairs], [null, true, 1]);
    assert.match(up.notCounted!, /16385 releases are too many to count/);
  });
});
