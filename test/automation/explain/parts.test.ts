import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { partsAt, partValue, stepsOf, type Points } from "../../../automation/explain/parts";
import { keysOf, valueAtPath } from "../../../automation/explain/propertyPath";
import { isAtOrBelow } from "../../../engines/rehearsal/propertyPath";
import { changedPaths, differences, joined, type Value } from "../../../engines/rehearsal/values";

const at = (saved: Value, asked: Value, between: Value, wanted: Value): Points<Value> => ({ saved, asked, between, wanted });
const parts = (path: string, points: Points<Value>) => partsAt(path, points).map((part) => {
  const { before, first, second } = stepsOf(part.points);
  return [part.path, [before && "before", first && "first", second && "second"].filter(Boolean).join(" ")];
});
const args = (...flags: string[]): Value => ({ args: flags });

describe("the parts of which a change consists", () => {
  it("are one, where one step has made all of it", () => {
    assert.deepEqual(parts("a", at({ a: 1 }, { a: 1 }, { a: { x: 1, y: 2 } }, { a: { x: 1, y: 2 } })), [["a", "first"]]);
    assert.deepEqual(parts("a", at({ a: 1 }, { a: 1 }, { a: 1 }, { a: 2 })), [["a", "second"]]);
    assert.deepEqual(parts("a", at({ a: 9 }, { a: 1 }, { a: 1 }, { a: 1 })), [["a", "before"]]);
  });

  it("are its members, where several steps have", () => {
    const points = at({}, {}, { a: { x: 1 } }, { a: { x: 1, "y.z": 2 } });
    assert.deepEqual(parts("a", points), [["a.x", "first"], ['a["y.z"]', "second"]]);
  });

  it("are the flags of a list, whatever their order, and what stands between them", () => {
    assert.deepEqual(parts("args", at(args("--a=1", "--b=1"), args("--a=1", "--b=1"), args("--b=1", "--a=2"), args("--c", "--b=3", "--a=2"))), [
      ['args["--a"]', "first"], ['args["--b"]', "second"], ['args["--c"]', "second"],
    ]);
    assert.deepEqual(parts("args", at(args("run", "--a"), args("run", "--a"), args("go", "--a"), args("go", "--a"))), [["args", "first"]]);
  });

  it("are the whole list, where flags only changed places: none of them would be found to differ", () => {
    const [one, other] = [args("--a", "--b"), args("--b", "--a")];
    assert.deepEqual(parts("args", at(one, one, other, other)), [["args", "first"]]);
    assert.deepEqual(parts("args", at(other, one, args("--a", "--b", "--c"), args("--a", "--b", "--c"))), [["args", "before first"]]);
  });

  it("are none where the state has what is wanted", () => {
    assert.deepEqual(parts("a", at({ a: 2 }, { a: 1 }, { a: 1 }, { a: 2 })), []);
  });

  it("have a value in any inputs: of a flag, its texts", () => {
    assert.deepEqual(partValue(args("x", "--a=1", "--a=2"), { place: "args", flag: "--a" }), ["--a=1", "--a=2"]);
    assert.equal(partValue(args("x"), { place: "args", flag: "--a" }), undefined);
    assert.equal(partValue({ a: [{ b: 3 }] }, { place: "a[0].b", flag: undefined }), 3);
    assert.equal(partValue(undefined, { place: "a", flag: undefined }), undefined);
    assert.equal(partValue({}, { place: "constructor.name", flag: undefined }), undefined);
  });
});

const key = fc.constantFrom("a", "b", "x.y", "-", "quo\"te", "9");
const leaf = fc.oneof(fc.constantFrom<Value>(1, 2, "t", true, null), fc.array(fc.constantFrom("--a=1", "--a=2", "--b", "run"), { maxLength: 3 }));
const tree = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.dictionary(key, tie("value"), { maxKeys: 3 }), fc.array(tie("value"), { maxLength: 2 })),
})).value;

describe("a path into a value", () => {
  it("leads to what differs there, whatever the keys are", () => {
    fc.assert(fc.property(fc.dictionary(key, tree), fc.dictionary(key, tree), (before, after) => {
      for (const path of changedPaths(before, after)) {
        const inner = differences(valueAtPath(before, path), valueAtPath(after, path));
        assert.ok(inner.length > 0, path);
      }
    }));
  });

  it("is made of the keys that it was joined of", () => {
    fc.assert(fc.property(fc.array(fc.oneof(key, fc.constantFrom("__proto__", "constructor"), fc.string()), { minLength: 1 }), (keys) => {
      assert.deepEqual(keysOf(keys.reduce((path, one) => joined(path, one), "")), keys);
    }));
  });
});

describe("parts in general", () => {
  it("cover what changes once: each at or below the path, none twice, each changed by some step", () => {
    fc.assert(fc.property(tree, tree, tree, tree, (saved, asked, between, wanted) => {
      const points = at({ at: saved }, { at: asked }, { at: between }, { at: wanted });
      const found = partsAt("at", points);
      assert.equal(found.length > 0, differences(saved, wanted).length > 0);
      assert.equal(new Set(found.map(({ path }) => path)).size, found.length);
      for (const { path, points: own } of found) {
        assert.ok(path === "at" || path.startsWith("at.") || path.startsWith("at["), path);
        const { before, first, second } = stepsOf(own);
        assert.ok(before || first || second, `${path} changes and no step has changed it`);
      }
    }), { numRuns: 1000 });
  });

  it("hide no edited value, where that is a change", () => {
    const value = fc.constantFrom("1", "2", "3");
    const whole = fc.record({ a: value, b: fc.record({ c: value, d: value }), args: fc.tuple(value, value).map(([x, y]) => [`--x=${x}`, `--y=${y}`]) });
    fc.assert(fc.property(whole, whole, whole, whole, (saved, asked, between, wanted) => {
      const leaves = ({ a, b: { c, d }, args: [x, y] }: typeof saved): [string, string][] =>
        [["at.a", a], ["at.b.c", c], ["at.b.d", d], ['at.args["--x"]', x!], ['at.args["--y"]', y!]];
      const unexplained = partsAt("at", at({ at: saved }, { at: asked }, { at: between }, { at: wanted })).filter(({ points }) => stepsOf(points).before);
      leaves(saved).forEach(([path, one], i) => {
        if (one === leaves(asked)[i]![1] || one === leaves(wanted)[i]![1]) return;
        assert.ok(unexplained.some((part) => path === part.path || isAtOrBelow(path, part.path)), path);
      });
    }), { numRuns: 1000 });
  });
});
