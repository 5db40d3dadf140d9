import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { asItIs, inOrderOf, marked, marksOf } from "../../../automation/adopt/overlay";
import { liveDifferences } from "../../../automation/status/liveDifferences";
import type { KubernetesObject } from "../../../automation/cluster/cluster";
import type { Properties, Value } from "../../../engines/rehearsal/values";

describe("an object in the order in which it was asked for", () => {
  const asked = {
    spec: { limit: "1024Mi", volumes: [{ name: "b" }, { name: "a", emptyDir: {} }], args: ["x", "y"], none: [] },
  };
  const live = {
    spec: { limit: "1Gi", volumes: [{ name: "a", emptyDir: {}, mode: 1 }, { name: "b" }, { name: "c" }], args: ["x", "y"], replicas: 2 },
    status: { ready: true },
  };

  it("has what there is in the server's words, with what is named in the order of what is asked for", () => {
    assert.deepEqual(inOrderOf(asked, live), {
      ...live, spec: { ...live.spec, volumes: [{ name: "b" }, { name: "a", emptyDir: {}, mode: 1 }, { name: "c" }] },
    });
    assert.deepEqual(inOrderOf({ spec: { volumes: [{ name: "gone" }] } }, live), live);
  });

  it("would have been asked for otherwise only where it is otherwise", () => {
    assert.deepEqual(asItIs(asked, live), asked);
    assert.deepEqual(asItIs({ spec: { args: ["x"], limit: "1024Mi" } }, live), { spec: { args: ["x", "y"], limit: "1024Mi" } });
    assert.deepEqual(asItIs({ spec: { gone: "x", limit: "2Gi" } }, live), { spec: { limit: "1Gi" } });
  });

  const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.boolean(),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie("value"), { maxKeys: 4 }), fc.array(fc.string(), { maxLength: 3 })),
  })).value;
  const object = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), value, { maxKeys: 4 }).map((spec): Properties => ({ spec }));

  it("is no different from what it would have been asked for, whatever it is", () => {
    fc.assert(fc.property(object, object, (wanted, is) => {
      const inputs = asItIs(wanted, is);
      assert.deepEqual(liveDifferences(inputs, is), []);
      assert.deepEqual(liveDifferences(inputs, inOrderOf(inputs, is)), []);
      assert.deepEqual(asItIs(inputs, is), inputs);
    }));
  });
});

describe("the marks of a component", () => {
  const metadata = { name: "a", annotations: { "stepwise.dev/version": "1.0.0", "stepwise.dev/component": "demo/core", other: "x" } };

  it("are laid over what an object has, without who owns what", () => {
    assert.deepEqual(marksOf({ metadata }), { "stepwise.dev/component": "demo/core", "stepwise.dev/version": "1.0.0" });
    assert.deepEqual(marksOf({ metadata: { name: "a" } }), {});
    const live = { apiVersion: "v1", kind: "A", metadata: { name: "a", annotations: { kept: "y" }, managedFields: [] } } as KubernetesObject;
    assert.deepEqual(marked(live, { metadata })["metadata"],
      { name: "a", annotations: { kept: "y", "stepwise.dev/component": "demo/core", "stepwise.dev/version": "1.0.0" } });
    assert.deepEqual(marked({ ...live, metadata: { name: "a" } }, { metadata: { name: "a" } })["metadata"], { name: "a" });
  });
});
