import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  changedPaths,
  containsUnknown,
  differences,
  isRecord,
  isSecret,
  secret,
  unknownValue,
  type Value,
} from "../../../engines/rehearsal/values";

/** Values as Kubernetes objects have them: maps, lists of maps, lists of plain texts, scalars, secrets here and there. */
const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<Value>(null, true, false, 0, 1, "a", "b", ""),
    fc.array(fc.constantFrom("--a=1", "--a=2", "--b", "c"), { maxLength: 4 }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("name", "image", "a-b", "x.y/z", "0"), tie("value"), { maxKeys: 3 }),
    tie("value").map((value) => secret(isSecret(value) ? value.value : value)),
  ),
})).value;

/** What stands at a path, read anew from how a person writes it. */
function at(value: Value | undefined, path: string): Value | undefined {
  const parts = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)];
  return parts.reduce<Value | undefined>((here, [, quoted, index, plain]) => {
    const key = quoted !== undefined ? (JSON.parse(`"${quoted}"`) as string) : (index ?? plain!);
    if (Array.isArray(here)) return (here as readonly Value[])[Number(key)];
    return isRecord(here) ? here[key] : undefined;
  }, value);
}

/** A value without what makes no difference: keys and items that are null. */
function essence(value: Value | undefined): Value {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) {
    const items = (value as readonly Value[]).map(essence);
    while (items.length > 0 && items.at(-1) === null) items.pop();
    return items;
  }
  if (!isRecord(value)) return value;
  const kept = Object.entries(value)
    .map(([key, item]) => [key, essence(item)] as const)
    .filter(([, item]) => item !== null);
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const equal = (a: Value | undefined, b: Value | undefined) => JSON.stringify(essence(a)) === JSON.stringify(essence(b));
const copy = (value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

describe("the differences of two values", () => {
  it("are none between a value and itself", () => {
    fc.assert(fc.property(values, (value) => assert.deepEqual(differences(value, copy(value)), [])));
  });

  it("are at the same paths in both directions", () => {
    fc.assert(
      fc.property(values, values, (a, b) => assert.deepEqual(changedPaths(a, b).sort(), changedPaths(b, a).sort())),
    );
  });

  it("are none only where nothing but null differs", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        if (equal(a, b)) assert.deepEqual(changedPaths(a, b), []);
        else assert.notDeepEqual(changedPaths(a, b), []);
      }),
    );
  });

  it("are each at a path whose values really differ, and each path is told once", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const paths = changedPaths(a, b);
        assert.equal(new Set(paths).size, paths.length);
        for (const path of paths) assert.ok(!equal(at(a, path), at(b, path)), `${path} is the same in both`);
      }),
      { numRuns: 500 },
    );
  });

  it("name a place as a person writes it", () => {
    const before = {
      spec: { containers: [{ image: "x:1" }] },
      metadata: { annotations: { "stepwise.dev/version": "1" } },
    };
    const after = {
      spec: { containers: [{ image: "x:2" }] },
      metadata: { annotations: { "stepwise.dev/version": "2" } },
    };
    assert.deepEqual(differences(before, after), [
      { path: 'metadata.annotations["stepwise.dev/version"]', before: "1", after: "2" },
      { path: "spec.containers[0].image", before: "x:1", after: "x:2" },
    ]);
  });

  it("take an absent property and one that is null for the same", () => {
    assert.deepEqual(differences({ a: null, b: 1 }, { b: 1 }), []);
    assert.deepEqual(differences({ a: [1, null] }, { a: [1] }), []);
    assert.deepEqual(changedPaths({ a: null }, { a: 0 }), ["a"]);
    assert.deepEqual(changedPaths({ a: "" }, {}), ["a"]);
    assert.deepEqual(changedPaths({ a: false }, {}), ["a"]);
  });

  it("know a key by what the value itself has, and not by what every object has", () => {
    const odd = JSON.parse('{"__proto__": null, "toString": null}') as Value;
    assert.deepEqual(differences(odd, {}), []);
    assert.deepEqual(changedPaths({ constructor: "a" }, {}), ["constructor"]);
  });

  it("tell an empty map, an empty list and nothing apart", () => {
    assert.deepEqual(changedPaths({ a: {} }, { a: [] }), ["a"]);
    assert.deepEqual(changedPaths({ a: {} }, {}), ["a"]);
    assert.deepEqual(changedPaths({ a: [] }, {}), ["a"]);
  });

  it("stop at a secret: its place is told, never its inside", () => {
    const found = differences({ data: secret({ password: "one" }) }, { data: secret({ password: "two" }) });
    assert.deepEqual(
      found.map(({ path }) => path),
      ["data"],
    );
    assert.ok(found.every(({ before, after }) => isSecret(before) && isSecret(after)));
    assert.deepEqual(differences({ data: secret("one") }, { data: secret("one") }), []);
  });

  it("see that something became a secret, although its text is the same", () => {
    assert.deepEqual(changedPaths({ data: "one" }, { data: secret("one") }), ["data"]);
    assert.deepEqual(changedPaths({ data: secret("one") }, { data: "one" }), ["data"]);
  });

  it("are, in a list of plain texts, the texts that came, went or got another value", () => {
    assert.deepEqual(differences({ args: ["--a=1", "--b"] }, { args: ["--new", "--a=2", "--b"] }), [
      { path: "args", before: "--a=1", after: "--a=2" },
      { path: "args", before: undefined, after: "--new" },
    ]);
    assert.deepEqual(differences({ args: ["--a=1", "--gone"] }, { args: ["--a=1"] }), [
      { path: "args", before: "--gone", after: undefined },
    ]);
  });

  it("are the whole list where the texts only changed places, or are there another number of times", () => {
    for (const [before, after] of [
      [
        ["a", "b"],
        ["b", "a"],
      ],
      [["a", "a"], ["a"]],
    ] as const) {
      assert.deepEqual(differences({ args: before }, { args: after }), [{ path: "args", before, after }]);
    }
  });

  it("are item by item in a list of maps", () => {
    assert.deepEqual(changedPaths([{ name: "a" }, { name: "b" }], [{ name: "a" }, { name: "c" }, { name: "d" }]), [
      "[1].name",
      "[2]",
    ]);
  });
});

describe("an unknown value", () => {
  it("is found wherever it is, in secrets too", () => {
    for (const value of [unknownValue, [1, unknownValue], { a: { b: [unknownValue] } }, secret(unknownValue)])
      assert.ok(containsUnknown(value));
    for (const value of [undefined, null, "04da6b54", [], { a: [1, "x"] }]) assert.ok(!containsUnknown(value));
  });
});
