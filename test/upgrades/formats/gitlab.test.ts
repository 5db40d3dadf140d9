import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { parse, stringify } from "yaml";
import { compareVersions } from "../../../releases/version";
import { maximumFileSize } from "../../../releases/yamlFile";
import { documentGraph } from "../../../upgrades/graph/documentGraph";
import type { Facts, GraphDocument } from "../../../upgrades/graph/model";
import { readGitlab, writeGitlab } from "../../../upgrades/formats/gitlab";
import { problemOf, problemsOf } from "../../support/problems";

// The stops are GitLab's; the words are not.
const stops = ["14.10", "15.0", "15.4", "15.11", "16.3", "16.7", "16.11", "17.1", "17.3", "17.5", "17.8", "17.11", "18.2", "18.5", "18.8", "18.11"];
const comments: Readonly<Record<string, string>> = { "17.1": "Only where pipelines have very long messages." };
const text = stringify(stops.map((stop) => {
  const [major, minor] = stop.split(".").map(Number);
  return { major, minor, ...(comments[stop] === undefined ? {} : { comments: comments[stop] }) };
}));

const read = (...asked: readonly string[]) => readGitlab("upgrade_path.yml", text, asked)[0]!;
const from = (document: GraphDocument, name: string) => document.edges.filter((edge) => edge.from === name).map(({ to }) => to);

/** A way of the fewest hops. */
function route(document: GraphDocument, start: string, end: string): string[] | undefined {
  let ways = [[start]];
  const seen = new Set([start]);
  while (ways.length > 0) {
    const found = ways.find((way) => way.at(-1) === end);
    if (found) return found;
    ways = ways.flatMap((way) =>
      from(document, way.at(-1)!).reverse().filter((to) => !seen.has(to) && seen.add(to)).map((to) => [...way, to]));
  }
  return undefined;
}

