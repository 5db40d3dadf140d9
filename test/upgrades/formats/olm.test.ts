import * as assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { maximumFileSize } from "../../../releases/yamlFile";
import { readOlm, writeOlm } from "../../../upgrades/formats/olm";
import type { GraphDocument } from "../../../upgrades/graph/model";
import { lintDocument } from "../../../upgrades/lint/document";
import { problemOf, problemsOf } from "../../support/problems";

/** As `opm render -o yaml` writes it. */
const catalog = `---
defaultChannel: stable
description: Keeps etcd going.
name: etcd
schema: olm.package
---
entries:
- name: etcd.v0.9.0
  replaces: etcd.v0.6.1
- name: etcd.v0.9.1
  replaces: etcd.v0.9.0
- name: etcd.v0.9.2
  replaces: etcd.v0.9.0
  skipRange: <0.9.1
  skips:
  - etcd.v0.9.1
  - etcd.v0.8.9
- name: etcd.v0.9.4
  replaces: etcd.v0.9.2
  skipRange: '>=0.9.0 <0.9.4'
name: stable
package: etcd
schema: olm.channel
---
image: quay.io/coreos/etcd@sha256:00
name: etcd.v0.9.2
package: etcd
properties:
- type: olm.gvk
  value:
    group: etcd.database.coreos.com
    kind: EtcdCluster
    version: v1beta2
- type: olm.package
  value:
    packageName: etcd
    version: 0.9.2-final
relatedImages:
- image: quay.io/coreos/etcd@sha256:00
  name: ""
schema: olm.bundle
---
package: etcd
schema: example.com/icons
---
entries:
- message: etcd.v0.9.0 is no longer looked after
  reference:
    name: etcd.v0.9.0
    schema: olm.bundle
- message: take fast
  reference:
    name: stable
    schema: olm.channel
package: etcd
schema: olm.deprecations
`;

type Entry = Readonly<Record<string, unknown>> & { readonly name: string };
const channel = (entries: readonly Entry[], name = "stable", of = "foo"): string => JSON.stringify({ schema: "olm.channel", name, package: of, entries });
const read = (text: string): GraphDocument[] => readOlm("catalog.yaml", text);
const readChannel = (...entries: Entry[]): GraphDocument => read(channel(entries))[0]!;
const arrows = ({ edges }: GraphDocument): string[] => edges.map(({ from, to, details }) => `${from} → ${to} ${String(details?.["statedBy"])}`).sort();
const refused = (...blobs: readonly unknown[]) => problemOf(() => read(blobs.map((blob) => JSON.stringify(blob)).join("\n")));

