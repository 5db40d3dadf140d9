import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { compareVersions } from "../../../releases/version";
import { readOlm, writeOlm } from "../../../upgrades/formats/olm";
import { olmRange } from "../../../upgrades/formats/olmRange";
import type { StatedNode } from "../../../upgrades/graph/model";

const names = ["foo.v1.0.0", "foo.v1.1.0", "foo.v1.2.0-rc.1", "foo.v1.2.0", "foo.v2.0.0", "constructor"];
const name = fc.constantFrom(...names);
const extra = fc.dictionary(fc.constantFrom("a", "toString", "x y"), fc.jsonValue({ maxDepth: 2, noUnicodeString: false }), { maxKeys: 2 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const entry = fc.record({ replaces: maybe(fc.oneof(name, fc.constant(""))), skips: maybe(fc.array(name, { maxLength: 3 })), skipRange: maybe(fc.constantFrom("", "<1.2.0", ">=1.0.0 <9.0.0", "1.x")), more: extra });
const channel = fc.tuple(fc.constantFrom("foo", "bar"), fc.constantFrom("alpha", "beta", "stable"), fc.array(fc.tuple(name, entry), { maxLength: 6 }), extra)
  .map(([of, called, entries, more]) => ({
    ...more, schema: "olm.channel", package: of, name: called, entries: entries.map(([one, { more: other, ...stated }]) => ({ ...other, ...stated, name: one })),
  }));
const bundle = fc.tuple(fc.constantFrom("foo", "bar", "none"), name, maybe(fc.constantFrom("1.0.0", "1.1.5", "3.0.0")), extra)
  .map(([of, called, version, more]) => ({
    ...more, schema: "olm.bundle", package: of, name: called,
    ...(version !== undefined && { properties: [{ type: "olm.package", value: { packageName: of, version } }, { type: "x", value: null }] }),
  }));
const packages = fc.tuple(fc.constantFrom("foo", "bar", "none"), extra).map(([called, more]) => ({ ...more, schema: "olm.package", name: called, defaultChannel: "alpha" }));
const other = fc.oneof(
  fc.tuple(extra, fc.constantFrom("x.b", "x.a"), maybe(fc.constantFrom("foo", "bar", "none"))).map(([more, schema, of]) => ({ ...more, schema, ...(of && { package: of }) })),
  fc.tuple(fc.constantFrom("foo", "bar"), name).map(([of, called]) => ({ schema: "olm.deprecations", package: of, entries: [{ reference: { schema: "olm.bundle", name: called }, message: "old" }] })),
);

/** A small catalog that says anything that OLM reads, faults of its graphs included, in any order. */
const catalogs = fc.tuple(
  fc.uniqueArray(channel, { minLength: 1, maxLength: 4, selector: (one) => `${one.package}/${one.name}` }),
  fc.uniqueArray(bundle, { maxLength: 5, selector: (one) => `${one.package}/${one.name}` }),
  fc.uniqueArray(packages, { maxLength: 3, selector: (one) => one.name }),
  fc.array(other, { maxLength: 4 }),
).chain((parts) => {
  const blobs: readonly unknown[] = parts.flat();
  return fc.shuffledSubarray([...blobs.keys()], { minLength: blobs.length }).map((order) => order.map((i) => JSON.stringify(blobs[i])));
}).filter((lines) => !lines.some((line) => line.includes('"__proto__":')));

const isEntry = ({ details }: StatedNode): boolean => details!["entry"] !== undefined;
const runs = { numRuns: 300 };
/** Writing and reading YAML takes its time. */
const yamlRuns = { numRuns: 100 };
const read = (lines: readonly string[] | string) => readOlm("catalog", typeof lines === "string" ? lines : lines.join("\n"));
/** Keys in one order, so that two ways to say the same are the same text. */
const canonical = (value: unknown): unknown => Array.isArray(value) ? value.map(canonical)
  : typeof value === "object" && value !== null ? Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, one]) => [key, canonical(one)]) : value;
const said = (blobs: readonly unknown[]): string[] => blobs.map((blob) => JSON.stringify(canonical(blob))).sort();

