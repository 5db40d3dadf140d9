import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { catalogOf } from "../../releases/catalog";
import { inRange } from "../../releases/range";
import { rangeIndex } from "../../releases/rangeIndex";
import { catalogSchema } from "../../releases/schema";

const source = "https://example.org/rules";
const catalog = (versions: readonly string[]) => catalogOf(catalogSchema.parse({
  schema: "stepwise/catalog/v1",
  system: "demo",
  title: "Demo",
  source,
  components: {},
  releases: versions.map((version) => ({ version })),
  upgrades: [{ from: "*", to: "*", source }],
}));
const found = (versions: readonly string[], range: string): readonly string[] => {
  const { releases } = catalog(versions);
  return rangeIndex({ releases })(range).map((position) => releases[position]!.version);
};

describe("the releases in a range", () => {
  it("are those of any alternative, oldest first, each once", () =>
    assert.deepEqual(found(["1.2.0", "1.0.0", "1.1.0"], "1.2.0 || 1.0.0 || <=1.0.0 || 1.2.0"), ["1.0.0", "1.2.0"]));

  it("are all of 8.18 where an alternative is 8.18", () =>
    assert.deepEqual(found(["8.17", "8.18", "8.18.1", "9.0.0"], "8.18 || 9.0.0"), ["8.18", "8.18.1", "9.0.0"]));

  it("are told apart by build metadata, except in what only npm can read", () => {
    const versions = ["1.1.0", "1.1.0+b1", "1.1.0+b2"];
    assert.deepEqual(found(versions, "1.1.0"), ["1.1.0"]);
    assert.deepEqual(found(versions, "1.1.0+b2 || 2.0.0"), ["1.1.0+b2"]);
    assert.deepEqual(found(versions, "1.1.0+b2 || ^2.0.0"), versions);
  });

  it("follow one way to read the range as a whole: one alternative that npm can't read decides for all", () => {
    assert.deepEqual(found(["8.18", "8.18.1", "CF220"], "8.18 || CF220"), ["8.18", "CF220"]);
  });

  it("are exactly those that are in it one by one", () => {
    const number = fc.constantFrom("0", "1", "2", "10", "18");
    const numbers = (count: number) => fc.array(number, { minLength: count, maxLength: count }).map((all) => all.join("."));
    const semver = fc.tuple(fc.constantFrom("", "v"), numbers(3), fc.constantFrom("", "-rc.1", "-2"), fc.constantFrom("", "+b1", "+b2"));
    const version = fc.oneof(
      semver.map((all) => all.join("")),
      numbers(1),
      numbers(2),
      numbers(4),
      fc.constantFrom("CF218", "CF220", "CF220-patch2", "app-4-11-3", "2024-01-31", "01.2.0", "v8.18"),
    );
    const mixed = fc.uniqueArray(version, { minLength: 1, maxLength: 12 }).chain((versions) => {
      const named = fc.oneof(fc.constantFrom(...versions), version);
      const alternative = fc.oneof(
        { weight: 4, arbitrary: named },
        fc.tuple(fc.constantFrom(">=", "<=", ">", "<", "=", ">= ", "^", "~"), named).map((all) => all.join("")),
        fc.tuple(named, named).map(([low, high]) => `>=${low} <${high}`),
        fc.tuple(named, named).map(([low, high]) => `${low} - ${high}`),
        fc.constantFrom("*", "1.x", "", "8.18", "nothing", "1.1.0 1.1.0"),
      );
      const range = fc.array(alternative, { minLength: 1, maxLength: 5 }).chain((all) => fc.constantFrom(all.join(" || "), all.join("||")));
      return fc.record({ versions: fc.constant(versions), ranges: fc.array(range, { minLength: 1, maxLength: 4 }) });
    });
    fc.assert(fc.property(mixed, ({ versions, ranges }) => {
      const { releases } = catalog(versions);
      const positions = rangeIndex({ releases });
      for (const range of ranges) {
        const expected = releases.flatMap(({ version: one }, position) => inRange(one, range) ? [position] : []);
        assert.deepEqual(positions(range), expected, `${range} of ${versions.join(", ")}`);
      }
    }), { numRuns: 3_000 });
  });
});
