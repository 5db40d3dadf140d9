import * as assert from "node:assert/strict";
import type { AdoptionCluster, MetadataPatch } from "../../../automation/adopt/adoptionCluster";
import { ownManager } from "../../../automation/adopt/owners";
import { handBack, ownershipSteps, takeOver, takeOverAll } from "../../../automation/adopt/takeOver";
import { ClusterError, type KubernetesObject } from "../../../automation/cluster/cluster";
import type { Properties } from "../../../engines/rehearsal/values";
import { FakeCluster } from "../../support/fakeCluster";

const owners = { own: ownManager("prod"), named: ["deployer"] };
const entry = (manager: string, fieldsV1: object, more: object = {}) =>
  ({ manager, operation: "Update", apiVersion: "apps/v1", fieldsType: "FieldsV1", fieldsV1, ...more });
const spec = { "f:spec": { "f:a": {} } };
const status = entry("kube-controller-manager", { "f:status": {} }, { subresource: "status" });

function server(fields: readonly object[], name = "server", annotations: Record<string, string> = {}): KubernetesObject {
  return {
    apiVersion: "apps/v1", kind: "Deployment",
    metadata: { name, namespace: "kingdom", uid: "1", annotations, resourceVersion: "7", managedFields: fields } as KubernetesObject["metadata"],
  };
}

const asked: Properties = { metadata: { name: "server", annotations: { "stepwise.dev/version": "1.0.0", other: "x" } } };

interface Said {
  readonly name: string;
  readonly patch: MetadataPatch;
  readonly owner: string;
}

/** A cluster that has one object, and writes down what it is told. */
function clusterOf(object: KubernetesObject | undefined, refuses: (patch: MetadataPatch, count: number) => boolean = () => false) {
  const said: Said[] = [];
  const cluster: AdoptionCluster = {
    cluster: new FakeCluster(),
    found: () => Promise.resolve(object ? [object, server([], "another")] : []),
    tried: (objects) => Promise.resolve(objects),
    patch: ({ kind, namespace, name }, patch, owner) => {
      said.push({ name: `${kind} ${namespace}/${name}`, patch, owner });
      return refuses(patch, said.length) ? Promise.reject(new ClusterError("asked to mark it, the test operation failed")) : Promise.resolve();
    },
  };
  return { said, cluster };
}

describe("taking an object over", () => {
  it("gives the stack all that appliers own, and leaves controllers what is theirs", () => {
    const fields = [entry("kubectl-client-side-apply", spec), status, entry("helm", { "f:spec": { "f:b": {} } }), entry("hpa", spec)];
    const steps = ownershipSteps(server(fields), owners);
    assert.deepEqual(steps[0], { op: "test", path: "/metadata/resourceVersion", value: "7" });
    assert.deepEqual(steps[1], {
      op: "replace", path: "/metadata/managedFields",
      value: [status, entry("hpa", spec), {
        manager: "pulumi-kubernetes-adopted-by-prod", operation: "Apply", apiVersion: "apps/v1", fieldsType: "FieldsV1",
        fieldsV1: { "f:spec": { "f:a": {}, "f:b": {} } },
      }],
    });
  });

  it("has nothing to give where the stack has it, or nobody does; what was applied in another version of its kind stays", () => {
    assert.deepEqual(ownershipSteps(server([entry(owners.own, spec, { operation: "Apply" }), status]), owners), []);
    assert.deepEqual(ownershipSteps(server([status, entry("kubectl", { "f:spec": { "f:replicas": {} } }, { subresource: "scale" })]), owners), []);
    assert.deepEqual(ownershipSteps(server([entry("helm", spec, { apiVersion: "extensions/v1beta1" })]), owners), []);
    assert.equal(ownershipSteps(server([entry(owners.own, spec, { operation: "Apply" }), entry(owners.own, spec)]), owners).length, 2);
    assert.equal(ownershipSteps(server([entry("deployer", spec)]), owners).length, 2);
  });

  it("marks it first, then takes it over, both in the stack's name", async () => {
    const live = server([entry("helm", spec)]);
    const { said, cluster } = clusterOf(live);
    await takeOver(cluster, { asked, live, tried: live }, owners);
    assert.deepEqual(said.map(({ name, owner }) => [name, owner]), [
      ["deployment.apps kingdom/server", owners.own], ["deployment.apps kingdom/server", owners.own],
    ]);
    assert.deepEqual(said[0]!.patch, { merge: { metadata: { annotations: { "stepwise.dev/version": "1.0.0" } } } });
    assert.ok("steps" in said[1]!.patch);
  });

  it("does nothing twice", async () => {
    const live = server([entry(owners.own, spec, { operation: "Apply" })], "server", { "stepwise.dev/version": "1.0.0" });
    const { said, cluster } = clusterOf(live);
    await takeOver(cluster, { asked, live, tried: live }, owners);
    assert.deepEqual(said, []);
  });

  it("tries again where somebody changed it at the same time, and not for ever", async () => {
    const live = server([entry("helm", spec)]);
    const once = clusterOf(live, (patch, count) => "steps" in patch && count < 4);
    await takeOver(once.cluster, { asked, live, tried: live }, owners);
    assert.equal(once.said.length, 4);
    const never = clusterOf(live, (patch) => "steps" in patch);
    await assert.rejects(takeOver(never.cluster, { asked, live, tried: live }, owners), ClusterError);
    assert.equal(never.said.length, 6);
  });

  it("takes over no other object of the same name", async () => {
    const live = server([entry("helm", spec)]);
    const another = { ...live, metadata: { ...live.metadata, uid: "2" } };
    await assert.rejects(takeOver(clusterOf(another).cluster, { asked, live, tried: live }, owners), /not there any more/);
    await assert.rejects(takeOver(clusterOf(undefined).cluster, { asked, live, tried: live }, owners), /not there any more/);
  });

  it("tells of each object before it is changed, also of those that fail", async () => {
    const sights = ["a", "b", "c"].map((name) => ({ asked, live: server([entry("helm", spec)], name), tried: server([]) }));
    const begun: string[] = [];
    const none = clusterOf(undefined).cluster;
    await assert.rejects(takeOverAll(none, sights, owners, ({ live }) => begun.push(live.metadata.name)), ClusterError);
    assert.deepEqual(begun, ["a", "b", "c"]);
  });

  it("gives it back as it was found", async () => {
    const live = server([entry("helm", spec), status], "server", { "stepwise.dev/version": "0.9.0" });
    const now = server([status, entry(owners.own, spec, { operation: "Apply" })], "server", { "stepwise.dev/version": "1.0.0" });
    const { said, cluster } = clusterOf(now);
    await handBack(cluster, { asked, live, tried: live }, owners);
    assert.deepEqual(said[0]!.patch, { merge: { metadata: { annotations: { "stepwise.dev/version": "0.9.0" } } } });
    assert.deepEqual("steps" in said[1]!.patch && said[1]!.patch.steps.at(-1)?.value, [status, entry("helm", spec)]);
    const unmarked = clusterOf(now);
    await handBack(unmarked.cluster, { asked, live: server([]), tried: live }, owners);
    assert.deepEqual(unmarked.said.map(({ patch }) => patch), [{ merge: { metadata: { annotations: { "stepwise.dev/version": null } } } }]);
  });

  it("is done in a name that the server takes, whatever the stack is called", () => {
    assert.ok(ownManager("x".repeat(200)).length <= 128);
    assert.notEqual(ownManager("staging"), ownManager("prod"));
  });
});
