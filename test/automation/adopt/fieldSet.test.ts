import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { everything, hasAsked, surplusIn, unionOf } from "../../../automation/adopt/fieldSet";
import type { Value } from "../../../engines/rehearsal/values";

const paths = (set: object, asked: Value, live: Value, tried: Value = asked): string[] =>
  surplusIn(unionOf([{ fieldsV1: set as Record<string, unknown> }]), asked, live, tried).map(({ path }) => path);

describe("the fields that an applier owns", () => {
  const set = {
    "f:spec": {
      "f:replicas": {},
      "f:strategy": { "f:type": {} },
      "f:containers": { 'k:{"name":"a"}': { ".": {}, "f:image": {}, "f:tty": {} }, 'k:{"name":"b"}': { ".": {}, "f:image": {} } },
    },
  };

  it("are beyond what is asked for where nobody asks for them and the server would not make them so", () => {
    const asked = { spec: { containers: [{ name: "a", image: "x" }] } };
    const tried = { spec: { replicas: 1, strategy: { type: "RollingUpdate" }, containers: [{ name: "a", image: "x" }] } };
    assert.deepEqual(paths(set, asked, tried, tried), []);
    const live = { spec: { replicas: 3, strategy: { type: "Recreate" }, containers: [{ name: "a", image: "y", tty: true }, { name: "b", image: "z" }] } };
    assert.deepEqual(paths(set, asked, live, tried), ["spec.replicas", "spec.strategy.type", "spec.containers[a].tty", "spec.containers[b]"]);
  });

  it("are theirs that own nothing of it", () => {
    assert.deepEqual(paths({ "f:spec": {} }, { spec: { a: 1 } }, { spec: { a: 1, replicas: 9 } }), []);
    assert.deepEqual(paths({}, {}, { spec: { replicas: 9 } }), []);
  });

  it("are found by keys of which the server has filled in some, and by value", () => {
    const ports = { "f:ports": { 'k:{"port":8443,"protocol":"TCP"}': { ".": {}, "f:nodePort": {} } } };
    assert.deepEqual(paths(ports, { ports: [{ port: 8443 }] }, { ports: [{ port: 8443, protocol: "TCP", nodePort: 7 }] }), ["ports[8443,TCP].nodePort"]);
    const finalizers = { "f:finalizers": { 'v:"a"': {}, 'v:"b"': {} } };
    assert.deepEqual(paths(finalizers, { finalizers: ["a"] }, { finalizers: ["a", "b"] }), ["finalizers[b]"]);
  });

  it("may be written in a way that nobody knows, and hold names such as __proto__", () => {
    assert.deepEqual(paths({ "i:0": {}, "k:{": {}, "k:7": {}, x: {} }, {}, { a: 1 }), []);
    assert.deepEqual(paths({ "f:__proto__": {}, "f:constructor": {}, "f:toString": {} }, {}, {}), []);
    assert.deepEqual(paths(JSON.parse('{"f:__proto__":{"f:a":{}}}') as object, {}, JSON.parse('{"__proto__":{"a":1}}') as Value), ["__proto__"]);
  });

  it("of several are one", () => {
    assert.deepEqual(unionOf([{ fieldsV1: { "f:a": { "f:b": {} } } }, { fieldsV1: { "f:a": { "f:c": {} }, "f:d": {} } }]),
      { "f:a": { "f:b": {}, "f:c": {} }, "f:d": {} });
    assert.deepEqual(unionOf([]), {});
  });

  it("are asked for where a leaf of them is", () => {
    const one = unionOf([{ fieldsV1: { "f:spec": { "f:a": { ".": {}, "f:b": {} }, "f:list": { 'k:{"name":"x"}': { ".": {}, "f:image": {} } } } } }]);
    assert.equal(hasAsked(one, { spec: { a: { b: 1 } } }), true);
    assert.equal(hasAsked(one, { spec: { a: { c: 1 } } }), false);
    assert.equal(hasAsked(one, { spec: { list: [{ name: "x", image: "i" }] } }), true);
    assert.equal(hasAsked(one, { spec: { list: [{ name: "y", image: "i" }] } }), false);
    assert.equal(hasAsked(one, undefined), false);
  });

  const shape = { maxDepth: 3, values: [fc.integer(), fc.string(), fc.boolean()], key: fc.stringMatching(/^[a-z]{1,3}$/) };
  const json = fc.object(shape) as fc.Arbitrary<Record<string, Value>>;

  it("are never beyond what is asked for where the object is just that", () => {
    fc.assert(fc.property(json, (object) => {
      const whole = { spec: object };
      assert.deepEqual(surplusIn(everything(whole), whole, whole, whole), []);
    }));
  });

  it("are beyond it exactly where something was added", () => {
    fc.assert(fc.property(json, fc.integer(), (object, value) => {
      const [asked, live] = [{ spec: object }, { spec: { ...object, added: value } }];
      assert.deepEqual(surplusIn(everything(live), asked, live, asked), [{ path: "spec.added", otherwise: undefined, live: value }]);
    }));
  });
});
