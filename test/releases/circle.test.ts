import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { circleIn, circleText } from "../../releases/circle";

const circle = (after: Readonly<Record<string, readonly string[]>>) => circleIn(new Map(Object.entries(after)));

describe("a circle in what comes after what", () => {
  it("is not there where everything has a beginning, shared or not", () => {
    assert.equal(circle({}), undefined);
    assert.equal(circle({ d: ["b", "c"], b: ["a"], c: ["a"], a: [] }), undefined);
    assert.equal(circle({ b: ["nowhere"] }), undefined);
  });

  it("is found with those in it alone, and not with those that only lead there", () => {
    assert.deepEqual(circle({ a: ["a"] }), ["a"]);
    assert.deepEqual(circle({ start: ["end", "b"], end: [], b: ["c"], c: ["d", "end"], d: ["b"] }), ["b", "c", "d"]);
  });

  it("is found in the deepest catalog, without recursion", () => {
    const deep = (end: string[]) => new Map(Array.from({ length: 200_000 }, (_, i) => [`n${i}`, i === 199_999 ? end : [`n${i + 1}`]]));
    assert.equal(circleIn(deep([])), undefined);
    assert.equal(circleIn(deep(["n1"]))!.length, 199_999);
  });

  it("is there exactly where some name comes after itself, and is one", () => {
    const names = ["a", "b", "c", "d", "e"];
    const graphs = fc.array(fc.uniqueArray(fc.constantFrom(...names)), { minLength: 5, maxLength: 5 });
    fc.assert(fc.property(graphs, (lists) => {
      const after = new Map(names.map((name, i) => [name, lists[i]!]));
      const before = (name: string, seen = new Set<string>()): Set<string> => {
        for (const one of after.get(name)!) if (!seen.has(one)) before(one, seen.add(one));
        return seen;
      };
      const found = circleIn(after);
      assert.equal(found !== undefined, names.some((name) => before(name).has(name)));
      found?.forEach((name, i) => assert.ok(after.get(name)!.includes(found[(i + 1) % found.length]!)));
      assert.equal(new Set(found).size, found?.length ?? 0);
    }), { numRuns: 500 });
  });

  it("is told shortly", () => {
    assert.equal(circleText(["a"]), "a comes after itself");
    assert.equal(circleText(["a", "b"]), "a comes after itself: a after b after a");
    assert.equal(circleText([..."abcdefgh"]), "a comes after itself: a after b after c after d after e after … after a");
  });
});
