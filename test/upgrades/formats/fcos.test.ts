import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { stringify } from "yaml";
import { loadCatalog } from "../../../releases/load";
import { compareVersions } from "../../../releases/version";
import { checkGraph } from "../../../upgrades/check";
import { readFcos, writeFcos } from "../../../upgrades/formats/fcos";
import { catalogFrom } from "../../../upgrades/graph/catalogFrom";
import { documentGraph } from "../../../upgrades/graph/documentGraph";
import type { GraphDocument } from "../../../upgrades/graph/model";
import { notCarriedOver } from "../../../upgrades/graph/notCarriedOver";
import { lintDocuments } from "../../../upgrades/lint";
import { problemOf } from "../../support/problems";

// Versions and links as Fedora CoreOS writes them; which is a dead end is made up.
const url = "https://github.com/coreos/fedora-coreos-tracker/issues";
const [first, barrier, broken, next, settled, coming] =
  ["40.20240416.3.1", "40.20240701.3.0", "40.20240709.3.1", "41.20250331.3.0", "44.20260621.3.1", "44.20260707.3.1"] as const;
const releases: readonly { version: string; metadata: Record<string, object> }[] = [
  { version: barrier, metadata: { barrier: { reason: `${url}/829` } } },
  { version: broken, metadata: { deadend: { reason: `${url}/215` } } },
  { version: next, metadata: { barrier: { reason: "" } } },
  { version: settled, metadata: { rollout: { start_percentage: 1 } } },
  { version: coming, metadata: { rollout: { start_epoch: 1784728800, start_percentage: 0.1, duration_minutes: 2880 } } },
];
const textOf = (all: readonly object[], stream = "stable") =>
  `${JSON.stringify({ stream, metadata: { "last-modified": "2026-07-21T14:07:12Z" }, releases: all }, null, 2)}\n`;
const read = (...asked: readonly string[]): GraphDocument => readFcos("stable.json", textOf(releases), asked)[0]!;
const targets = (document: GraphDocument, from: string) => document.edges.filter((edge) => edge.from === from).map(({ to }) => to);
const graphOf = (document: GraphDocument, facts = {}) => documentGraph(document, { digest: "d", facts });
const metadata = (release: object) => textOf([{ version: first, metadata: release }]);

