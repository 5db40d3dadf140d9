import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { rolloutOrder } from "../../upgrades/rolloutOrder";
import { catalogFrom } from "../support/catalogs";

type After = Readonly<Record<string, readonly string[]>>;

function order(after: After): string[] {
  const components = Object.fromEntries(Object.entries(after).map(([name, others]) => [name, { title: name, after: others }]));
  return rolloutOrder(catalogFrom({ releases: ["1.0.0"], components }));
}

/** The same by recursion, as it is easiest to read. */
function byRecursion(after: After): string[] {
  const found: string[] = [];
  const visit = (kind: string, path: readonly string[]): void => {
    if (found.includes(kind) || path.includes(kind)) return;
    for (const before of after[kind] ?? []) visit(before, [...path, kind]);
    found.push(kind);
  };
  for (const kind of Object.keys(after)) visit(kind, []);
  return found;
}

describe("the order in which components are rolled out", () => {
  it("is of the catalog's `after`, also through others, and ends where that goes round in a circle", () => {
    assert.deepEqual(order({ c: ["b"], b: ["a"], a: [] }), ["a", "b", "c"]);
    assert.deepEqual(order({ x: [], y: [], z: ["x"] }), ["x", "y", "z"]);
    assert.deepEqual(order({ a: ["b"], b: ["a"] }).sort(), ["a", "b"]);
  });

  const names = ["a", "b", "c", "d", "e", "f"];
  const graphs = fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), fc.shuffledSubarray(names))))
    .map((pairs): After => Object.fromEntries(pairs));

  it("is what recursion finds, circles included (property)", () => {
    fc.assert(fc.property(graphs, (after) => assert.deepEqual(order(after), byRecursion(after))));
  });

  it("has everything once, and what comes before something before it, where there is no circle (property)", () => {
    const forwards = graphs.map((after): After =>
      Object.fromEntries(names.map((name) => [name, after[name]!.filter((other) => other > name)])));
    fc.assert(fc.property(forwards, (after) => {
      const found = order(after);
      assert.deepEqual([...found].sort(), names);
      for (const name of names) for (const other of after[name]!) assert.ok(found.indexOf(other) < found.indexOf(name), `${other} before ${name}`);
    }));
  });

  it("is found in a chain that is longer than the stack of calls", () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => `c${i}`);
    const after: After = Object.fromEntries(chain.map((name, i) => [name, chain.slice(i + 1, i + 2)]));
    assert.deepEqual(order(after), chain.reverse());
  });
});
