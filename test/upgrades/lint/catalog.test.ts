import * as assert from "node:assert/strict";
import * as path from "node:path";
import * as fc from "fast-check";
import { loadCatalog } from "../../../releases/load";
import { catalogFolder } from "../../../releases/projectRoot";
import { lintCatalog, readSilences, silence, withLines, type Finding } from "../../../upgrades/lint";
import { catalogYaml, changed } from "../../support/catalogYaml";
import { catalogFrom, componentRequirement, dataRequirement, ids, note, platformRequirement, type CatalogSketch } from "../../support/catalogs";
import { problemsOf } from "../../support/problems";
import { catalogOfWorld, nameOf, oracleAllows, releasesOf, worlds, type World } from "../../support/worlds";

const versions = ["1.0.0", "1.1.0", "1.2.0", "1.3.0"];
const linted = (sketch: Partial<CatalogSketch>): Finding[] => lintCatalog(catalogFrom({ releases: versions, ...sketch }));
const found = (sketch: Partial<CatalogSketch>): string[] => ids(linted(sketch));
const risk = (id: string, more: object = {}): object => ({ id, text: "it leaks", source: "https://example.org/risk", ...more });
const edge = (from: string, to: string, more: object = {}) => ({ from, to, ...more });
/** The releases, with more said of one of them. */
const withMore = (version: string, more: object) => ({ releases: versions.map((one) => one === version ? { version, ...more } : one) });

