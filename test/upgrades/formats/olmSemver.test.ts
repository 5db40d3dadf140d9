import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { compare } from "semver";
import { readOlm, writeOlm } from "../../../upgrades/formats/olm";
import type { GraphDocument } from "../../../upgrades/graph/model";
import { problemOf, problemsOf } from "../../support/problems";

interface Template {
  readonly candidate?: readonly string[];
  readonly fast?: readonly string[];
  readonly stable?: readonly string[];
  readonly major?: boolean;
  readonly minor?: boolean;
  readonly preference?: string;
}

function template({ candidate = [], fast = [], stable = [], major, minor, preference }: Template): string {
  const bundles = (name: string, versions: readonly string[]): string[] =>
    versions.length > 0 ? [`${name}:`, "  Bundles:", ...versions.map((version) => `  - Image: quay.io/foo/olm:a-v${version}`)] : [];
  const option = (key: string, value: unknown): string[] => value === undefined ? [] : [`${key}: ${String(value)}`];
  return [
    "---", "Schema: olm.semver",
    ...option("GenerateMajorChannels", major), ...option("GenerateMinorChannels", minor), ...option("DefaultChannelTypePreference", preference),
    ...bundles("Candidate", candidate), ...bundles("Fast", fast), ...bundles("Stable", stable), "",
  ].join("\n");
}

const read = (text: string): GraphDocument[] => readOlm("template.yaml", text);
/** Each entry as `opm` would write it, by version, channel by channel. */
function entriesOf(documents: readonly GraphDocument[]): Record<string, string[]> {
  const short = (name: string) => name.replace("a-v", "");
  return Object.fromEntries(documents.map(({ name, nodes }) => [name.replace("a/", ""), nodes.map((node) => {
    const { replaces, skips = [] } = node.details!["entry"] as { replaces?: string; skips?: string[] };
    return [short(node.name), ...replaces === undefined ? [] : [`replaces ${short(replaces)}`], ...skips.length > 0 ? [`skips ${skips.map(short).join(" ")}`] : []].join(" ");
  })]));
}
const defaultOf = (text: string): unknown => read(text)[0]?.details["defaultChannel"];

/** The releases, and what `opm` makes of them, as in the tests of operator-registry's alpha/template/semver. */
const upstream = [
  "0.1.0", "0.1.1", "1.1.0", "1.2.1", "1.3.1", "2.1.0", "1.3.1-beta", "2.1.1", "2.3.1", "2.3.2", "3.1.0", "3.1.1",
  "1.3.1-alpha", "1.4.1", "1.4.1-beta1", "1.4.1-beta2",
];
const [last13, last14] = ["1.3.1 replaces 1.2.1 skips 1.1.0 1.3.1-alpha 1.3.1-beta", "1.4.1 replaces 1.3.1 skips 1.1.0 1.2.1 1.3.1-alpha 1.3.1-beta 1.4.1-beta1 1.4.1-beta2"];
const majorChannels = {
  "stable-v0": ["0.1.0", "0.1.1 skips 0.1.0"],
  "stable-v1": ["1.1.0", "1.2.1 replaces 1.1.0", "1.3.1-alpha", "1.3.1-beta", last13, "1.4.1-beta1", "1.4.1-beta2", last14],
  "stable-v2": ["2.1.0", "2.1.1 skips 2.1.0", "2.3.1", "2.3.2 replaces 2.1.1 skips 2.1.0 2.3.1"],
  "stable-v3": ["3.1.0", "3.1.1 skips 3.1.0"],
};
const minorChannels = {
  "stable-v0.1": ["0.1.0", "0.1.1 skips 0.1.0"],
  "stable-v1.1": ["1.1.0"],
  "stable-v1.2": ["1.2.1 replaces 1.1.0"],
  "stable-v1.3": ["1.3.1-alpha", "1.3.1-beta", last13],
  "stable-v1.4": ["1.4.1-beta1", "1.4.1-beta2", last14],
  "stable-v2.1": ["2.1.0", "2.1.1 skips 2.1.0"],
  "stable-v2.3": ["2.3.1", "2.3.2 replaces 2.1.1 skips 2.1.0 2.3.1"],
  "stable-v3.1": ["3.1.0", "3.1.1 skips 3.1.0"],
};