describe("GitLab's upgrade path", () => {
  it("leads from stop to stop, each with why", () => {
    const document = read();
    assert.deepEqual(document.nodes.map(({ name }) => name), stops);
    assert.deepEqual(document.edges.map((edge) => [edge.from, edge.to]), stops.slice(1).map((stop, i) => [stops[i], stop]));
    assert.deepEqual(document.stops.map(({ name }) => name), stops);
    assert.equal(document.stops[0]?.reason, "GitLab requires a stop at 14.10, to finish its background migrations before going on");
    assert.equal(document.nodes[1]?.path, "[1]");
  });

  it("keeps a stop that only some need, with the comment that says so", () => {
    const stop = read().stops.find(({ name }) => name === "17.1");
    assert.match(stop?.reason ?? "", /comments: Only where pipelines have very long messages$/);
    assert.deepEqual(read().nodes.find(({ name }) => name === "17.1")?.details, { comments: comments["17.1"] });
  });

  it("leads from an asked release to all newer ones up to the next stop", () => {
    const document = read("15.2.3", "15.3.0", "15.4.6", "15.5.0", "17.11.7");
    assert.deepEqual(from(document, "15.2.3"), ["15.3.0", "15.4", "15.4.6"]);
    assert.deepEqual(from(document, "15.4.6"), ["15.5.0", "15.11"]);
    assert.deepEqual(from(document, "15.4"), ["15.4.6", "15.5.0", "15.11"]);
    assert.deepEqual(from(document, "17.11.7"), ["18.2"]);
    assert.deepEqual(from(document, "17.8"), ["17.11", "17.11.7"]);
  });

  it("has the well-known way from 15.2.3 to 17.11.7", () => {
    assert.deepEqual(route(read("15.2.3", "17.11.7"), "15.2.3", "17.11.7"),
      ["15.2.3", "15.4", "15.11", "16.3", "16.7", "16.11", "17.1", "17.3", "17.5", "17.8", "17.11.7"]);
  });

  it("leads nowhere down", () => {
    const document = read("18.11.2", "13.12.15");
    assert.deepEqual(from(document, "18.11.2"), []);
    assert.deepEqual(from(document, "13.12.15"), ["14.10"]);
    assert.ok(document.edges.every(({ to }) => to !== "13.12.15"));
  });

  it("leads into no major newer than its last stop, of which it knows no stop", () => {
    const document = read("18.10.4", "18.11.3", "18.12.0", "19.0.1", "25.9.1");
    assert.equal(document.title, "GitLab's upgrade path up to 18.11");
    assert.deepEqual(from(document, "18.10.4"), ["18.11", "18.11.3"]);
    assert.deepEqual(from(document, "18.11.3"), ["18.12.0"]);
    assert.deepEqual(from(document, "18.12.0"), []);
    assert.deepEqual(from(document, "19.0.1"), []);
  });

  it("leads within a newer major only where no minor lies between", () => {
    const document = read("19.1.0", "19.1.2", "19.2.0", "19.3.0", "20.0.0");
    assert.deepEqual(from(document, "19.1.0"), ["19.1.2", "19.2.0"]);
    assert.deepEqual(from(document, "19.2.0"), ["19.3.0"]);
    assert.deepEqual(from(document, "19.3.0"), []);
  });

  it("has a risk beyond its last stop, where a newer one may lie between, until somebody states that none does", () => {
    const document = read("18.11.3", "18.11.4", "18.12.0", "18.13.1");
    const risks = document.edges.filter(({ risks: all }) => all.length > 0);
    assert.deepEqual(risks.map((edge) => [edge.from, edge.to]), [["18.11", "18.13.1"], ["18.11.3", "18.13.1"], ["18.11.4", "18.13.1"]]);
    assert.deepEqual(risks[0]?.risks, [{
      name: "StopsEndAt18.11",
      message: "this list of stops ends at 18.11; whether a stop comes before 18.13 it does not say",
      when: { fact: "gitlab.stopsAfter18.11", equals: true },
    }]);
    const there = (facts: Facts) => documentGraph(document, { digest: "", facts });
    const found = (facts: Facts) => there(facts).risks(...["18.11.3", "18.13.1"].map((name) => there(facts).positionOf(name)!) as [number, number]).length;
    assert.deepEqual([found({}), found({ "gitlab.stopsAfter18.11": true }), found({ "gitlab.stopsAfter18.11": false })], [1, 1, 0]);
  });

  it("says once that a stop is required, and without a condition where one listing has none", () => {
    const twice = (...comments: readonly string[]) => readGitlab("f", comments.map((one) => `- {major: 1, minor: 0${one}}\n`).join(""), [])[0]!.stops;
    assert.deepEqual(twice(", comments: a.", ", comments: b").map(({ reason }) => reason), ["GitLab lists a stop at 1.0 and comments: a; b"]);
    assert.deepEqual(twice(", comments: b", ", comments: a."), twice(", comments: a.", ", comments: b"));
    assert.match(twice(", comments: a", "")[0]!.reason, /requires a stop at 1\.0/);
    assert.match(twice(', comments: " . "')[0]!.reason, /requires a stop at 1\.0/);
  });

  it("does not end a reason with a full stop, which whoever reports it adds", () => {
    const reason = (comments: string) => readGitlab("f", stringify([{ major: 1, minor: 0, comments }]), [])[0]!.stops[0]!.reason;
    for (const comments of ["Since 1.0", "Since 1.0.", "Since 1.0...\n", "Since 1.0 ."]) assert.equal(reason(comments), "GitLab lists a stop at 1.0 and comments: Since 1.0");
    assert.match(reason(`${".".repeat(500_000)}x`), /x$/);
  });

  it("takes a release as packages and images call it", () => {
    const document = read("v15.2.3", "15.3.0-ee", "15.3.1-ee.0", "15.4.0-rc42", "15.4.0-ce.0");
    assert.deepEqual(document.nodes.slice(stops.length).map(({ version }) => version), ["15.2.3", "15.3.0", "15.3.1", "15.4.0-rc42", "15.4.0"]);
    assert.deepEqual(from(read("v15.2.3", "15.2.3"), "v15.2.3"), ["15.4"]);
    assert.deepEqual(from(document, "v15.2.3"), ["15.3.0-ee", "15.3.1-ee.0", "15.4.0-rc42", "15.4", "15.4.0-ce.0"]);
  });

  it("counts a release once however often it is asked about, and a stop as a stop", () => {
    assert.deepEqual(read("15.2.3", "15.2.3", "15.4"), read("15.2.3"));
  });

  it("is written back as it was, without what was asked", () => {
    assert.equal(writeGitlab([read()]), text);
    assert.equal(writeGitlab([read("15.2.3", "15.4.6")]), text);
    const more = "- major: 1\n  minor: 0\n  comments: |\n    two\n    lines\n  owner: somebody\n- major: 1\n  minor: 0\n";
    assert.equal(writeGitlab(readGitlab("f", more, [])), more);
  });
});

