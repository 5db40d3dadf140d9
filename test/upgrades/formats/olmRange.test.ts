import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { compare } from "semver";
import { olmRange } from "../../../upgrades/formats/olmRange";

const versions = ["0.9.0", "1.0.0-rc.1", "1.0.0", "1.0.0+7", "1.2.0", "1.3.0-alpha", "1.3.0", "1.9.9", "2.0.0-rc.1", "2.0.0"];
const inside = (range: string) => versions.filter((version) => olmRange(range)?.(version));

describe("a skip range", () => {
  it("holds the versions that meet all comparators of one alternative, pre-releases in their plain order", () => {
    assert.deepEqual(inside(">=1.0.0 <1.3.0"), ["1.0.0", "1.0.0+7", "1.2.0", "1.3.0-alpha"]);
    assert.deepEqual(inside("<1.0.0"), ["0.9.0", "1.0.0-rc.1"]);
    assert.deepEqual(inside(">1.3.0 <=2.0.0"), ["1.9.9", "2.0.0-rc.1", "2.0.0"]);
    assert.deepEqual(inside("<1.0.0 || >=2.0.0"), ["0.9.0", "1.0.0-rc.1", "2.0.0"]);
    assert.deepEqual(inside(">= 1.2.0  < 1.3.0"), ["1.2.0", "1.3.0-alpha"]);
  });

  it("may name versions, and leave some out", () => {
    for (const range of ["1.0.0", "=1.0.0", "==1.0.0"]) assert.deepEqual(inside(range), ["1.0.0", "1.0.0+7"]);
    for (const out of ["!1.2.0", "!=1.2.0"]) assert.deepEqual(inside(`>=1.0.0 <1.3.0 ${out}`), ["1.0.0", "1.0.0+7", "1.3.0-alpha"]);
  });

  it("may leave its last parts open, which is not what npm means by it", () => {
    assert.deepEqual(inside("1.2.x"), ["1.2.0", "1.3.0-alpha"]);
    for (const range of ["1.x", "1.x.x"]) assert.deepEqual(inside(range), ["1.0.0", "1.0.0+7", "1.2.0", "1.3.0-alpha", "1.3.0", "1.9.9", "2.0.0-rc.1"]);
    assert.deepEqual(inside(">1.x"), ["2.0.0"]);
    assert.deepEqual(inside("<1.2.x"), ["0.9.0", "1.0.0-rc.1", "1.0.0", "1.0.0+7"]);
    assert.deepEqual(inside(">=1.3.x <=1.x"), ["1.3.0", "1.9.9", "2.0.0-rc.1"]);
  });

  it("holds no version that is not semantic", () => {
    assert.equal(olmRange(">=0.0.0")?.("etcdoperator"), false);
    assert.equal(olmRange(">=0.0.0")?.("1.2"), false);
  });

  it("is refused in another syntax", () => {
    for (const range of ["", " ", "^1.0.0", "~1.0.0", "1.2", "1.0.0 - 2.0.0", ">=1.0.0 ||", "|| 1.0.0", "1.2.x.x", "x", "latest", "!=1.x", ">>1.0.0", "1.0.0,2.0.0", ">=01.0.0"]) {
      assert.equal(olmRange(range), undefined, range);
    }
  });

  it("between two versions holds exactly what lies between them", () => {
    const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.constantFrom("", "-1", "-rc.1", "-rc.2")).map(([x, y, z, pre]) => `${x}.${y}.${z}${pre}`);
    fc.assert(fc.property(version, version, version, (from, to, one) => {
      assert.equal(olmRange(`>=${from} <${to}`)?.(one), compare(one, from) >= 0 && compare(one, to) < 0);
    }));
  });
});
