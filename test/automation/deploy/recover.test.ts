import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { fateOf, orphansIn, withOrphans, type Fate, type Orphan } from "../../../automation/deploy/recover";
import { ClusterError, type KubernetesObject } from "../../../automation/cluster/cluster";
import type { ExportedResource, ExportedStack, PendingOperation } from "../../../engines/engine";
import { FakeCluster } from "../../support/fakeCluster";
import { asLive, kingdomUrn, manifests, objectResource, stateWith } from "../status/world";

const migrate = objectResource(manifests["kingdom-migrate-0-5-46"]!, kingdomUrn);
const live = asLive(manifests["kingdom-migrate-0-5-46"]!);
const withStatus = (status: Readonly<Record<string, unknown>>): KubernetesObject => ({ ...live, status });
const condition = (type: string, more: object = {}) => withStatus({ conditions: [{ type, status: "True", ...more }] });
const begun = (resource: ExportedResource, type: PendingOperation["type"] = "creating"): PendingOperation => {
  const known = Object.entries(resource).filter(([key]) => key !== "id" && key !== "outputs");
  return { type, resource: Object.fromEntries(known) as unknown as ExportedResource };
};
const stack = (resources: readonly ExportedResource[], ...pending_operations: PendingOperation[]): ExportedStack =>
  ({ version: 3, deployment: { resources, pending_operations } });
const orphan = (resource: ExportedResource): Orphan => orphansIn(stack([], begun(resource)))[0]!;
const there: Fate = { kind: "there", live };
const urns = ({ deployment }: ExportedStack) => (deployment.resources ?? []).map(({ urn, delete: gone }) => `${urn.split("::").at(-1)}${gone ? " (goes)" : ""}`);

describe("what a run has left behind", () => {
  it("is what it began to create in the cluster, and nothing that it changed or removed", () => {
    const random: ExportedResource = { urn: "u", type: "random:index/randomPassword:RandomPassword", custom: true, inputs: {} };
    const types = ["creating", "updating", "deleting", "reading", "importing"] as const;
    const found = orphansIn(stack([], ...types.map((type) => begun(migrate, type)), begun(random)));
    assert.deepEqual(found.map(({ operation: { type }, object: { name, phase } }) => [type, name, phase]), [["creating", "kingdom-migrate-0-5-46", "migrate"]]);
    assert.deepEqual(orphansIn({ version: 3, deployment: {} }), []);
  });
});

describe("what became of it", () => {
  const fate = (...objects: KubernetesObject[]) => fateOf(new FakeCluster(objects), orphan(migrate));
  it("is by the conditions of its Job, and a Job that says neither still runs", async () => {
    assert.deepEqual(await fate(), { kind: "absent" });
    assert.equal((await fate(withStatus({ active: 1 }))).kind, "running");
    assert.equal((await fate(live)).kind, "there");
    assert.equal((await fate(withStatus({ conditions: [{ type: "Complete", status: "False" }, { type: "Failed", status: "Unknown" }] }))).kind, "running");
  });
  it("is why it failed, where it did", async () => {
    const failed = condition("Failed", { reason: "DeadlineExceeded", message: "Job was active longer than specified deadline" });
    assert.deepEqual(await fate(failed), { kind: "failed", live: failed, why: "DeadlineExceeded: Job was active longer than specified deadline" });
    assert.equal((await fate(condition("Failed")) as { why: string }).why, "no reason is given");
  });
  it("is to be there for what is no Job", async () => {
    const server = asLive(manifests["server"]!);
    assert.deepEqual(await fateOf(new FakeCluster([server]), orphan(objectResource(manifests["server"]!, kingdomUrn))), { kind: "there", live: server });
  });
  it("is asked by kind and group, and not known where the cluster does not answer", async () => {
    const asked = new FakeCluster([live]);
    await fateOf(asked, orphan(migrate));
    assert.deepEqual(asked.asked, ["get job.batch kingdom/kingdom-migrate-0-5-46"]);
    const unreadable = new FakeCluster([withStatus({ conditions: "none" })]);
    await assert.rejects(fateOf(unreadable, orphan(migrate)), /what the cluster says of Job kingdom\/kingdom-migrate-0-5-46 can't be read/);
    await assert.rejects(fateOf(new FakeCluster([], { refuses: () => "no route to host" }), orphan(migrate)), ClusterError);
  });
});

describe("the state with what was found in it", () => {
  it("has what finished, with what the provider would have kept", () => {
    const [made] = withOrphans(stack([]), [[orphan(migrate), there]]).deployment.resources!;
    assert.equal(made!.id, "kingdom/kingdom-migrate-0-5-46");
    assert.equal(made!.initErrors, undefined);
    assert.deepEqual([made!.outputs?.["status"], made!.outputs?.["__inputs"], made!.outputs?.["__initialApiVersion"]], [live.status, migrate.inputs, "batch/v1"]);
  });

  it("knows what belongs to the whole cluster by its name alone", () => {
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "kingdom-reader" } };
    const [made] = withOrphans(stack([]), [[orphan(objectResource(role, kingdomUrn)), { kind: "there", live: role }]]).deployment.resources!;
    assert.equal(made!.id, "kingdom-reader");
  });

  it("has what failed as something that failed, so that it does not run again unasked", () => {
    const [made] = withOrphans(stack([]), [[orphan(migrate), { kind: "failed", live, why: "BackoffLimitExceeded" }]]).deployment.resources!;
    assert.deepEqual(made!.initErrors, ["Job kingdom/kingdom-migrate-0-5-46 has failed: BackoffLimitExceeded"]);
  });

  it("has nothing of what is not there, and nothing pending any more, whatever was", () => {
    for (const fate of [{ kind: "absent" }, { kind: "running" }] as const) {
      const after = withOrphans(stack([migrate], begun(migrate), begun(migrate, "updating")), [[orphan(migrate), fate]]);
      assert.deepEqual(after.deployment, { resources: [migrate], pending_operations: [] });
    }
  });

  it("keeps a Secret's values as the engine has them, and takes none from the cluster", () => {
    const secret = objectResource({ ...manifests["credentials"]!, stringData: { password: { ciphertext: "v1:abc" } } }, kingdomUrn);
    const found = { ...asLive(manifests["credentials"]!), data: { password: "Y2FuYXJ5" } } as KubernetesObject;
    const after = JSON.stringify(withOrphans(stack([]), [[orphan(secret), { kind: "there", live: found }]]));
    assert.ok(after.includes("v1:abc") && !after.includes("Y2FuYXJ5") && !after.includes("hunter2"), after);
  });

  const applied = (manager: string) => ({ manager, operation: "Apply", apiVersion: "batch/v1", fieldsV1: {} });
  it("says who applied it, where the cluster does: the provider refuses fields that another manager holds", () => {
    const managed = { ...live, metadata: { ...live.metadata, managedFields: [applied("kube-controller-manager"), applied("pulumi-kubernetes-1a2b")] } };
    const [made] = withOrphans(stack([]), [[orphan(migrate), { kind: "there", live: managed }]]).deployment.resources!;
    assert.equal(made!.outputs?.["__fieldManager"], "pulumi-kubernetes-1a2b");
    assert.deepEqual(made!.outputs?.["metadata"], live.metadata, "who has which field is left to the server");
  });

  it("takes the place of a former object that was deleted for it, and keeps one that is still to be deleted", () => {
    const verify = objectResource(manifests["kingdom-verify-0-5-46"]!, kingdomUrn, { dependencies: [migrate.urn] });
    assert.deepEqual(urns(withOrphans(stack([{ ...migrate, pendingReplacement: true }, verify]), [[orphan(migrate), there]])),
      ["kingdom-migrate-0-5-46", "kingdom-verify-0-5-46"]);
    assert.deepEqual(urns(withOrphans(stack([migrate, verify]), [[orphan(migrate), there]])),
      ["kingdom-migrate-0-5-46", "kingdom-verify-0-5-46", "kingdom-migrate-0-5-46 (goes)"]);
  });
});