describe("a channel of OLM", () => {
  it("has its entries as nodes, with the bundle's version, and what was said of them", () => {
    const [document, ...others] = read(catalog);
    assert.equal(others.length, 0);
    assert.deepEqual([document?.format, document?.name, document?.title, document?.rollback], ["olm", "etcd/stable", "channel stable of etcd", false]);
    assert.deepEqual(document?.nodes.map(({ name, version }) => [name, version]), [
      ["etcd.v0.9.0", "0.9.0"], ["etcd.v0.9.1", "0.9.1"], ["etcd.v0.9.2", "0.9.2-final"], ["etcd.v0.9.4", "0.9.4"],
    ]);
    assert.equal(document.nodes[0]?.details?.["deprecated"], "etcd.v0.9.0 is no longer looked after");
    assert.equal(document.nodes[0].path, "etcd/stable.entries[0]");
    assert.deepEqual([document.details["defaultChannel"], document.details["deprecated"]], ["stable", "take fast"]);
  });

  it("leads from what is replaced, skipped or in the head's range to the entry that says so", () => {
    assert.deepEqual(arrows(read(catalog)[0]!), [
      "etcd.v0.9.0 → etcd.v0.9.1 replaces",
      "etcd.v0.9.0 → etcd.v0.9.2 replaces",
      "etcd.v0.9.0 → etcd.v0.9.4 skipRange",
      "etcd.v0.9.1 → etcd.v0.9.2 skips",
      "etcd.v0.9.1 → etcd.v0.9.4 skipRange",
      "etcd.v0.9.2 → etcd.v0.9.4 replaces,skipRange",
    ]);
  });

  it("withdraws what is skipped, and nothing else", () => {
    const withdrawn = read(catalog)[0]!.nodes.filter((node) => node.withdrawn !== undefined);
    assert.deepEqual(withdrawn.map(({ name }) => name), ["etcd.v0.9.1"]);
    assert.match(withdrawn[0]?.withdrawn ?? "", /etcd\.v0\.9\.2 skips it/);
  });

  it("says of a release that several skip that the newest does, in whatever order they stand", () => {
    const entries = ["foo.v1.9.0", "foo.v1.10.0", "foo.v1.8.0"].map((name) => ({ name, skips: ["foo.v1.0.0"] }));
    for (const all of [entries, [...entries].reverse()]) {
      assert.match(readChannel({ name: "foo.v1.0.0" }, ...all).nodes[0]!.withdrawn ?? "", /^foo\.v1\.10\.0 skips it/);
    }
  });

  it("heeds a skip range only of the head, and only if there is one", () => {
    const [a, b, c] = [{ name: "foo.v1.0.0" }, { name: "foo.v1.1.0", skipRange: "<1.1.0", replaces: "foo.v1.0.0" }, { name: "foo.v1.2.0", skipRange: "<9.0.0", replaces: "foo.v1.1.0" }];
    assert.deepEqual(arrows(readChannel(a, b, c)), [
      "foo.v1.0.0 → foo.v1.1.0 replaces", "foo.v1.0.0 → foo.v1.2.0 skipRange", "foo.v1.1.0 → foo.v1.2.0 replaces,skipRange",
    ]);
    assert.deepEqual(arrows(readChannel(a, { ...b, replaces: "" }, { ...c, replaces: "foo.v1.0.0" })), ["foo.v1.0.0 → foo.v1.2.0 replaces"]);
    assert.deepEqual(arrows(readChannel({ ...b, replaces: c.name }, c)), ["foo.v1.1.0 → foo.v1.2.0 replaces", "foo.v1.2.0 → foo.v1.1.0 replaces"]);
  });

  it("does not pass a skip on to what the skipped release replaced", () => {
    assert.deepEqual(
      arrows(readChannel({ name: "foo.v1" }, { name: "foo.v2", replaces: "foo.v1" }, { name: "foo.v3", skips: ["foo.v2"] })),
      ["foo.v1 → foo.v2 replaces", "foo.v2 → foo.v3 skips"],
    );
  });

  it("lets the tail and a skipped entry replace what is not there, and any entry skip it", () => {
    const { edges } = readChannel(
      { name: "foo.v3", replaces: "foo.v2", skips: ["foo.v2-bad", "foo.v0"] },
      { name: "foo.v2-bad", replaces: "foo.v0" },
      { name: "foo.v2", replaces: "foo.v1" },
    );
    assert.deepEqual(edges.map(({ from }) => from), ["foo.v2", "foo.v2-bad"]);
  });

  it("has an edge from nowhere where an entry that no head reaches replaces what is not there", () => {
    const { edges } = readChannel({ name: "foo.v3", skips: ["foo.v2"] }, { name: "foo.v2", replaces: "foo.v1" }, { name: "foo.v1", replaces: "foo.v0" });
    assert.deepEqual(edges.map(({ from, to }) => [from, to]), [["foo.v2", "foo.v3"], ["foo.v1", "foo.v2"], ["foo.v0", "foo.v1"]]);
    assert.equal(edges[2]?.path, "foo/stable.entries[2].replaces");
  });

  it("keeps entries stated twice, several heads, cycles and self-references, for lint to find", () => {
    const document = readChannel({ name: "a", replaces: "b" }, { name: "b", replaces: "a" }, { name: "b" }, { name: "c", replaces: "c", skips: ["c", "c"] }, { name: "d" });
    assert.deepEqual(document.nodes.map(({ name }) => name), ["a", "b", "b", "c", "d"]);
    assert.deepEqual(arrows(document), ["a → b replaces", "b → a replaces", "c → c replaces,skips"]);
  });

  it("takes the version from the name where no bundle has one, and the name where that has none", () => {
    const names = ["foo.v1.2.3", "foo-v1.2.3-rc.1+x", "foo.1.10", "foo.v1.2.3.4", "foo", "foo.v1"];
    assert.deepEqual(readChannel(...names.map((name) => ({ name }))).nodes.map(({ version }) => version), ["1.2.3", "1.2.3-rc.1+x", "1.10", "1.2.3.4", "foo", "foo.v1"]);
  });

  it("orders rebuilds of a version by their release", () => {
    const bundle = { schema: "olm.bundle", name: "foo-v1.0.0-2", package: "foo", properties: [{ type: "olm.package", value: { packageName: "foo", version: "1.0.0", release: "2" } }] };
    assert.equal(read(`${channel([{ name: "foo-v1.0.0-2" }])}${JSON.stringify(bundle)}`)[0]?.nodes[0]?.version, "1.0.0+2");
  });
});