describe("a template of olm.semver", () => {
  it("becomes the major channels that opm makes of it", () => {
    assert.deepEqual(entriesOf(read(template({ stable: upstream, major: true }))), majorChannels);
  });

  it("becomes the minor channels that opm makes of it, as it does when none are asked for", () => {
    for (const options of [{ minor: true }, {}, { major: false, minor: false }]) {
      assert.deepEqual(entriesOf(read(template({ stable: upstream, ...options }))), minorChannels);
    }
  });

  it("becomes both, in the order of their names", () => {
    const channels = entriesOf(read(template({ stable: upstream, major: true, minor: true })));
    assert.deepEqual(channels, { ...majorChannels, ...minorChannels });
    assert.deepEqual(Object.keys(channels), Object.keys(channels).sort());
  });

  it("lists what is skipped by name, which is not by version", () => {
    assert.deepEqual(entriesOf(read(template({ stable: ["1.1.9", "1.1.10", "1.1.11"] }))), {
      "stable-v1.1": ["1.1.9", "1.1.10", "1.1.11 skips 1.1.10 1.1.9"],
    });
  });

  it("keeps archetypes apart", () => {
    const candidate = ["0.1.0", "0.1.1", "0.1.2", "0.1.3", "0.2.0", "0.2.1", "0.2.2", "0.3.0", "1.0.0", "1.0.1", "1.1.0"];
    const text = template({ candidate, fast: ["0.2.1", "0.2.2", "0.3.0", "1.0.1", "1.1.0"], stable: ["1.0.1"], major: true });
    assert.deepEqual(entriesOf(read(text)), {
      "candidate-v0": [
        "0.1.0", "0.1.1", "0.1.2", "0.1.3 skips 0.1.0 0.1.1 0.1.2", "0.2.0", "0.2.1", "0.2.2 replaces 0.1.3 skips 0.1.0 0.1.1 0.1.2 0.2.0 0.2.1",
        "0.3.0 replaces 0.2.2 skips 0.1.0 0.1.1 0.1.2 0.1.3 0.2.0 0.2.1",
      ],
      "candidate-v1": ["1.0.0", "1.0.1 skips 1.0.0", "1.1.0 replaces 1.0.1 skips 1.0.0"],
      "fast-v0": ["0.2.1", "0.2.2 skips 0.2.1", "0.3.0 replaces 0.2.2 skips 0.2.1"],
      "fast-v1": ["1.0.1", "1.1.0 replaces 1.0.1"],
      "stable-v1": ["1.0.1"],
    });
    assert.equal(defaultOf(text), "stable-v1");
  });

  it("has the default channel that opm chooses", () => {
    assert.equal(defaultOf(template({ stable: upstream })), "stable-v3.1");
    assert.equal(defaultOf(template({ stable: upstream, major: true })), "stable-v3");
    assert.equal(defaultOf(template({ stable: upstream, major: true, minor: true })), "stable-v3.1");
    assert.equal(defaultOf(template({ stable: upstream, major: true, minor: true, preference: "major" })), "stable-v3");
    assert.equal(defaultOf(template({ fast: ["1.0.0"], candidate: ["2.0.0"] })), "fast-v1.0");
    // A channel counts by its oldest release there: not what one would think, but what opm does.
    assert.equal(defaultOf(template({ stable: ["3.0.0", "3.1.0"], major: true, minor: true, preference: "major" })), "stable-v3.1");
  });

  it("has nodes that are called by their bundles and say where they stand", () => {
    const node = read(template({ stable: ["1.0.0", "1.0.1"], major: true }))[0]!.nodes[0]!;
    assert.deepEqual([node.name, node.version, node.path, node.details!["image"]], ["a-v1.0.0", "1.0.0", "Stable.Bundles[0]", "quay.io/foo/olm:a-v1.0.0"]);
    assert.match(node.withdrawn ?? "", /a-v1\.0\.1 skips it/);
  });

  it("is written back as it was, comments and all", () => {
    const text = `# ours\n${template({ stable: upstream, major: true, minor: true })}# end\n`;
    assert.equal(writeOlm(read(text)), text);
    assert.match(problemOf(() => writeOlm([...read(text), ...read(template({ stable: ["1.0.0"] }))])).message, /different templates/);
  });

  it("may be JSON, and its keys in any case", () => {
    const json = JSON.stringify({ schema: "olm.semver", generateMAJORChannels: true, stable: { bundles: [{ image: "x/a:v1.0.0" }] }, fast: null, candidate: { bundles: null } });
    assert.deepEqual(entriesOf(read(json)), { "stable-v1": ["a.v1.0.0"] });
  });
});

