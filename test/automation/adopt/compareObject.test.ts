import * as assert from "node:assert/strict";
import { compareObject, wouldReplace } from "../../../automation/adopt/compareObject";
import type { KubernetesObject } from "../../../automation/cluster/cluster";
import type { Properties } from "../../../engines/rehearsal/values";

const owners = { own: "pulumi-kubernetes-adopted-by-small", named: [] };
const object = (spec: object, metadata: object = {}): KubernetesObject =>
  ({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a", namespace: "b", ...metadata }, spec }) as KubernetesObject;
const compare = (asked: KubernetesObject, live: KubernetesObject, tried = asked) =>
  compareObject({ asked: asked as unknown as Properties, live, tried }, owners);

describe("an object held against what is asked for", () => {
  it("differs by what is asked for only; what the server fills in, it would fill in again", () => {
    const asked = object({ memory: "1024Mi", list: [] });
    const live = object({ memory: "1Gi", strategy: "RollingUpdate" });
    assert.deepEqual(compare(asked, live, object({ memory: "1Gi", strategy: "RollingUpdate" })),
      { differences: [], surplus: [], others: [], managedElsewhere: false });
    assert.deepEqual(compare(asked, object({ memory: "2Gi", strategy: "Recreate" }), live), {
      differences: [{ path: "spec.memory", declared: "1024Mi", live: "2Gi" }],
      surplus: [{ path: "spec.strategy", declared: "RollingUpdate", live: "Recreate" }], others: [], managedElsewhere: false,
    });
  });

  it("shows no secret, and nothing that a terminal would obey", () => {
    const env = (value: string) => object({ containers: [{ name: "a", env: [{ name: "DB_PASSWORD", value }, { name: "URL", value: `postgres://u:${value}@h` }] }] });
    const shown = JSON.stringify(compare(env("one-canary"), env("other-canary")));
    assert.doesNotMatch(shown, /canary/);
    assert.match(shown, /env\[DB_PASSWORD\]\.value/);
    const hostile = compare(object({ a: "x" }), object({ a: `\u001b[31m${"y".repeat(5000)}\n` }));
    assert.doesNotMatch(JSON.stringify(hostile), /\\u001b|\\n/);
    assert.ok(hostile.differences[0]!.live!.length <= 120);
  });

  it("need not have the marks of a component, and has no other's", () => {
    const mark = { annotations: { "stepwise.dev/component": "halo/kingdom" } };
    assert.deepEqual(compare(object({}, mark), object({})).differences, []);
    assert.equal(compare(object({}, mark), object({}, { annotations: { "stepwise.dev/component": "halo/other" } })).differences.length, 1);
  });

  it("is made anew by what can't be changed in place", () => {
    const differences = [{ path: "spec.selector.matchLabels.app", declared: "a", live: "b" }];
    const asked = { kind: "Deployment" };
    assert.equal(wouldReplace("kubernetes:apps/v1:Deployment", { asked }, differences), true);
    assert.equal(wouldReplace("kubernetes:apps/v1:Deployment", { asked }, [{ path: "spec.replicas", declared: "1", live: "2" }]), false);
    assert.equal(wouldReplace("kubernetes:core/v1:Secret", { asked: { kind: "Secret" } }, [{ path: "data.a", declared: "1", live: "2" }]), true);
  });
});
