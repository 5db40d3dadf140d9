import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { compareVersions } from "../../releases/version";

const sign = (a: string, b: string): number => Math.sign(compareVersions(a, b));

/** Fails unless each version is newer than all before it, in both directions. */
function ascending(...versions: readonly string[]): void {
  versions.forEach((newer, i) =>
    versions.slice(0, i).forEach((older) => {
      assert.equal(sign(older, newer), -1, `${older} should be older than ${newer}`);
      assert.equal(sign(newer, older), 1, `${newer} should be newer than ${older}`);
    }),
  );
}

describe("the order of versions", () => {
  it("compares numbers as numbers", () => ascending("0.5.2", "0.5.10", "0.10.0", "0.11.0", "2.0.0", "10.0.0"));

  it("puts pre-releases before their release, as semver 2.0 §11 does", () =>
    ascending(
      "1.0.0-alpha",
      "1.0.0-alpha.1",
      "1.0.0-alpha.beta",
      "1.0.0-beta",
      "1.0.0-beta.2",
      "1.0.0-beta.11",
      "1.0.0-rc.1",
      "1.0.0",
    ));

  it("takes a leading v for nothing, in semantic versions and in others", () => {
    assert.equal(compareVersions("v1.2.3", "1.2.3"), 0);
    assert.equal(sign("v1.2.3", "1.2.4"), -1);
    assert.equal(sign("1.2.10", "v1.2.9"), 1);
    assert.equal(sign("v8.18", "9.0"), -1);
    assert.equal(compareVersions("v8.18", "8.18"), 0);
  });

  it("compares versions of four parts part by part", () => ascending("1.2.3.4", "1.2.3.10", "1.2.4.0", "1.10.0.0"));

  it("compares build tags by their number", () =>
    ascending("CF99", "CF218", "CF219", "CF219-patch2", "CF219-patch10", "CF220"));

  it("compares versions of two parts", () => ascending("7.17", "8.2", "8.18", "8.19", "9.0", "10.0"));

  it("compares dates", () => ascending("2024.12.31", "2025.1.2", "2025.01.10", "2025-02-01"));

  it("puts a version that only goes on after the one that it goes on from", () => {
    ascending("8.18", "8.18.1");
    ascending("1.2.3", "1.2.3.1");
    ascending("v8.18", "8.18.1");
  });

  it("keeps an order for versions that differ only in build metadata", () => {
    assert.notEqual(compareVersions("1.0.0+20240101", "1.0.0+20240102"), 0);
    ascending("1.0.0+20240101", "1.0.0+20240102");
  });

  it("keeps one order where semantic versions, pre-releases and four parts are mixed", () =>
    ascending("1.2.3-rc1", "1.2.3", "1.2.3.4"));

  it("compares numbers too large for a double, such as time stamps to the microsecond", () =>
    ascending("20240131235959000001.1", "20240131235959000002.0"));
});

describe("the order of versions, for any versions", () => {
  const number = fc.integer({ min: 0, max: 3 }).map(String);
  const word = fc.constantFrom("rc", "alpha", "CF", "patch", "M");
  const numbers = (min: number, max: number) =>
    fc.array(number, { minLength: min, maxLength: max }).map((all) => all.join("."));
  const semver = fc
    .tuple(
      fc.constantFrom("", "v"),
      numbers(3, 3),
      fc.constantFrom("", "-rc1", "-rc.1", "-rc2", "-1", "-alpha"),
      fc.constantFrom("", "+a", "+b"),
    )
    .map((all) => all.join(""));
  const tag = fc.tuple(word, number, fc.constantFrom("", "-patch1", "_2", ".1")).map((all) => all.join(""));
  const version = fc.oneof(semver, numbers(1, 5), tag, fc.string({ minLength: 1, maxLength: 4 }));
  const asTyped = { numRuns: 5_000 };

  it("is total: it always answers, with a number", () => {
    fc.assert(
      fc.property(version, version, (a, b) => Number.isFinite(compareVersions(a, b))),
      asTyped,
    );
  });

  it("is antisymmetric: turned round, the answer is turned round", () => {
    fc.assert(
      fc.property(version, version, (a, b) => sign(a, b) === 0 - sign(b, a)),
      asTyped,
    );
  });

  it("says of every version that it is itself", () => {
    fc.assert(fc.property(version, (a) => compareVersions(a, a) === 0));
  });

  it("is transitive among semantic versions", () => {
    fc.assert(
      fc.property(semver, semver, semver, (a, b, c) => sign(a, b) > 0 || sign(b, c) > 0 || sign(a, c) <= 0),
      asTyped,
    );
  });

  it("is transitive among versions of all kinds, mixed", () => {
    // From few stems, so that a release meets its own pre-releases and patches of four parts.
    const stems = fc.constantFrom("1.2", "1.2.3", "1.3", "v1.2.3", "CF1", "2025.1.2");
    const ends = fc.constantFrom("", ".0", ".4", "-rc1", "-alpha", "-1", "+a", ".3-rc1", "-patch2", "a");
    const mixed = fc.tuple(stems, ends).map((parts) => parts.join(""));
    fc.assert(
      fc.property(mixed, mixed, mixed, (a, b, c) => sign(a, b) > 0 || sign(b, c) > 0 || sign(a, c) <= 0),
      { numRuns: 50_000 },
    );
  });

  it("calls two the same only where they differ in nothing but a leading v", () => {
    const bare = (text: string) => text.trim().replace(/^[v=\s]+/, "");
    fc.assert(
      fc.property(version, version, (a, b) => sign(a, b) !== 0 || bare(a) === bare(b)),
      asTyped,
    );
  });

  it("sorts the same releases into the same order, however they were listed", () => {
    const listed = fc.uniqueArray(
      semver.map((text) => text.replace(/^v/, "")),
      { minLength: 2, maxLength: 8 },
    );
    fc.assert(
      fc.property(
        listed.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => assert.deepEqual([...shuffled].sort(compareVersions), [...all].sort(compareVersions)),
      ),
    );
  });
});