describe("the images of a template", () => {
  const nodeOf = (image: string) => {
    const [document] = read(`schema: olm.semver\nstable:\n  bundles:\n  - image: ${image}\n`);
    return [document!.name, document!.nodes[0]!.name, document!.nodes[0]!.version];
  };

  it("tell the bundle by their tag, and the package by the repository where the tag does not", () => {
    assert.deepEqual(nodeOf("quay.io/foo/olm:testoperator.v1.0.1"), ["testoperator/stable-v1.0", "testoperator.v1.0.1", "1.0.1"]);
    assert.deepEqual(nodeOf("quay.io/foo/olm:test-operator-1.0.1-rc.1"), ["test-operator/stable-v1.0", "test-operator-1.0.1-rc.1", "1.0.1-rc.1"]);
    assert.deepEqual(nodeOf("quay.io/devfile/devworkspace-operator-bundle:v0.19.0"), ["devworkspace-operator/stable-v0.19", "devworkspace-operator.v0.19.0", "0.19.0"]);
    assert.deepEqual(nodeOf("docker.io/percona/xtradb:1.11.0-bundle"), ["xtradb/stable-v1.11", "xtradb.v1.11.0", "1.11.0"]);
    assert.deepEqual(nodeOf("localhost:5000/foo:1.2.3@sha256:00ff"), ["foo/stable-v1.2", "foo.v1.2.3", "1.2.3"]);
  });

  it("are refused where they don't tell, with the way out", () => {
    for (const image of ["quay.io/foo/olm@sha256:00ff", "quay.io/foo/olm", "quay.io/foo/olm:latest", "foo:v1.0", "foo:v1.2.3.4", "foo:01.2.3", "localhost:5000/foo", '""']) {
      const problem = problemOf(() => nodeOf(image));
      assert.deepEqual([problem.path, problem.line], ["stable.bundles[0].image", 4], image);
      assert.match(problem.message, /whose tag ends in a version.*opm alpha render-template semver/);
    }
  });
});

describe("a template of olm.semver that is wrong", () => {
  const stable = ["1.0.0"];

  it("is refused for what it asks for and does not generate, or does not exist", () => {
    const preference = (options: Template) => problemOf(() => read(template({ stable, ...options })));
    assert.match(preference({ major: true, preference: "minor" }).message, /found minor.*expected major/);
    assert.match(preference({ minor: true, preference: "major" }).message, /found major.*expected minor/);
    assert.match(preference({ preference: "foo" }).message, /found "foo", expected one of .*major, minor/);
    assert.equal(preference({ preference: "foo" }).path, "DefaultChannelTypePreference");
    assert.equal(problemOf(() => read(`${template({ stable })}Invalid: true\n`)).path, "Invalid");
    const misspelt = problemsOf(() => read(template({ stable }).replace("- Image: ", "- Images: "))).map(({ path, message }) => `${path}: ${message}`);
    assert.deepEqual(misspelt, [
      "Stable.Bundles[0].image: found nothing, expected text",
      "Stable.Bundles[0].Images: this key is not known here; is it misspelt?",
    ]);
  });

  it("is refused for a key twice in different case", () => {
    assert.match(problemOf(() => read(`${template({ stable })}STABLE: {}\n`)).message, /twice, in different case/);
  });

  it("is refused without bundles", () => {
    assert.match(problemOf(() => read("schema: olm.semver\n")).message, /no bundles/);
  });

  it("is refused for versions that can't be ordered", () => {
    const twice = problemsOf(() => read(template({ stable: ["1.0.0", "1.0.0"] })))[0]!;
    assert.deepEqual([twice.path, twice.line], ["Stable.Bundles[1].Image", 6]);
    assert.match(twice.message, /each version once/);
    assert.match(problemOf(() => read(template({ stable: ["1.3.1-alpha", "1.3.1-alpha+2001Jan21"] }))).message, /build metadata only/);
    assert.doesNotThrow(() => read(template({ stable, fast: stable })));
  });

  it("is refused for bundles of two packages", () => {
    assert.match(problemOf(() => read(template({ stable: ["1.0.0", "1.1.0"] }).replace("a-v1.1.0", "b-v1.1.0"))).message, /found a bundle of b, expected a/);
  });

  it("is refused beside other documents", () => {
    assert.match(problemOf(() => read(`${template({ stable })}---\nschema: olm.package\n`)).message, /expected it alone/);
  });
});

