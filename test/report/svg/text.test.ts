import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { fitted, oneLine, widthOf, wrapped } from "../../../report/svg/text";

const word = fc.stringMatching(/^[a-z]{1,12}$/);
const words = fc.string({ unit: "grapheme", maxLength: 80 });

describe("text in a picture", () => {
  it("never is wider than its place, and whole where there is room", () =>
    fc.assert(fc.property(words, fc.integer({ min: 40, max: 400 }), (text, width) => {
      const result = fitted(text, width);
      assert.ok(widthOf(result) <= width, `${result} in ${width}`);
      if (widthOf(oneLine(text)) <= width) assert.equal(result, oneLine(text));
      else assert.ok(result.includes("…"));
    })));

  it("keeps the beginning and the end of what is too long", () => {
    assert.match(fitted(`operator.${"x".repeat(100)}.v1.2.3`, 160), /^operator\.x*…x*\.v1\.2\.3$/);
  });

  it("does not tear a character that is made of several", () => {
    const family = "👩‍👩‍👧‍👦";
    for (let width = 30; width < 200; width += 7) {
      assert.doesNotMatch(fitted(family.repeat(20), width).replaceAll(family, ""), /[^…]/u);
    }
  });

  it("is broken between words into lines that fit, nothing lost", () =>
    fc.assert(fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 170, max: 400 }), (all, width) => {
      const lines = wrapped(all.join(" "), width);
      assert.equal(lines.join(" "), all.join(" "));
      for (const line of lines) assert.ok(widthOf(line) <= width);
    })));
});