describe("a stream of Fedora CoreOS", () => {
  it("leads from barrier to barrier, and from the last one into what is rolled out", () => {
    const document = read(first);
    assert.equal(document.title, "the stream stable of Fedora CoreOS");
    assert.deepEqual(targets(document, first), [barrier]);
    assert.deepEqual(targets(document, barrier), [next]);
    assert.deepEqual(targets(document, next), [settled, coming]);
    assert.deepEqual(targets(document, settled), [coming]);
    assert.deepEqual(targets(document, coming), []);
    assert.deepEqual(checkGraph(graphOf(document), first, coming).route, [first, barrier, next, coming]);
  });

  it("says of barriers why they are there, as far as the file does", () => {
    assert.deepEqual(read().stops, [
      { name: barrier, reason: `${url}/829`, path: "releases[0]" }, { name: next, reason: "no reason is stated", path: "releases[2]" }]);
    const { reasons, missing } = checkGraph(graphOf(read(first, "42.20250818.3.0")), first, "42.20250818.3.0");
    assert.ok(reasons.some(({ id }) => id === `required-stop:${barrier}`));
    assert.equal(missing?.to, "42.20250818.3.0");
  });

  it("leads out of no dead end and into none, and says why", () => {
    const rolling = (version: string) => ({ version, metadata: { rollout: {}, deadend: { reason: `${url}/215` } } });
    const document = readFcos("f", textOf([{ version: first, metadata: { barrier: { reason: "" } } }, rolling(settled), { version: coming, metadata: { rollout: {} } }]), [])[0]!;
    const graph = graphOf(document);
    assert.deepEqual(targets(document, settled), []);
    assert.deepEqual(graph.successors(graph.positionOf(first)!).map((node) => graph.nodes[node]!.name), [coming]);
    assert.match(graph.obstacles(first, settled)[0]!.message, /can't be entered any more: it is a dead end: .*issues\/215$/);
    const out = graph.obstacles(settled, coming);
    assert.deepEqual(out.map(({ id }) => id), [`no-edge:${settled}:${coming}`]);
    assert.match(out[0]!.remedy, /no edge leads out of 44\.20260621\.3\.1 \(it is a dead end: .*issues\/215\)/);
    assert.deepEqual(lintDocuments(readFcos("f", textOf(releases), [])).map(({ id }) => id), [`withdrawn-trap:${broken}`]);
  });

  it("leads into a barrier that is being rolled out once, from the barrier before it", () => {
    const both = { barrier: { reason: "" }, rollout: { start_percentage: 0.5 } };
    const [document] = readFcos("f", textOf([...releases.slice(0, 3), { version: settled, metadata: both }, releases[4]!]), []);
    assert.deepEqual(targets(document!, next), [settled]);
    assert.deepEqual(targets(document!, barrier), [next]);
    assert.deepEqual(targets(document!, settled), [coming]);
  });

  it("has a risk where a roll-out may not have come, until somebody states that it has", () => {
    const risks = (facts: object) => {
      const graph = graphOf(read(), facts);
      return graph.risks(graph.positionOf(next)!, graph.positionOf(coming)!);
    };
    assert.deepEqual(risks({}), [{
      name: `RollOutOf${coming}`,
      message: `${coming} is rolled out in phases: to 10 % from 2026-07-22T14:00:00Z on, to all from 2026-07-24T14:00:00Z on`,
      when: { fact: `rolledOut.${coming}`, equals: false },
    }]);
    assert.deepEqual([risks({ [`rolledOut.${coming}`]: false }).length, risks({ [`rolledOut.${coming}`]: true }).length], [1, 0]);
    assert.ok(read().edges.filter(({ to }) => to !== coming).every(({ risks: none }) => none.length === 0));
  });

  it("takes what a roll-out leaves out as the update server does", () => {
    const rollout = (stated: object) => readFcos("f", metadata({ rollout: stated }), [])[0]!.nodes[0]!.rollout;
    assert.deepEqual(rollout({}), { start: "1970-01-01T00:00:00Z", startPercentage: 0 });
    assert.deepEqual(rollout({ start_percentage: 0.07, duration_minutes: 0 }), { start: "1970-01-01T00:00:00Z", startPercentage: 7, durationMinutes: 1 });
    assert.equal(rollout({ start_percentage: 1 }), undefined);
    assert.deepEqual(rollout({ start_percentage: 1, start_epoch: 60 }), { start: "1970-01-01T00:01:00Z", startPercentage: 100 });
  });

  it("says in words what a roll-out means", () => {
    const said = (stated: object) => readFcos("f", textOf([{ version: first, metadata: { rollout: stated } }]), ["39.20240407.3.0"])[0]!.edges[0]!.risks[0]?.message;
    assert.match(said({})!, /in phases: to 0 %, and to no more than that$/);
    assert.match(said({ start_epoch: 60 })!, /: to 0 % from 1970-01-01T00:01:00Z on, and to no more than that$/);
    assert.match(said({ start_epoch: 60, start_percentage: 1 })!, /: to all from 1970-01-01T00:01:00Z on$/);
    assert.equal(said({ start_percentage: 1 }), undefined);
  });

  const refused: readonly [string, string, string, RegExp][] = [
    ["a share in percent", metadata({ rollout: { start_percentage: 10 } }), "releases[0].metadata.rollout.start_percentage", /found the number 10, expected a share from 0 to 1/],
    ["a time before time", metadata({ rollout: { start_epoch: -1 } }), "releases[0].metadata.rollout.start_epoch", /seconds since 1970/],
    ["a time after time", metadata({ rollout: { start_epoch: 1e15 } }), "releases[0].metadata.rollout.start_epoch", /seconds since 1970/],
    ["a roll-out without end", metadata({ rollout: { duration_minutes: 1e9 } }), "releases[0].metadata.rollout.duration_minutes", /at most 5256000 minutes/],
    ["a barrier without a reason", metadata({ barrier: {} }), "releases[0].metadata.barrier.reason", /found nothing, expected text/],
    ["a release without metadata", textOf([{ version: first }]), "releases[0].metadata", /found nothing, expected a map/],
    ["a version of something else", textOf([{ version: "v1.2.3", metadata: {} }]), "releases[0].version", /such as 44\.20260707\.3\.1/],
    ["no release", textOf([]), "releases", /at least one release/],
    ["no stream", textOf(releases, ""), "stream", /the name of a stream/],
    ["what is no JSON", "{", "", /not JSON/],
  ];
  for (const [what, text, path, message] of refused) {
    it(`is refused for ${what}`, () => {
      const problem = problemOf(() => readFcos("stable.json", text, []));
      assert.deepEqual([problem.file, problem.path], ["stable.json", path]);
      assert.match(problem.message, message);
    });
  }

  it("is asked about releases of its own only", () => {
    assert.match(problemOf(() => read("44.20260707.2.1")).message, /release of the stream stable, whose third number is 3: no update leads from one stream to another/);
    assert.match(problemOf(() => read("stable")).message, /such as 44\.20260707\.3\.1/);
    assert.deepEqual(read("30.20190716.1", first, first).nodes.slice(releases.length).map(({ name }) => name), ["30.20190716.1", first]);
    assert.doesNotThrow(() => readFcos("f", textOf(releases, "rawhide"), ["44.20260707.2.1"]));
  });

  it("becomes a catalog with the same hops, its stops, its roll-out and its dead end, and says what did not become of it", () => {
    const document = read();
    const catalog = loadCatalog("fcos.yaml", stringify(catalogFrom(document, "stable.json", "fcos")));
    assert.deepEqual(catalog.release(coming)!.rollout, { start: "2026-07-22T14:00:00Z", startPercentage: 10, durationMinutes: 2_880 });
    assert.deepEqual([catalog.release(coming)!.risks, catalog.release(settled)!.rollout], [[], undefined]);
    assert.deepEqual(catalog.releases.flatMap(({ version, stop }) => stop ? [version] : []), [barrier, next]);
    assert.match(catalog.release(broken)!.withdrawn!.reason, /a dead end/);
    assert.deepEqual(catalog.upgrades.map(({ from, to }) => [from, to]), [[barrier, next], [next, `${settled} || ${coming}`], [settled, coming]]);
    assert.match(notCarriedOver(document)[0]!, /^the stream stable became no channel/);
  });
});

describe("any stream", () => {
  const version = fc.tuple(fc.integer({ min: 30, max: 45 }), fc.integer({ min: 1, max: 12 })).map(([major, month]) => `${major}.2024${String(month).padStart(2, "0")}01.3.0`);
  const rollout = fc.record({
    start_epoch: fc.integer({ min: 0, max: 2e9 }),
    start_percentage: fc.double({ min: 0, max: 1, noNaN: true }),
    duration_minutes: fc.nat(9_999),
  }, { requiredKeys: [] });
  const reason = fc.record({ reason: fc.string() });
  const entry = fc.record({ version, metadata: fc.record({ barrier: reason, deadend: reason, rollout }, { requiredKeys: [] }) });
  const streams = fc.uniqueArray(entry, { minLength: 1, maxLength: 8, selector: (one) => one.version });

  it("is written back as it was, without what was asked", () => {
    fc.assert(fc.property(streams, fc.array(version), (all, asked) => {
      const text = textOf(all);
      assert.deepEqual(JSON.parse(writeFcos(readFcos("f", text, asked))), JSON.parse(text));
    }));
  });

  /** As the update server's rule reads, for two releases at a time. */
  it("has an edge exactly into what is a barrier or rolled out, past no barrier, out of no dead end", () => {
    fc.assert(fc.property(streams, fc.array(version), (all, asked) => {
      const [document] = readFcos("f", textOf(all), asked);
      const said = new Map(all.map((one) => [one.version, one.metadata]));
      const names = document!.nodes.map(({ name }) => name);
      const expected = names.flatMap((from) => names.filter((to) => compareVersions(from, to) < 0
        && (said.get(to)?.barrier ?? said.get(to)?.rollout) !== undefined && !said.get(from)?.deadend
        && !names.some((name) => said.get(name)?.barrier && compareVersions(from, name) < 0 && compareVersions(name, to) < 0)).map((to) => `${from} ${to}`));
      assert.deepEqual(document!.edges.map(({ from, to }) => `${from} ${to}`).sort(), expected.sort());
    }), { numRuns: 300 });
  });
});
