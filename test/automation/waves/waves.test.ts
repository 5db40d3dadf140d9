import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { wavesOf } from "../../../automation/waves/waves";
import { InputError } from "../../../releases/problem";

const refused = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(({ file, message }) => `${file}: ${message}`);
    throw error;
  }
  return [];
};

describe("stacks in waves", () => {
  it("are in the order given, so many in each and the rest in the last; all in one where nothing is said", () => {
    assert.deepEqual(wavesOf(["staging", "prod-eu", "prod-us"], 2), [["staging", "prod-eu"], ["prod-us"]]);
    assert.deepEqual(wavesOf(["staging", "prod-eu", "prod-us"], 1), [["staging"], ["prod-eu"], ["prod-us"]]);
    assert.deepEqual(wavesOf(["staging", "prod-eu"]), [["staging", "prod-eu"]]);
    assert.deepEqual(wavesOf(["constructor", "__proto__"], 5), [["constructor", "__proto__"]]);
  });

  it("are refused: none, without a name, named twice; all of it at once", () => {
    assert.deepEqual(refused(() => wavesOf([])), ["--stacks: found no stack, expected at least one"]);
    assert.deepEqual(refused(() => wavesOf(["a", "", "a", "b", "a"])), [
      "--stacks: found nothing in place 2, expected the name of a stack there, or one comma less",
      '--stacks: found "a" in places 1 and 3, expected every stack once',
      '--stacks: found "a" in places 1 and 5, expected every stack once',
    ]);
  });

  it("are refused: a wave of no stacks, or of a part of one", () => {
    for (const size of [0, -1, 1.5, NaN]) assert.match(refused(() => wavesOf(["a"], size)).join(), /^--wave: found .*, expected how many stacks a wave has/);
  });

  it("hold every stack once, in order, and only the last wave may be smaller", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 50 });
    fc.assert(fc.property(names, fc.integer({ min: 1, max: 60 }), (stacks, size) => {
      const waves = wavesOf(stacks, size);
      assert.deepEqual(waves.flat(), stacks);
      assert.ok(waves.slice(0, -1).every(({ length }) => length === size));
      assert.ok(waves.every(({ length }) => length > 0 && length <= size));
    }));
  });
});