describe("a release of another channel", () => {
  const bundle = (name: string, version: string, of = "foo") =>
    JSON.stringify({ schema: "olm.bundle", name, package: of, properties: [{ type: "olm.package", value: { packageName: of, version } }] });
  const old = channel([{ name: "foo.v1.0.0" }, { name: "foo.v1.1.0", replaces: "foo.v1.0.0" }, { name: "foo.v3.0.0", replaces: "foo.v1.1.0" }], "old");
  const entries = [{ name: "foo.v2.0.0" }, { name: "foo.v2.1.0", replaces: "foo.v2.0.0", skipRange: ">=1.1.0 <9.0.0" }];
  const text = [channel(entries, "new"), old, channel([{ name: "bar.v1.1.0" }], "new", "bar"), bundle("foo.v1.0.0", "1.1.5"), bundle("foo-loose", "1.2.0"), bundle("bar-loose", "1.2.0", "bar")].join("\n");
  const changed = () => read(text).find(({ name }) => name === "foo/new")!;

  it("gets to the head that has it in its skip range, by its bundle's version, if it is older", () => {
    assert.deepEqual(changed().nodes.map(({ name, version }) => [name, version]), [
      ["foo.v2.0.0", "2.0.0"], ["foo.v2.1.0", "2.1.0"], ["foo-loose", "1.2.0"], ["foo.v1.0.0", "1.1.5"], ["foo.v1.1.0", "1.1.0"],
    ]);
    assert.deepEqual(arrows(changed()), [
      "foo-loose → foo.v2.1.0 skipRange", "foo.v1.0.0 → foo.v2.1.0 skipRange", "foo.v1.1.0 → foo.v2.1.0 skipRange",
      "foo.v2.0.0 → foo.v2.1.0 replaces,skipRange",
    ]);
    assert.deepEqual(changed().nodes[2], { name: "foo-loose", version: "1.2.0", path: "foo/new.entries[1].skipRange", details: { fromOutside: true } });
  });

  it("counts only for the one head, as the channel's own do", () => {
    const nodes = (...all: Entry[]) => read(`${old}${channel(all, "new")}`).find(({ name }) => name === "foo/new")!.nodes.length;
    assert.equal(nodes(entries[0]!, entries[1]!), 3);
    assert.equal(nodes(...entries, { name: "foo.v2.2.0" }), 3);
    assert.equal(nodes(...entries, { name: "foo.v2.2.0", replaces: "foo.v2.1.0" }), 3);
  });

  it("is neither written as an entry nor a finding of lint", () => {
    const documents = read(text);
    assert.deepEqual(read(writeOlm(documents)), documents);
    const blobs = parseAllDocuments(writeOlm(documents))
      .map((document) => document.toJS() as { schema: string; name: string; entries: unknown });
    const written = blobs.filter(({ schema, name }) => schema === "olm.channel" && name === "new");
    assert.deepEqual(written.map((blob) => blob.entries), [[{ name: "bar.v1.1.0" }], entries]);
    assert.equal(blobs.filter(({ schema }) => schema === "olm.bundle").length, 3);
    assert.deepEqual(lintDocument(changed()), []);
  });
});

