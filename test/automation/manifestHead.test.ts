import * as assert from "node:assert/strict";
import { groupOf, manifestHead, objectText } from "../../automation/manifestHead";
import { annotations } from "../../components/core/labels";

const type = "kubernetes:batch/v1:Job";
const marks = { [annotations.phase]: "migrate", [annotations.version]: "0.5.46" };
const job = { apiVersion: "batch/v1", kind: "Job", metadata: { name: "kingdom-migrate", namespace: "kingdom", annotations: marks } };

describe("the head of a manifest", () => {
  it("says what the object is, where, and what it is made for", () => {
    assert.deepEqual(manifestHead(type, job), {
      apiVersion: "batch/v1", group: "batch", kind: "Job", namespace: "kingdom", name: "kingdom-migrate", version: "0.5.46", phase: "migrate",
    });
  });
  it("has no namespace, release or phase where none is said", () => {
    const { namespace, version, phase } = manifestHead(type, { ...job, metadata: { name: "a" } })!;
    assert.deepEqual([namespace, version, phase], [undefined, undefined, undefined]);
  });
  it("is none of what is no object, or has no name", () => {
    assert.equal(manifestHead("random:index/randomPassword:RandomPassword", job), undefined);
    for (const inputs of [undefined, null, [], "Job", { ...job, kind: 7 }, { ...job, apiVersion: {} }, { ...job, metadata: { name: 3 } }, { ...job, metadata: [] }]) {
      assert.equal(manifestHead(type, inputs), undefined, JSON.stringify(inputs));
    }
  });
});

describe("the text for an object", () => {
  it("has its namespace where it has one", () => {
    assert.equal(objectText({ kind: "Job", namespace: "kingdom", name: "a" }), "Job kingdom/a");
    assert.equal(objectText({ kind: "ClusterRole", namespace: undefined, name: "a" }), "ClusterRole a");
  });
});

describe("the group of an API version", () => {
  it("is what stands before the slash, and nothing for the core group", () => {
    assert.deepEqual(["v1", "apps/v1", "rbac.authorization.k8s.io/v1"].map(groupOf), ["", "apps", "rbac.authorization.k8s.io"]);
  });
});
