import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { inRange, isRange } from "../../releases/range";
import { compareVersions } from "../../releases/version";

const inside = (range: string, ...versions: readonly string[]): void =>
  versions.forEach((version) => assert.equal(inRange(version, range), true, `${version} should be in ${range}`));
const outside = (range: string, ...versions: readonly string[]): void =>
  versions.forEach((version) => assert.equal(inRange(version, range), false, `${version} should not be in ${range}`));

describe("ranges of semantic versions", () => {
  it("have their lower bound in and their upper bound out", () => {
    inside(">=0.5.9 <0.5.19", "0.5.9", "0.5.10", "0.5.18");
    outside(">=0.5.9 <0.5.19", "0.5.8", "0.5.19", "0.6.0", "0.4.9");
  });

  it("can list releases", () => {
    inside("1.0.0 || 1.2.0", "1.0.0", "1.2.0");
    outside("1.0.0 || 1.2.0", "1.1.0");
  });

  it("follow npm's carets, tildes and wildcards", () => {
    inside("^1.2.0", "1.2.0", "1.9.0");
    outside("^1.2.0", "2.0.0", "1.1.9");
    inside("~1.2.3", "1.2.9");
    outside("~1.2.3", "1.3.0");
    inside("1.x", "1.0.0", "1.9.9");
    inside("*", "0.0.1", "99.0.0");
  });

  it("have pre-releases in their place in the order", () => {
    inside(">=1.0.0 <2.0.0", "1.5.0-rc1", "2.0.0-rc1");
    outside(">=1.0.0 <2.0.0", "1.0.0-rc1", "2.0.1-rc1");
  });

  it("take a leading v in the version and in the range", () => {
    inside(">=v1.0.0", "v1.0.0", "1.0.1");
    outside(">=1.0.0", "v0.9.0");
  });
});

describe("ranges of versions that semver can't parse", () => {
  it("compare build tags", () => {
    inside(">=CF200 <CF219", "CF200", "CF218");
    outside(">=CF200 <CF219", "CF199", "CF219");
    inside("CF218 || CF220", "CF218", "CF220");
    outside("CF218 || CF220", "CF219");
  });

  it("allow a space after the operator, as npm's do", () => {
    inside(">= CF200", "CF219");
    outside(">= CF200", "CF199");
    inside(">= 8.17 < 9.0", "8.18");
  });

  it("say what semver ranges can't: 8.18 may be followed by 9.0, 8.19 may not", () => {
    inside(">=8.0 <=8.18", "8.18", "8.2");
    outside(">=8.0 <=8.18", "8.19", "9.0");
    inside("8.18", "8.18");
    outside("8.18", "8.19", "8.1");
  });

  it("compare versions of four parts", () => {
    inside(">1.2.3.4 <=1.2.3.10", "1.2.3.5", "1.2.3.10");
    outside(">1.2.3.4 <=1.2.3.10", "1.2.3.4", "1.2.3.11");
    inside("*", "1.2.3.4", "CF219");
  });

  // A range that is accepted and then matches nothing is a rule that silently does not apply.
  for (const range of ["8.x", "^8.0.0", "~8.18", "8.17 - 8.19"]) {
    it(`either understand ${range} for 8.18 or refuse it, and never pass over it in silence`, () => {
      assert.ok(!isRange(range) || inRange("8.18", range), `${range} can be read, and 8.18 is not in it`);
    });
  }

  it("agree with the order of versions", () => {
    const version = fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 30 }))
      .map((parts) => parts.join("."));
    fc.assert(
      fc.property(version, version, version, (subject, low, high) => {
        const expected = compareVersions(subject, low) >= 0 && compareVersions(subject, high) < 0;
        assert.equal(inRange(subject, `>=${low} <${high}`), expected);
      }),
    );
  });
});

describe("whether a range can be read", () => {
  for (const range of [
    "*",
    "1.0.0",
    ">=0.5.9 <0.5.19",
    "^1.2.3 || 2.x",
    "CF219",
    ">=CF200 <CF219",
    "8.18 || 8.19",
    ">=1.2.3.4",
  ]) {
    it(`${range} can`, () => assert.equal(isRange(range), true));
  }

  for (const range of [
    "=>0.5.9",
    ">=0.5.9 and <0.5.19",
    "not a range!",
    ">=0.5.9, <0.5.19",
    "< >",
    "CF1 || || CF2",
    ">>CF1",
  ]) {
    it(`${range} can't`, () => assert.equal(isRange(range), false));
  }
});