describe("a catalog of OLM", () => {
  it("is the same as YAML, as JSON after each other and as JSON on lines, in whatever order", () => {
    const blobs = parseAllDocuments(catalog).map((document) => document.toJS() as unknown);
    const expected = read(catalog);
    assert.deepEqual(read(blobs.map((blob) => JSON.stringify(blob, null, 4)).join("")), expected);
    assert.deepEqual(read([...blobs].reverse().map((blob) => JSON.stringify(blob)).join("\n")), expected);
  });

  it("is written as opm writes it", () => {
    assert.equal(writeOlm(read(catalog)), catalog.replace("'>=0.9.0 <0.9.4'", '">=0.9.0 <0.9.4"'));
  });

  it("is a graph a channel, by package and name, and is written with what belongs to none of them", () => {
    const blobs = [
      { schema: "example.com/note", text: "of no package" },
      { schema: "olm.package", name: "empty", defaultChannel: "x" },
      { schema: "olm.package", name: "foo", defaultChannel: "b" },
      { schema: "olm.bundle", name: "foo.v9.0.0", package: "foo", image: "in no channel" },
      { schema: "olm.bundle", name: "foo.v1.0.0", package: "foo", image: "in two" },
      { schema: "example.com/note", text: "of no package" },
      { schema: "example.com/z", package: "foo" },
      { schema: "example.com/a", package: "foo", deep: { er: [null, 1, "1", true] } },
    ];
    const text = [...blobs.map((blob) => JSON.stringify(blob)), channel([{ name: "foo.v1.0.0", note: 1 }], "b"), channel([{ name: "foo.v1.0.0" }], "a"), channel([], "z", "bar")].join("\n");
    const documents = read(text);
    assert.deepEqual(documents.map(({ name }) => name), ["bar/z", "foo/a", "foo/b"]);
    const written = writeOlm(documents);
    assert.deepEqual(read(written), documents);
    const sorted = (all: readonly unknown[]) => all.map((one) => JSON.stringify(one, Object.keys(flat(one)).sort())).sort();
    const flat = (value: unknown): Record<string, unknown> => Object.assign({}, value, ...Object.values(value ?? {}).filter((one) => typeof one === "object").map(flat)) as Record<string, unknown>;
    assert.deepEqual(
      sorted(parseAllDocuments(written).map((document) => document.toJS() as unknown)),
      sorted(text.split("\n").map((line) => JSON.parse(line) as unknown)),
    );
  });

  it("is not written where two channels disagree about a bundle", () => {
    const bundle = (image: string) => JSON.stringify({ schema: "olm.bundle", name: "foo.v1", package: "foo", image });
    const [one] = read(channel([{ name: "foo.v1" }], "a") + bundle("x"));
    const [other] = read(channel([{ name: "foo.v1" }], "b") + bundle("y"));
    assert.match(problemOf(() => writeOlm([one!, other!])).message, /another olm\.bundle foo\.v1/);
  });
});

