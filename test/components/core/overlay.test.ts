import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { overlay } from "../../../components/core/overlay";
import { isMap, leafPaths, valueAt, type Values } from "../../../config/plainValues";

const key = fc.oneof(fc.stringMatching(/^[a-d]$/), fc.constantFrom("__proto__", "constructor", "toString"));
const leaf = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.constant("text"), fc.constant(null), fc.array(fc.integer(), { maxLength: 2 }));
const { node } = fc.letrec((tie) => ({ node: fc.oneof({ maxDepth: 3 }, leaf, fc.dictionary(key, tie("node"), { maxKeys: 3 })) }));
const values = fc.dictionary(key, node, { maxKeys: 4 }) as fc.Arbitrary<Values>;

/** The same without what null takes out. */
const filled = (map: Values): Values => overlay({}, map);

describe("values laid over defaults", () => {
  it("merge maps, and replace lists and scalars", () => {
    assert.deepEqual(
      overlay({ a: { x: 1, y: 2 }, list: [1, 2], text: "old", kept: true }, { a: { y: 3, z: 4 }, list: [9], text: "new" }),
      { a: { x: 1, y: 3, z: 4 }, list: [9], text: "new", kept: true },
    );
    assert.deepEqual(overlay({ a: { x: 1 }, b: 2 }, { a: 5, b: { y: 1 } }), { a: 5, b: { y: 1 } });
  });

  it("take out what null is written at, at any depth, and add no null", () => {
    assert.deepEqual(overlay({ limits: { cpu: "1", memory: "2" }, b: { c: 1 } }, { limits: { cpu: null }, b: null, d: null, e: { f: null, g: 1 } }),
      { limits: { memory: "2" }, e: { g: 1 } });
  });

  it("are the defaults where there are none", () => {
    fc.assert(fc.property(values, (defaults) => assert.deepEqual(overlay(filled(defaults), {}), filled(defaults))));
  });

  it("win everywhere", () => {
    fc.assert(fc.property(values, values, (defaults, own) => {
      const merged = overlay(filled(defaults), own);
      for (const path of leafPaths(own)) {
        if (path === "") continue;
        const [wanted, found] = [valueAt(own, path), valueAt(merged, path)];
        if (wanted === null) assert.equal(found, undefined, path);
        else if (isMap(wanted)) assert.ok(isMap(found), path);
        else assert.deepEqual(found, wanted, path);
      }
    }));
  });

  it("leave every default that they do not reach", () => {
    fc.assert(fc.property(values, values, (shipped, own) => {
      const defaults = filled(shipped);
      const merged = overlay(defaults, own);
      const reached = (path: string): boolean => path.split(".").some((_, i, parts) => {
        const at = valueAt(own, parts.slice(0, i + 1).join("."));
        return at !== undefined && (!isMap(at) || i === parts.length - 1);
      });
      for (const path of leafPaths(defaults)) {
        if (path !== "" && !reached(path)) assert.deepEqual(valueAt(merged, path), valueAt(defaults, path), path);
      }
    }));
  });

  it("change nothing the second time, and neither of the two", () => {
    fc.assert(fc.property(values, values, (shipped, own) => {
      const defaults = filled(shipped);
      const before = JSON.stringify([defaults, own]);
      const merged = overlay(defaults, own);
      assert.deepEqual(overlay(merged, own), merged);
      assert.equal(JSON.stringify([defaults, own]), before);
    }));
  });

  it("are safe whatever their keys are", () => {
    const own = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}') as Values;
    const merged = overlay({ a: 1 }, own);
    assert.equal(Object.getPrototypeOf(merged), Object.prototype);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    assert.deepEqual(Object.keys(merged), ["a", "__proto__", "constructor"]);
  });
});