describe("any small catalog of OLM", () => {
  it("says after it was written and read again what it said before", () => {
    fc.assert(fc.property(catalogs, (lines) => {
      const documents = read(lines);
      assert.deepEqual(read(writeOlm(documents)), documents);
    }), yamlRuns);
  });

  it("is written with every document of it, once each", () => {
    fc.assert(fc.property(catalogs, (lines) => {
      const written = parseAllDocuments(writeOlm(read(lines))).map((document) => document.toJS() as unknown);
      assert.deepEqual(said(written), said(lines.map((line) => JSON.parse(line) as unknown)));
    }), yamlRuns);
  });

  it("has an edge exactly where an entry states one", () => {
    fc.assert(fc.property(catalogs, (lines) => {
      for (const document of read(lines)) {
        const nodes = document.nodes.filter(isEntry);
        const outside = new Set(document.nodes.filter((node) => !isEntry(node)).map((node) => node.name));
        const edges = document.edges.filter((edge) => !outside.has(edge.from));
        const present = new Set(nodes.map((node) => node.name));
        const entries = nodes.map((node) => ({ name: node.name, version: node.version, ...node.details!["entry"] as { replaces?: string; skips?: string[]; skipRange?: string } }));
        const left = new Set(entries.flatMap(({ replaces, skips = [] }) => [replaces, ...skips]));
        const heads = [...present].filter((one) => !left.has(one));
        for (const { name: to, replaces, skips = [], skipRange } of entries) {
          for (const from of present) {
            // Of an entry stated twice each statement has its own edges.
            const ways = edges.filter((edge) => edge.from === from && edge.to === to);
            const versionOf = entries.find((one) => one.name === from)!.version;
            const isIn = heads.length === 1 && heads[0] === to && from !== to && skipRange ? olmRange(skipRange)!(versionOf) : false;
            const stated = [...replaces === from ? ["replaces"] : [], ...skips.includes(from) ? ["skips"] : [], ...isIn ? ["skipRange"] : []];
            if (entries.filter((one) => one.name === to).length === 1) assert.deepEqual(ways.map(({ details }) => details!["statedBy"]), stated.length > 0 ? [stated] : []);
          }
        }
        for (const { from, to, details } of edges) {
          assert.ok(present.has(to));
          if (!present.has(from)) assert.deepEqual(details!["statedBy"], ["replaces"]);
        }
      }
    }), runs);
  });

  it("lets exactly the older releases of the package that the one head's range has lead into a channel", () => {
    fc.assert(fc.property(catalogs, (lines) => {
      const documents = read(lines);
      const blobs = lines.map((line) =>
        JSON.parse(line) as { schema: string; package?: string; name: string; properties?: [{ value: { version: string } }] });
      for (const { name: title, nodes, edges } of documents) {
        const of = title.split("/")[0]!;
        const entries = nodes.filter(isEntry);
        const left = new Set(entries.flatMap(({ details }) => {
          const { replaces, skips = [] } = details!["entry"] as { replaces?: string; skips?: string[] };
          return [replaces, ...skips];
        }));
        const heads = [...new Set(entries.map((node) => node.name))].filter((one) => !left.has(one));
        const head = heads.length === 1 ? entries.find((node) => node.name === heads[0]) : undefined;
        const range = (head?.details!["entry"] as { skipRange?: string } | undefined)?.skipRange;
        const names = new Set([
          ...documents.filter((other) => other.name.startsWith(`${of}/`))
            .flatMap((other) => other.nodes.filter(isEntry).map((node) => node.name)),
          ...blobs.filter((blob) => blob.schema === "olm.bundle" && blob.package === of).map((blob) => blob.name),
        ]);
        const expected = [...names].filter((one) => {
          const stated = blobs.find((blob) => blob.schema === "olm.bundle" && blob.package === of && blob.name === one);
          const version = stated?.properties?.[0].value.version ?? one.replace(/^foo\.v/, "");
          return head && range && !entries.some((node) => node.name === one)
            && olmRange(range)!(version) && compareVersions(version, head.version) < 0;
        });
        const outside = nodes.filter((node) => !isEntry(node)).map((node) => node.name);
        assert.deepEqual(outside, expected.sort());
        for (const one of outside) {
          const ways = edges.filter((edge) => edge.from === one && edge.to === head!.name);
          assert.deepEqual(ways.map(({ details }) => details!["statedBy"]), [["skipRange"]]);
          assert.ok(edges.every((edge) => edge.to !== one));
        }
      }
    }), runs);
  });

  it("withdraws exactly what an entry of the channel skips", () => {
    fc.assert(fc.property(catalogs, (lines) => {
      for (const { nodes } of read(lines)) {
        const skipped = new Set(nodes.filter(isEntry).flatMap(({ details }) => (details!["entry"] as { skips?: string[] }).skips ?? []));
        for (const node of nodes) assert.equal(node.withdrawn !== undefined, isEntry(node) && skipped.has(node.name));
      }
    }), runs);
  });
});
