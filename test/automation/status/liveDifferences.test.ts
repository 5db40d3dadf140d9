import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { liveDifferences } from "../../../automation/status/liveDifferences";
import type { Properties, Value } from "../../../engines/rehearsal/values";

const paths = (declared: Properties, live: Properties): string[] => liveDifferences(declared, live).map(({ path }) => path);

describe("where an object in the cluster is not what the state asks for", () => {
  const same: readonly (readonly [what: string, declared: Properties, live: Properties])[] = [
    ["what the server fills in", { spec: { a: 1 } }, { spec: { a: 1, b: 2 }, status: { x: 1 } }],
    ["what is empty is left out", { spec: { a: [], b: {}, c: "", d: false, e: null, f: { g: [] } }, data: {} }, {}],
    ["quantities in another writing", { spec: { a: "1024Mi", b: "0.5", c: 1000, d: "2" } }, { spec: { a: "1Gi", b: "500m", c: "1k", d: 2 } }],
    ["another version of the API, another status", { apiVersion: "v1", kind: "A", status: { a: 1 } }, { apiVersion: "v2", kind: "A" }],
    ["labels and annotations of others", { metadata: { name: "a", labels: { l: "1" } } }, { metadata: { name: "a", uid: "x", labels: { l: "1", m: "2" } } }],
    ["the order of a Pod's environment, and more in it",
      { spec: { env: [{ name: "A", value: "1" }, { name: "B", value: "2" }] } }, { spec: { env: [{ name: "B", value: "2" }, { name: "C" }, { name: "A", value: "1" }] } }],
    ["mounts of one volume at two paths",
      { spec: { volumeMounts: [{ name: "v", mountPath: "/a" }, { name: "v", mountPath: "/b" }] } },
      { spec: { volumeMounts: [{ name: "v", mountPath: "/b" }, { name: "v", mountPath: "/a" }] } }],
  ];
  for (const [what, declared, live] of same) it(`is nowhere: ${what}`, () => assert.deepEqual(paths(declared, live), []));

  const different: readonly (readonly [what: string, declared: Properties, live: Properties, path: string])[] = [
    ["a value", { spec: { a: 1 } }, { spec: { a: 2 } }, "spec.a"],
    ["a value that is gone", { spec: { a: "x" } }, { spec: {} }, "spec.a"],
    ["an empty one that is filled", { spec: { a: "" } }, { spec: { a: "x" } }, "spec.a"],
    ["false that is true", { spec: { a: false } }, { spec: { a: true } }, "spec.a"],
    ["nothing let in, and then somebody", { spec: { ingress: [] } }, { spec: { ingress: [{}] } }, "spec.ingress"],
    ["one more rule than was asked for", { spec: { ingress: [{ a: 1 }] } }, { spec: { ingress: [{ a: 1 }, {}] } }, "spec.ingress"],
    ["one more who may", { subjects: [{ name: "a" }] }, { subjects: [{ name: "a" }, { name: "b" }] }, "subjects"],
    ["flags in another order", { spec: { args: ["--a", "--b"] } }, { spec: { args: ["--b", "--a"] } }, "spec.args"],
    ["an object inside a list", { spec: { ports: [{ port: 1 }] } }, { spec: { ports: [{ port: 2, nodePort: 3 }] } }, "spec.ports[0].port"],
    ["a label", { metadata: { labels: { "a/b": "1" } } }, { metadata: { labels: {} } }, 'metadata.labels["a/b"]'],
    ["a named one in a list", { spec: { containers: [{ name: "c", image: "a" }] } }, { spec: { containers: [{ name: "c", image: "b" }] } }, "spec.containers[c].image"],
    ["a quantity", { spec: { memory: "1Gi" } }, { spec: { memory: "1G" } }, "spec.memory"],
    ["a record that became a text", { spec: { a: { b: 1 } } }, { spec: { a: "b" } }, "spec.a"],
    ["a name that every object has", { data: { constructor: "x" } }, { data: {} }, "data.constructor"],
  ];
  for (const [what, declared, live, path] of different) it(`is at ${path}: ${what}`, () => assert.deepEqual(paths(declared, live), [path]));

  const value = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof({ depthSize: "small" }, fc.string(), fc.integer(), fc.boolean(),
      fc.array(tie("value"), { maxLength: 4 }), fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 })),
  })).value;
  const object = fc.dictionary(fc.string().filter((key) => key !== "metadata"), value, { maxKeys: 5 });

  it("is nowhere between an object and itself, and more beside it", () => {
    fc.assert(fc.property(object, object, (declared, more) => {
      assert.deepEqual(paths(declared, structuredClone(declared)), []);
      assert.deepEqual(paths(declared, { ...more, ...declared }), []);
    }));
  });

  it("is found wherever one value of it is set to something else", () => {
    fc.assert(fc.property(object, fc.string({ minLength: 1 }), fc.uuid(), (declared, key, text) => {
      fc.pre(!["apiVersion", "kind", "metadata", "status"].includes(key));
      assert.equal(paths({ ...declared, [key]: text }, { ...declared, [key]: `${text}x` }).length, 1);
    }));
  });
});