describe("lint of a catalog", () => {
  it("finds nothing in a sound one", () => {
    assert.deepEqual(found({}), []);
    assert.deepEqual(found(withMore("1.2.0", { stop: { id: "S", from: "<1.2.0" }, risks: [risk("R", { from: "1.0.0" })] })), []);
  });

  it("finds no fault in Halo's", () => {
    assert.deepEqual(lintCatalog(loadCatalog(path.join(catalogFolder, "halo.yaml"))), []);
  });

  it("finds ranges that match nothing", () => {
    assert.deepEqual(found({ upgrades: [edge("*", "*"), edge(">=2.0.0", "*"), edge("*", "<1.0.0")], downgrades: [edge("3.0.0", "*")] }), [
      "range-matches-nothing:downgrade:3.0.0:*:from", "range-matches-nothing:upgrade:*:<1.0.0:to", "range-matches-nothing:upgrade:>=2.0.0:*:from"]);
    assert.deepEqual(found(withMore("1.2.0", { stop: { id: "S", from: "<0.5.0" }, risks: [risk("R", { from: ">9.0.0" })] })), [
      "range-matches-nothing:risk:R:from", "range-matches-nothing:stop:S:from"]);
  });

  it("says where a range stands, also in a file of another order, and on which line", () => {
    const [finding] = linted(withMore("1.2.0", { stop: { id: "S", from: "<0.5.0" } }));
    assert.deepEqual([finding?.path, finding?.severity, finding?.nodes], ["releases[version=1.2.0].stop.from", "warning", ["1.2.0"]]);
    const text = "releases:\n  - version: 1.3.0\n  - version: 1.2.0\n    stop:\n      id: S\n      from: <0.5.0\n";
    assert.equal(withLines([finding!], "f", text)[0]!.line, 6);
    assert.equal(withLines([finding!], "f", "releases: []\n")[0]!.line, undefined);
  });

  it("finds rules that are idle or stated twice", () => {
    assert.deepEqual(found({ upgrades: [edge("*", "*"), edge(">=1.2.0", "<=1.2.0"), edge("1.0.0", "1.1.0"), edge("1.0.0", "1.1.0")], downgrades: [edge("1.0.0", "1.1.0")] }), [
      "duplicate-rule:upgrade:1.0.0:1.1.0", "rule-without-effect:downgrade:1.0.0:1.1.0", "rule-without-effect:upgrade:>=1.2.0:<=1.2.0"]);
  });

  it("holds ranges against what they are meant to match", () => {
    const meant = (range: string, matches: object) => found({ upgrades: [edge("*", "*"), edge(range, "1.3.0", { matches })] });
    assert.deepEqual(meant(">=1.0.0 <1.2.0", { oldest: "1.0.0", newest: "1.1.0" }), []);
    assert.deepEqual(meant(">=1.1.0", { oldest: "1.1.0" }), []);
    assert.deepEqual(meant("*", { oldest: "1.1.0", newest: "1.1.0" }), [
      "range-too-wide:upgrade:*:1.3.0:1.0.0", "range-too-wide:upgrade:*:1.3.0:1.2.0..1.3.0"]);
    assert.deepEqual(meant("1.1.0", { oldest: "1.0.0", newest: "1.2.0" }), [
      "range-too-narrow:upgrade:1.1.0:1.3.0:1.0.0", "range-too-narrow:upgrade:1.1.0:1.3.0:1.2.0"]);
    assert.deepEqual(meant("*", { oldest: "1.0.5" }), ["intent-unknown:upgrade:*:1.3.0:1.0.5"]);
  });

  it("holds stops and risks against it, too", () => {
    const matches = { oldest: "1.1.0", newest: "1.1.0" };
    const sketch = withMore("1.2.0", { stop: { id: "S", from: "<1.2.0", matches }, risks: [risk("R", { from: "<1.2.0", matches })] });
    assert.deepEqual(found(sketch), ["range-too-wide:risk:R:1.0.0", "range-too-wide:stop:S:1.0.0"]);
  });

  it("finds stops that never apply, or that nothing could pass over", () => {
    assert.deepEqual(found(withMore("1.1.0", { stop: { id: "S", from: ">=1.1.0" } })), ["stop-never-applies:S"]);
    const last = linted(withMore("1.3.0", { stop: { id: "S", from: "<1.3.0" } }));
    assert.deepEqual(last.map(({ id, severity }) => [id, severity]), [["stop-never-passed:S", "note"]]);
  });

  it("finds stops that hold fast whoever must make them", () => {
    assert.deepEqual(found(withMore("1.2.0", { stop: { id: "S", from: "<1.2.0" }, withdrawn: true })), [
      "stop-withdrawn:S:1.0.0,1.1.0", "withdrawn-strands:1.0.0", "withdrawn-strands:1.1.0"]);
    const upgrades = [edge("1.0.0", "1.3.0"), edge("1.1.0", ">=1.2.0"), edge("1.2.0", "1.3.0")];
    assert.deepEqual(found({ ...withMore("1.2.0", { stop: { id: "S", from: "<1.2.0" } }), upgrades }).filter((id) => id.startsWith("stop")), ["stop-strands:S:1.0.0"]);
  });

  it("finds risks that no hop meets, and facts of two types", () => {
    assert.deepEqual(found(withMore("1.1.0", { risks: [risk("R", { from: ">=1.1.0" })] })), ["risk-never-applies:R"]);
    assert.deepEqual(found(withMore("1.0.0", { risks: [risk("R")] })), ["risk-never-applies:R"]);
    const when = (equals: string | boolean) => ({ when: { fact: "arm", equals } });
    assert.deepEqual(found(withMore("1.1.0", { risks: [risk("R", when(true)), risk("Q", when("yes"))] })), ["fact-types:arm"]);
    assert.deepEqual(found(withMore("1.1.0", { risks: [risk("R", when(true))], notes: [note("N", { check: { kind: "fact", fact: "arm", equals: "yes" } })] })), ["fact-types:arm"]);
    assert.deepEqual(found(withMore("1.1.0", { risks: [risk("R", when(true))], requires: [dataRequirement("D", when("yes"))] })), ["fact-types:arm"]);
    assert.deepEqual(found(withMore("1.1.0", { risks: [risk("R", when(true))], requires: [dataRequirement("D", when(false))] })), []);
  });

  it("finds notes that are superseded by older ones, or in a circle", () => {
    const releases = [
      { version: "1.0.0", notes: [note("A")] },
      { version: "1.1.0", notes: [note("B", { supersededBy: "A" }), note("C", { supersededBy: "D" }), note("D", { supersededBy: "C" }), note("E", { supersededBy: "E" })] },
      { version: "1.2.0", notes: [note("F", { supersededBy: "B" })] },
    ];
    assert.deepEqual(found({ releases }), ["superseded-cycle:C,D", "superseded-cycle:E", "superseded-by-older:B", "superseded-by-older:F"]);
    assert.deepEqual(found({ releases: [{ version: "1.0.0", notes: [note("A", { supersededBy: "B" })] }, { version: "1.1.0", notes: [note("B")] }] }), []);
  });

  it("finds requirements that nothing can meet", () => {
    const requires = (one: object) => found(withMore("1.1.0", { requires: [one] }));
    assert.deepEqual(requires(componentRequirement("Q", { range: ">=1.0.0" })), []);
    assert.deepEqual(requires(componentRequirement("Q", { range: ">=1.0.0 <1.0.0" })), ["requirement-unmet:Q"]);
    assert.deepEqual(requires(componentRequirement("Q", { range: "<0.9.0" })), ["requirement-unmet:Q"]);
    assert.deepEqual(requires(componentRequirement("Q", { needs: "other/core", range: "<0.9.0" })), [], "another system's releases are not known here");
    assert.deepEqual(requires(platformRequirement("P", "kubernetes", ">=1.30.0 <1.29.0")), ["requirement-unmet:P"]);
    assert.deepEqual(requires({ ...platformRequirement("P", "kubernetes", ">=1.30.0"), tested: "<1.29.0" }), ["tested-outside:P"]);
    assert.deepEqual(requires({ ...platformRequirement("P", "kubernetes", ">=1.30.0"), tested: "1.31.x" }), []);
  });

  it("finds a withdrawn release that can neither be left upwards nor back", () => {
    const sketch = withMore("1.3.0", { withdrawn: true });
    assert.deepEqual(found(sketch), []);
    assert.deepEqual(found({ ...sketch, downgrades: [] }), ["withdrawn-trap:1.3.0"]);
  });

  it("finds the same in any order of the file", () => {
    const sketch = { ...withMore("1.2.0", { stop: { id: "S", from: "<0.5.0" } }), upgrades: [edge("1.0.0", "1.3.0"), edge("9.9.9", "*")] };
    assert.ok(found(sketch).length > 3);
    assert.deepEqual(found({ releases: [...sketch.releases].reverse(), upgrades: [...sketch.upgrades].reverse() }), found(sketch));
  });
});