describe("the order of a state with what was found in it", () => {
  const names = ["server", "pair", "store", "api", "settings", "kingdom-backup-0-5-46", "kingdom-migrate-0-5-46", "kingdom-verify-0-5-46"];
  /** A state whose objects each depend on some before them, of which some are missing because a run was cut off. */
  const seedsOf = fc.array(fc.nat(), { minLength: names.length, maxLength: names.length });
  const states = fc.tuple(seedsOf, fc.subarray(names, { minLength: 1 }), fc.boolean())
    .map(([seeds, lost, former]) => {
      const all = names.reduce<ExportedResource[]>((before, name, i) => {
        const dependencies = before.filter((_, at) => (seeds[i]! >> at) % 2 === 1).map(({ urn }) => urn);
        return [...before, objectResource(manifests[name]!, kingdomUrn, { dependencies, provider: "urn:pulumi:small::stepwise::pulumi:providers:kubernetes::p::id" })];
      }, []);
      const gone = all.filter(({ urn }) => lost.includes(urn.split("::").at(-1)!));
      const base = stateWith(undefined, {}).deployment.resources!;
      const saved = all.flatMap((one) => !gone.includes(one) ? [one] : former ? [{ ...one, pendingReplacement: true }] : []);
      return { before: stack([...base, ...saved], ...gone.map((one) => begun(one))), gone };
    });
  const live_ = (resource: ExportedResource): Fate => ({ kind: "there", live: asLive(resource.inputs as (typeof manifests)[string]) });

  it("has everything once, and what something needs before it", () => {
    fc.assert(fc.property(states, ({ before, gone }) => {
      const { resources = [] } = withOrphans(before, orphansIn(before).map((one, i) => [one, live_(gone[i]!)] as const)).deployment;
      const place = new Map(resources.map(({ urn }, i) => [urn, i]));
      assert.equal(place.size, resources.length);
      for (const { urn } of gone) assert.ok(place.has(urn), urn);
      for (const { urn, parent, dependencies = [] } of resources) {
        for (const needed of [...dependencies, ...(parent === undefined ? [] : [parent])]) {
          // What needs something that was lost is lost itself, or was made before that was replaced.
          if (place.has(needed)) assert.ok(place.get(needed)! < place.get(urn)!, `${needed} before ${urn}`);
        }
      }
    }));
  });

  it("is the same when it is done again, since nothing is left to be found", () => {
    fc.assert(fc.property(states, ({ before, gone }) => {
      const after = withOrphans(before, orphansIn(before).map((one, i) => [one, live_(gone[i]!)] as const));
      assert.deepEqual(orphansIn(after), []);
      assert.deepEqual(withOrphans(after, []), after);
    }));
  });
});
