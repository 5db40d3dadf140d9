import * as assert from "node:assert/strict";
import { unknownCheckingProxy } from "@pulumi/policy";
import * as fc from "fast-check";
import { notKnown, plain, valueAt } from "../../../policies/reading/plain";
import { unknownValue } from "../asking";

const given = (value: object) => unknownCheckingProxy(value) as unknown;

describe("properties as plain data", () => {
  it("keep what is known, and mark what is not", () => {
    assert.deepEqual(plain(given({ a: [1, unknownValue, { b: unknownValue }], c: null, d: unknownValue })),
      { a: [1, notKnown, { b: notKnown }], c: null, d: notKnown });
  });

  it("are what was given, where all of it is known", () => {
    fc.assert(fc.property(fc.json(), (text) => {
      const value = { given: JSON.parse(text) as unknown };
      assert.deepEqual(plain(given(value)), value);
    }));
  });

  it("can be asked for a path, in what was given and in what was copied", () => {
    const value = { a: { b: [{ c: 1 }] }, n: null, u: unknownValue };
    for (const from of [given(value), plain(given(value))]) {
      assert.equal(valueAt(from, "a", "b", "0", "c"), 1);
      assert.equal(valueAt(from, "a", "x", "c"), undefined);
      assert.equal(valueAt(from, "n"), undefined);
      assert.equal(valueAt(from, "u"), notKnown);
      assert.equal(valueAt(from, "u", "deeper"), notKnown);
      assert.equal(valueAt(from, "constructor"), undefined);
      assert.equal(valueAt(from, "__proto__", "constructor"), undefined);
    }
  });
});