describe("any upgrade path with any releases", () => {
  const stop = fc.record({ major: fc.integer({ min: 1, max: 3 }), minor: fc.nat(4), comments: fc.string() }, { requiredKeys: ["major", "minor"] });
  const paths = fc.array(stop, { minLength: 1, maxLength: 8 });
  const releases = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(4), fc.nat(2)).map((parts) => parts.join(".")), { maxLength: 5 });
  const minor = (version: string) => version.split(".").slice(0, 2).join(".");

  it("is read as it was written, and written the same again", () => {
    fc.assert(fc.property(paths, releases, (entries, asked) => {
      const documents = readGitlab("f", stringify(entries), asked);
      assert.deepEqual(readGitlab("f", writeGitlab(documents), asked), documents);
      assert.deepEqual(parse(writeGitlab(documents)), JSON.parse(JSON.stringify(entries)));
    }));
  });

  it("has an edge exactly where the target is newer, and no stop lies between or may lie there unlisted", () => {
    fc.assert(fc.property(paths, releases, (entries, asked) => {
      const { nodes, edges, stops: required } = readGitlab("f", stringify(entries), asked)[0]!;
      const names = new Set(nodes.map(({ name }) => name));
      const there = new Set(edges.map((edge) => `${edge.from} ${edge.to}`));
      assert.equal(there.size, edges.length);
      const last = required.map(({ name }) => name).sort(compareVersions).at(-1)!;
      for (const a of names) for (const b of names) {
        const passed = required.some(({ name }) => compareVersions(minor(a), name) < 0 && compareVersions(name, minor(b)) < 0);
        const beyond = b[0]! > last[0]! && !(a[0] === b[0] && Number(minor(b).slice(2)) - Number(minor(a).slice(2)) <= 1);
        assert.equal(there.has(`${a} ${b}`), compareVersions(a, b) < 0 && !passed && !beyond, `${a} ${b}`);
      }
    }));
  });

  it("leads from every release to every newer one that is not beyond its last major", () => {
    fc.assert(fc.property(paths, releases, (entries, asked) => {
      const document = readGitlab("f", stringify(entries), asked)[0]!;
      for (const a of document.nodes) for (const b of document.nodes) {
        const isListed = document.stops.some(({ name }) => name[0]! >= b.version[0]!);
        if (isListed && compareVersions(a.version, b.version) < 0) assert.ok(route(document, a.name, b.name), `${a.name} ${b.name}`);
      }
    }));
  });
});

describe("a file that is no upgrade path of GitLab", () => {
  const refused = (content: string) => problemOf(() => readGitlab("upgrade_path.yml", content, []));

  for (const [what, content, path, message, line] of [
    ["is empty", "", "", /found nothing|found null/, undefined],
    ["has no stops, which would allow every jump", "[]\n", "", /at least one stop/, undefined],
    ["is a map", "major: 1\nminor: 2\n", "", /found a map, expected a list/, 1],
    ["has a stop without a minor", "- major: 1\n  minor: 0\n- major: 1\n", "[1].minor", /nothing/, 3],
    ["has a minor that is text", "- major: 1\n  minor: \"3\"\n", "[0].minor", /"3"/, 2],
    ["has a minor that is no whole number", "- major: 1\n  minor: 1.5\n", "[0].minor", /1\.5/, 2],
    ["has a minor below zero", "- major: 1\n  minor: -1\n", "[0].minor", /-1/, 2],
    ["has comments that are no text", "- major: 1\n  minor: 1\n  comments: [a]\n", "[0].comments", /a list/, 3],
    ["states a key twice", "- major: 1\n  minor: 1\n  minor: 2\n", "", /unique/, 3],
    ["has the key __proto__", "- major: 1\n  minor: 1\n  __proto__: {}\n", "__proto__", /__proto__/, 3],
    ["is huge", "#".repeat(maximumFileSize + 1), "", /8 MiB/, undefined],
  ] as const) {
    it(`is refused when it ${what}`, () => {
      const problem = refused(content);
      assert.equal(problem.file, "upgrade_path.yml");
      assert.equal(problem.path, path);
      assert.match(problem.message, message);
      if (line !== undefined) assert.equal(problem.line, line);
    });
  }

  it("is refused when it is no YAML", () => {
    assert.match(problemsOf(() => readGitlab("f", "- [", []))[0]?.message ?? "", /not YAML/);
  });

  for (const asked of ["latest", "17", "17.3.1.2", "", "08.11.0", "8.011", "17.3\n"]) {
    it(`is not asked about ${JSON.stringify(asked)}, which is no release`, () => {
      assert.match(problemOf(() => readGitlab("f", text, [asked])).message, /expected a release of GitLab such as 17\.11\.7/);
    });
  }
});
