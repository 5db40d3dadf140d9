import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { isMap, joinedPath, leafPaths, ownValue, valueAt } from "../../config/plainValues";

const values = { scaling: { replicas: { core: 2 }, empty: {} }, level: ["a", { b: null }], off: false };

describe("values at paths", () => {
  it("are what is there, lists by their positions", () => {
    assert.equal(valueAt(values, "scaling.replicas.core"), 2);
    assert.deepEqual(valueAt(values, "scaling.replicas"), { core: 2 });
    assert.equal(valueAt(values, "level.0"), "a");
    assert.equal(valueAt(values, "level.1.b"), null);
    assert.equal(valueAt(values, "off"), false);
  });

  it("are nothing where nothing is, or only what every object has", () => {
    const paths = ["", "nothing", "scaling.nothing.core", "off.length", "level.0.length", "level.2", "constructor", "__proto__", "scaling.toString"];
    for (const path of paths) assert.equal(valueAt(values, path), undefined, path);
    assert.equal(ownValue(null, "a"), undefined);
    assert.equal(ownValue("text", "length"), undefined);
  });

  it("have paths down to what is no map with something in it", () => {
    assert.deepEqual(leafPaths(values), ["scaling.replicas.core", "scaling.empty", "level", "off"]);
    assert.deepEqual([leafPaths(1), leafPaths({}), leafPaths([{ a: 1 }]), leafPaths(null)], [[""], [""], [""], [""]]);
    assert.deepEqual([joinedPath("a", "b"), joinedPath("", "b"), joinedPath("a", "")], ["a.b", "b", "a"]);
  });

  it("are found again at every path that they have", () => {
    const key = fc.stringMatching(/^[a-z_]{1,6}$/);
    const tree = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.constant(null), fc.dictionary(key, tie("node"), { maxKeys: 3 })),
    })).node;
    fc.assert(fc.property(fc.dictionary(key, tree, { maxKeys: 4, minKeys: 1 }), (map) => {
      const paths = leafPaths(map);
      assert.equal(new Set(paths).size, paths.length);
      for (const path of paths) {
        const found = valueAt(map, path);
        assert.notEqual(found, undefined);
        assert.ok(!isMap(found) || Object.keys(found).length === 0);
      }
    }));
  });
});
