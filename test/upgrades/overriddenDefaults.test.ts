import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Values } from "../../config/plainValues";
import { leafPaths, valueAt } from "../../config/plainValues";
import { overriddenDefaults, statedDefaults } from "../../upgrades/overriddenDefaults";
import { catalogFrom } from "../support/catalogs";
import { planOf, returns, travels } from "../support/plans";

const before = { core: { cpu: "5", memory: "8G", probe: { seconds: 60 } }, list: [1], gone: 1, same: "x" };
const after = { core: { cpu: "4", memory: "8G", probe: { seconds: 30 } }, list: [1, 2], fresh: { a: 1 }, same: "x" };

describe("the defaults that change under a customer's values", () => {
  it("are those that differ where the customer has a value of their own", () => {
    assert.deepEqual(overriddenDefaults(before, after, { core: { cpu: "6", memory: "9G" }, same: "y", other: 1 }),
      [{ path: "core.cpu", value: "6", before: "5", after: "4" }]);
    assert.deepEqual(overriddenDefaults(before, after, {}), []);
    assert.deepEqual(overriddenDefaults(before, before, { core: { cpu: "6" } }), []);
  });

  it("are seen below what the customer replaced as a whole, and take lists as a whole", () => {
    assert.deepEqual(overriddenDefaults(before, after, { core: null }),
      [{ path: "core", value: null, before: before.core, after: after.core }]);
    assert.deepEqual(overriddenDefaults(before, after, { list: [9] }), [{ path: "list", value: [9], before: [1], after: [1, 2] }]);
  });

  it("are those that come and go too", () => {
    assert.deepEqual(overriddenDefaults(before, after, { fresh: { a: 2 }, gone: 0 }),
      [{ path: "fresh.a", value: 2, after: 1 }, { path: "gone", value: 0, before: 1 }]);
    assert.deepEqual(overriddenDefaults({ a: [] }, { a: { b: 1 } }, { a: { b: 2, c: 3 } }), [{ path: "a.b", value: 2, after: 1 }]);
    assert.deepEqual(overriddenDefaults({ a: "" }, { a: "x" }, { a: { b: 1 } }), [{ path: "a", value: { b: 1 }, before: "", after: "x" }]);
  });

  it("are only at keys of their own", () => {
    const odd = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as Values;
    assert.deepEqual(overriddenDefaults({}, {}, odd), []);
    assert.deepEqual(overriddenDefaults({ a: {} }, { a: {} }, { a: { toString: 1 } }), []);
  });

  it("are told once each, true of both releases, and not of what is equal", () => {
    const key = fc.stringMatching(/^[a-c]$/);
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 2 }, fc.nat(2), fc.constant(null), fc.dictionary(key, tie("node"), { maxKeys: 3, noNullPrototype: true })),
    }));
    const map = fc.dictionary(key, node, { maxKeys: 3, noNullPrototype: true }) as fc.Arbitrary<Values>;
    fc.assert(fc.property(map, map, map, (old, now, own) => {
      const found = overriddenDefaults(old, now, own);
      assert.equal(new Set(found.map(({ path }) => path)).size, found.length);
      for (const row of found) {
        assert.notDeepEqual(row.before, row.after);
        assert.deepEqual([valueAt(old, row.path), valueAt(now, row.path), valueAt(own, row.path)], [row.before, row.after, row.value]);
      }
      // Nothing is left out: every leaf of the customer's at which they differ is in a row.
      for (const path of leafPaths(own)) {
        const differs = path !== "" && JSON.stringify(valueAt(old, path)) !== JSON.stringify(valueAt(now, path));
        const isMap = (value: unknown): boolean => JSON.stringify(value)?.startsWith("{") ?? false;
        const isTold = found.some((row) => row.path === path || path.startsWith(`${row.path}.`));
        if (differs && !isMap(valueAt(own, path))) assert.ok(isTold, path);
      }
    }));
  });
});

