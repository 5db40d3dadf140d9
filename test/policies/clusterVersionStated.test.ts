import * as assert from "node:assert/strict";
import { clusterVersionStated } from "../../policies/clusterVersionStated";
import { kingdom, saidOfStack, useStack } from "./asking";

const ask = (cluster: Record<string, unknown>, parts = kingdom) => {
  useStack({ version: "0.5.46", cluster });
  return saidOfStack(clusterVersionStated, parts);
};

describe("the policy cluster-version-stated", () => {
  it("says nothing where it is stated", () => assert.deepEqual(ask({ kubernetes: "1.31" }), []));

  it("is advice", () => assert.equal(clusterVersionStated.enforcementLevel, "advisory"));

  it("says that nothing was checked where it is not stated", () => {
    assert.deepEqual(ask({}), ["the stack file states no stepwise:cluster.kubernetes, so no API version was checked"]);
  });

  it("says how far its knowledge goes", () => {
    assert.deepEqual(ask({ kubernetes: "1.99" }), ["stepwise:cluster.kubernetes is 1.99; what is no longer served is known up to 1.37"]);
    assert.deepEqual(ask({ kubernetes: "v1.37.2-gke.1" }), []);
  });

  it("says what it can't read", () => assert.match(ask({ kubernetes: "newest" }).join("\n"), /^stepwise:cluster\.kubernetes is newest, expected a version[^\n]*$/));

  it("says nothing of a stack without Kubernetes objects", () => {
    assert.deepEqual(ask({}, { bucket: { type: "gcp:storage/bucket:Bucket", props: {}, parent: null } }), []);
  });
});