describe("any template of olm.semver", () => {
  const version = fc.tuple(fc.nat(2), fc.nat(3), fc.nat(11), fc.constantFrom("", "-rc.1", "-rc.2")).map(([x, y, z, pre]) => `${x}.${y}.${z}${pre}`);
  const versions = fc.uniqueArray(version, { maxLength: 12 });
  const templates = fc.record({ candidate: versions, fast: versions, stable: versions, major: fc.boolean(), minor: fc.boolean() })
    .filter(({ candidate, fast, stable }) => candidate.length + fast.length + stable.length > 0);
  const runs = { numRuns: 200 };
  const stream = (of: string, depth: number) => of.split(".").slice(0, depth).join(".");
  const isHead = (of: string, nodes: GraphDocument["nodes"]) =>
    !nodes.some(({ version: other }) => stream(other, 2) === stream(of, 2) && compare(other, of) > 0);

  it("has channels with one head each, which is their newest release and which every other release reaches", () => {
    fc.assert(fc.property(templates, (options) => {
      for (const { nodes, edges } of read(template(options))) {
        const heads = nodes.filter(({ name }) => !edges.some(({ from }) => from === name));
        assert.equal(heads.length, 1);
        const newest = [...nodes].sort((a, b) => compare(a.version, b.version)).at(-1)!;
        assert.equal(heads[0]!.name, newest.name);
        const reaches = new Set([newest.name]);
        for (let size = 0; size < reaches.size;) {
          size = reaches.size;
          for (const { from, to } of edges) if (reaches.has(to)) reaches.add(from);
        }
        assert.equal(reaches.size, nodes.length);
      }
    }), runs);
  });

  it("never leads over a major version, never down, and only to the newest release of a minor version", () => {
    fc.assert(fc.property(templates, (options) => {
      for (const { nodes, edges } of read(template(options))) {
        const byName = new Map(nodes.map((node) => [node.name, node]));
        for (const edge of edges) {
          const [from, to] = [byName.get(edge.from)!.version, byName.get(edge.to)!.version];
          assert.equal(stream(from, 1), stream(to, 1));
          assert.ok(compare(from, to) < 0);
          assert.ok(isHead(to, nodes));
        }
      }
    }), runs);
  });

  it("has in each major channel, for the newest of each minor version, exactly the way from all that is older", () => {
    fc.assert(fc.property(templates, (options) => {
      for (const { nodes, edges } of read(template({ ...options, major: true, minor: false }))) {
        for (const to of nodes) {
          const isNewest = isHead(to.version, nodes);
          const older = nodes.filter((node) => compare(node.version, to.version) < 0).sort((a, b) => compare(a.version, b.version));
          const ways = edges.filter((edge) => edge.to === to.name);
          assert.deepEqual(ways.map(({ from }) => from).sort(), isNewest ? older.map(({ name }) => name).sort() : []);
          const before = older.filter((node) => stream(node.version, 2) !== stream(to.version, 2)).at(-1);
          const replaced = ways.filter(({ details }) => (details!["statedBy"] as string[]).includes("replaces")).map(({ from }) => from);
          assert.deepEqual(replaced, isNewest && before ? [before.name] : []);
        }
      }
    }), runs);
  });

  it("has every release of an archetype in one channel of each kind, whatever the order they are stated in", () => {
    fc.assert(fc.property(templates, (options) => {
      const documents = read(template(options));
      const kinds = Math.max(1, Number(options.major) + Number(options.minor));
      for (const archetype of ["candidate", "fast", "stable"] as const) {
        const channels = documents.filter(({ name }) => name.startsWith(`a/${archetype}`));
        const found = channels.flatMap(({ nodes }) => nodes.map((node) => node.version)).sort();
        assert.deepEqual(found, Array.from({ length: kinds }, () => options[archetype]).flat().sort());
      }
      const [candidate, fast, stable] = [options.candidate, options.fast, options.stable].map((all) => [...all].reverse());
      const reversed = { ...options, candidate: candidate!, fast: fast!, stable: stable! };
      assert.deepEqual(entriesOf(read(template(reversed))), entriesOf(documents));
    }), runs);
  });
});