describe("lint of any small catalog", () => {
  const gets = (world: World, from: number, to: number): boolean =>
    from === to || releasesOf(world).some((next) => next > from && next <= to && oracleAllows(world, from, next) && gets(world, next, to));
  const goalOf = (world: World): number | undefined => releasesOf(world).filter((n) => !world.withdrawn.includes(n)).at(-1);
  const kept = /^(dead-end|stranded|withdrawn-strands|withdrawn-trap):(.*)$/;
  const keptIn = (world: World): string[] => ids(lintCatalog(catalogOfWorld(world))).flatMap((id) => kept.exec(id)?.slice(2) ?? []);

  it("names each release that can't get to the newest, once; of withdrawn ones only those that can't be gone back from either", () => {
    fc.assert(fc.property(worlds, (world) => {
      const goal = goalOf(world);
      const back = (from: number): boolean => releasesOf(world).some((to) => to < from && oracleAllows(world, from, to));
      const expected = releasesOf(world).filter((n) => goal === undefined || (n !== goal && !gets(world, n, goal)));
      const out = (n: number): boolean => releasesOf(world).some((to) => to > n && oracleAllows(world, n, to));
      const left = (n: number): boolean => world.withdrawn.includes(n) && !out(n) && back(n);
      assert.deepEqual(keptIn(world).sort(), expected.filter((n) => !left(n)).map(nameOf).sort());
    }), { numRuns: 500 });
  });

  it("says that a stop holds a release fast exactly where taking the stop away would let it past", () => {
    let times = 0;
    fc.assert(fc.property(worlds, (world) => {
      const stops = [...world.stops].map(([stop, starts]) => {
        const free: World = { ...world, stops: new Map() };
        const past = (of: World, n: number): boolean => releasesOf(world).some((to) => to >= stop && gets(of, n, to));
        const held = starts.filter((n) => n < stop && !past(world, n) && past(free, n)).sort((a, b) => a - b).map(nameOf);
        return held.length === 0 ? [] : [`${world.withdrawn.includes(stop) ? "stop-withdrawn" : "stop-strands"}:stop-${stop}:${held.join(",")}`];
      });
      times += stops.flat().length;
      assert.deepEqual(ids(lintCatalog(catalogOfWorld(world))).filter((id) => /^stop-(withdrawn|strands)/.test(id)), stops.flat().sort());
    }), { numRuns: 1000 });
    assert.ok(times > 20, `found only ${times} times, so this says little`);
  });
});

describe("lint of a large catalog", function () {
  this.timeout(60_000);

  it("takes little time for 1,500 releases with an edge each, and with all edges", () => {
    const many = Array.from({ length: 1_500 }, (_, i) => `1.${i}.0`);
    const chained = many.slice(1).map((to, i) => edge(many[i]!, to));
    for (const sketch of [{ upgrades: chained, downgrades: [] }, {}]) {
      const catalog = catalogFrom({ releases: many, ...sketch });
      const start = process.hrtime.bigint();
      assert.deepEqual(lintCatalog(catalog), []);
      assert.ok(Number(process.hrtime.bigint() - start) / 1e9 < 10);
    }
  });
});

describe("what a catalog's file says for lint", () => {
  const text = changed(catalogYaml, 'stop: { id: S-1, from: "<2.0.0",', 'stop: { id: S-1, from: "<2.0.0", matches: { oldest: "2.0.0" },');
  const silenced = `${text}lint:\n  - { id: "range-too-wide:stop:S-1:1.0.0", reason: it is harmless }\n`;

  it("is what its ranges are meant to match, and what should not be reported any more", () => {
    const findings = lintCatalog(loadCatalog("demo.yaml", silenced));
    assert.deepEqual(ids(findings), ["range-too-narrow:stop:S-1:2.0.0", "range-too-wide:stop:S-1:1.0.0", "stop-never-passed:S-1"]);
    const { findings: left, silenced: accepted, unused } = silence(findings, readSilences("demo.yaml", silenced));
    assert.deepEqual([ids(left), ids(accepted), unused], [["range-too-narrow:stop:S-1:2.0.0", "stop-never-passed:S-1"], ["range-too-wide:stop:S-1:1.0.0"], []]);
  });

  it("is refused where it is misspelt", () => {
    assert.ok(problemsOf(() => loadCatalog("demo.yaml", changed(text, "oldest", "eldest"))).some(({ path: at }) => at === "releases[1].stop.matches.eldest"));
    assert.ok(problemsOf(() => loadCatalog("demo.yaml", changed(silenced, "reason: it is", "because: it is"))).some(({ path: at }) => at === "lint[0].because"));
  });
});