describe("the defaults that a catalog says were changed", () => {
  const change = (name: string, to?: string, more: object = {}) => ({
    component: "core", what: "value", change: "changed", name, source: "https://example.org", ...(to !== undefined && { to }), ...more,
  });
  const catalog = catalogFrom({ releases: [
    "1.0.0",
    {
      version: "1.1.0",
      config: [change("search.threshold", "2"), change("search.period"), change("worker.x", "1", { component: "worker" })],
    },
    { version: "1.2.0", config: [change("search.threshold", "3"), change("flag", "4", { what: "flag" }), change("fresh", "1", { change: "added" })] },
  ] });
  const values = { search: { threshold: 5, period: 60 }, worker: { x: 1 }, flag: 1, fresh: 2 };

  it("are told where the customer has a value, by the last release on the way, with nothing of what was before", () => {
    assert.deepEqual(statedDefaults(catalog, "core", "1.0.0", "1.2.0", values),
      [{ path: "search.threshold", value: 5, after: "3" }, { path: "search.period", value: 60 }]);
    assert.deepEqual(statedDefaults(catalog, "core", "1.1.0", "1.2.0", values), [{ path: "search.threshold", value: 5, after: "3" }]);
    assert.deepEqual(statedDefaults(catalog, "core", "1.0.0", "1.2.0", {}), []);
  });

  const shipped: Readonly<Record<string, Values>> = {
    "1.0.0": { search: { threshold: 1 }, size: "8G" },
    "1.1.0": { search: { threshold: 2 }, size: "6G" },
    "1.2.0": { search: { threshold: 3 }, size: "6G" },
  };
  const defaultsOf = (system: string, kind: string | null, version: string) =>
    system === "demo" && (kind === "core" || kind === null) ? shipped[version] : undefined;
  const own = { search: { threshold: 5, period: 60 }, size: "9G" };

  it("are in the plan's hop with what a release ships, which knows what was before", () => {
    const { hops } = planOf(catalog, [travels("demo/core", "core", "1.0.0", "1.2.0")], { valuesOf: () => own, defaultsOf });
    assert.deepEqual(hops.map(({ overrides }) => overrides), [[
      { component: "demo/core", path: "search.threshold", value: 5, before: 1, after: 3 },
      { component: "demo/core", path: "size", value: "9G", before: "8G", after: "6G" },
      { component: "demo/core", path: "search.period", value: 60 },
    ]]);
  });

  it("are told once where they are the whole system's, and with what is known of them where that is another component's", () => {
    const whole = catalogFrom({ releases: ["1.0.0", { version: "1.1.0", config: [
      change("everyone", "1", { component: "system" }), change("search", "another", { component: "system" }),
    ] }] });
    const all = [travels("demo/core", "core", "1.0.0", "1.1.0"), travels("demo/worker", "worker", "1.0.0", "1.1.0")];
    const { hops } = planOf(whole, all, { valuesOf: () => ({ everyone: 0, search: { threshold: 5 } }), defaultsOf });
    assert.deepEqual(hops.map(({ changes, overrides }) => [changes[0]!.component, overrides?.map(({ path }) => path)]),
      [["demo/core", ["search.threshold", "everyone"]], ["demo/worker", undefined]]);
  });

  it("are told on a way back, as far as a release's own are known", () => {
    const { hops } = planOf(catalog, [returns("demo/core", "core", "1.2.0", "1.0.0")], { valuesOf: () => own, defaultsOf });
    assert.deepEqual(hops[0]!.overrides?.map(({ path, before: old, after: now }) => [path, old, now]),
      [["search.threshold", 3, 1], ["size", "6G", "8G"]]);
  });

  it("are absent from a hop that has none, an install, and a system without values or defaults", () => {
    const overrides = (traveller: Parameters<typeof travels>, more: object) =>
      planOf(catalog, [travels(...traveller)], more).hops.map((hop) => "overrides" in hop);
    assert.deepEqual(overrides(["demo/core", "core", "1.0.0", "1.2.0"], { valuesOf: () => ({ other: 1 }), defaultsOf }), [false]);
    assert.deepEqual(overrides(["demo/core", "core", null, "1.2.0"], { valuesOf: () => own, defaultsOf }), [false]);
    assert.deepEqual(overrides(["demo/core", "core", "1.0.0", "1.2.0"], { defaultsOf }), [false]);
    const { hops } = planOf(catalog, [travels("demo/core", "core", "1.0.0", "1.2.0")], { valuesOf: () => own });
    assert.deepEqual(hops[0]!.overrides?.map(({ path }) => path), ["search.threshold", "search.period"]);
  });
});