describe("a catalog of OLM that is wrong", () => {
  const entry = { name: "foo.v1" };
  const channelBlob = { schema: "olm.channel", name: "stable", package: "foo", entries: [entry] };
  const bundleBlob = (value: unknown) => ({ schema: "olm.bundle", name: "foo.v1", package: "foo", properties: [{ type: "olm.gvk", value: 1 }, { type: "olm.package", value }] });

  it("is refused where it is wrong, with line, path, what was found and what was expected", () => {
    assert.deepEqual(problemOf(() => read("schema: olm.package\nname: foo\n---\nschema: olm.channel\nname: stable\npackage: foo\nentries:\n- name: a\n- name: 1.1\n")), {
      file: "catalog.yaml", path: "[1].entries[1].name", line: 9, message: "found the number 1.1, expected text",
    });
    assert.equal(refused({ ...channelBlob, entries: undefined }).path, "entries");
    assert.equal(refused({ ...channelBlob, package: "" }).path, "package");
    assert.equal(refused({ ...channelBlob, entries: [{ ...entry, skips: [""] }] }).path, "entries[0].skips[0]");
    assert.equal(refused({ ...channelBlob, entries: [{ ...entry, replaces: ["a"] }] }).path, "entries[0].replaces");
    assert.equal(refused({ name: "foo" }).path, "schema");
    assert.equal(refused([]).path, "");
    assert.equal(refused(channelBlob, { schema: "olm.deprecations", package: "foo", entries: [{ message: "old" }] }).path, "[1].entries[0].reference");
  });

  it("is refused for a skip range that OLM can't read", () => {
    const problem = refused({ ...channelBlob, entries: [{ ...entry, skipRange: "^1.0.0" }] });
    assert.equal(problem.path, "entries[0].skipRange");
    assert.match(problem.message, /found "\^1\.0\.0", expected a range such as/);
  });

  it("is refused for a second package, channel or bundle of a name", () => {
    assert.match(refused(channelBlob, channelBlob).message, /second channel stable of foo/);
    assert.match(refused(channelBlob, bundleBlob({ packageName: "foo", version: "1.0.0" }), bundleBlob({ packageName: "foo", version: "1.0.0" })).message, /second bundle foo\.v1 of foo/);
    assert.match(refused({ schema: "olm.package", name: "foo" }, { schema: "olm.package", name: "foo" }).message, /second package foo/);
    assert.doesNotThrow(() => read([channelBlob, { ...channelBlob, package: "bar" }].map((blob) => JSON.stringify(blob)).join("\n")));
  });

  it("is refused for a bundle whose version or package can't be relied on", () => {
    assert.equal(refused(channelBlob, bundleBlob({ packageName: "foo", version: "1.0" })).path, "[1].properties[1].value.version");
    assert.equal(refused(channelBlob, bundleBlob({ packageName: "bar", version: "1.0.0" })).path, "[1].properties[1].value.packageName");
    const twice = bundleBlob({ packageName: "foo", version: "1.0.0" });
    assert.equal(refused(channelBlob, { ...twice, properties: [...twice.properties, ...twice.properties] }).path, "[1].properties[3].value");
  });

  it("is refused when it has no channel, saying what it has", () => {
    assert.match(refused({ schema: "olm.template.basic", entries: [] }).message, /found olm\.template\.basic, expected at least one olm\.channel/);
    assert.match(problemOf(() => read("---\n---\n")).message, /found nothing/);
    assert.match(problemOf(() => read("")).message, /found nothing/);
  });

  it("is refused when it is neither YAML nor JSON, huge, bottomless, or has harmful keys", () => {
    for (const text of ["{", "a: [", "\tx", `{"schema":"olm.channel"},{}`, `${channel([entry])}x`]) assert.equal(problemsOf(() => read(text))[0]?.file, "catalog.yaml");
    for (const text of ["#".repeat(maximumFileSize + 1), `{"a":"${"x".repeat(maximumFileSize)}"}`]) assert.match(problemOf(() => read(text)).message, /8 MiB/);
    for (const text of ["[".repeat(20_000), "{".repeat(100_000), `a: ${"[".repeat(20_000)}`]) assert.equal(problemsOf(() => read(text))[0]?.file, "catalog.yaml");
    for (const text of ['{"schema":"a","__proto__":{}}', "schema: a\n__proto__: {}\n", '{"schema":"a","schema":"b"}', "schema: a\nschema: b\n"]) {
      assert.match(problemsOf(() => read(text))[0]?.message ?? "", /__proto__|twice|unique/);
    }
  });

  it("takes releases that are called like parts of JavaScript", () => {
    const document = readChannel({ name: "constructor", replaces: "toString" }, { name: "toString", replaces: "__proto__" }, { name: "valueOf", skips: ["constructor"] });
    assert.deepEqual(arrows(document), ["constructor → valueOf skips", "toString → constructor replaces", "__proto__ → toString replaces"].sort());
  });
});
