import * as assert from "node:assert/strict";
import { InputError } from "../../../releases/problem";
import type { SmallStack } from "../../support/kingdomStack";
import { deployed, snapshotOf, storeFrom } from "../deploy/world";
import { planned, podOf, running, type Adopting, type Manifest } from "./world";

const stack: SmallStack = { version: "0.5.45", backupRetention: "30d" };
const server = "Deployment/kingdom/system-api-server-deployment";
const isServer = ({ kind, metadata }: Manifest): boolean => kind === "Deployment" && metadata.name === "system-api-server-deployment";

/** The ids of what stands in the way where the operator has something otherwise. */
async function reasons(change: (object: Manifest) => unknown, asked: Adopting = {}, of: SmallStack = stack): Promise<string[]> {
  const { plan } = await planned(of, await running(of, (object) => change(object) !== false), asked);
  return plan.reasons.map(({ id }) => id);
}

describe("the plan of an adoption", function () {
  this.timeout(60_000);

  it("finds every object that an operator has applied as the program would, and changes nothing", async () => {
    const store = await running(stack);
    const before = structuredClone(snapshotOf(store));
    const { plan } = await planned(stack, store);
    assert.deepEqual(plan.reasons, []);
    const findings = (finding: string): string[] => plan.objects.filter((one) => one.finding === finding).map(({ name }) => name).sort();
    assert.equal(findings("equal").length, Object.keys(store.cluster.objects).length);
    assert.deepEqual(findings("not run"), ["Job/kingdom/kingdom-backup-0-5-45", "Job/kingdom/kingdom-migrate-0-5-45"]);
    assert.ok(findings("missing").includes("Job/kingdom/kingdom-verify-0-5-45"));
    assert.ok(findings("missing").includes("LimitRange/kingdom/resource-requirements"));
    assert.deepEqual([findings("different"), findings("not comparable")], [[], []]);
    const [kingdom] = plan.components;
    assert.equal(kingdom?.running, "0.5.45");
    assert.equal(kingdom?.evidence.length, 7);
    assert.deepEqual(snapshotOf(store), before);
  });

  it("says which release runs where it is another, and what to ask for", async () => {
    const { plan } = await planned({ ...stack, version: "0.5.46" }, await running(stack));
    assert.deepEqual(plan.reasons.map(({ id }) => id), ["version-differs"]);
    assert.match(plan.reasons[0]!.message, /adopted at 0\.5\.46, and runs 0\.5\.45 \(.*image of/);
    assert.match(plan.reasons[0]!.remedy, /--set halo\/kingdom=0\.5\.45.*config\.stepwise:halo\.kingdom\.version/);
    assert.deepEqual((await planned({ ...stack, version: "0.5.46" }, await running(stack), { set: ["halo/kingdom=0.5.45"] })).plan.reasons, []);
  });

  for (const [title, image, label, permits, expected] of [
    ["more than one release runs", "x:0.5.44", undefined, {}, ["version-mixed"]],
    ["a server has a digest in the place of a tag", `x@sha256:${"0".repeat(64)}`, undefined, {}, ["object-different"]],
    ["a tag and a digest", `x:0.5.44@sha256:${"0".repeat(64)}`, undefined, {}, ["version-mixed"]],
    ["a release that the catalog does not know", "x:nightly", undefined, {}, ["version-mixed"]],
    ["what is stated is not what is wanted", undefined, undefined, { adopt: { "halo/kingdom": "0.5.44" } }, ["adopt-as-stated"]],
    ["what is stated is what runs", undefined, undefined, { adopt: { "halo/kingdom": "0.5.45" } }, []],
  ] as const) {
    it(`tells from what runs that ${title}`, async () => {
      const found = await reasons((object) => {
        if (image !== undefined && isServer(object)) podOf(object).spec.containers[0]!.image = image;
        if (label !== undefined) object.metadata.labels = { ...object.metadata.labels, "app.kubernetes.io/version": label };
      }, {}, { ...stack, permits });
      assert.deepEqual(found, expected);
    });
  }

  it("believes a label only where no image says it, and nobody where neither does", async () => {
    const digests = (label?: string) => (object: Manifest): void => {
      const visit = (value: unknown): void => {
        if (typeof value !== "object" || value === null) return;
        if ("image" in value && "name" in value) value.image = `x@sha256:${"0".repeat(64)}`;
        Object.values(value).forEach(visit);
      };
      visit(object.spec);
      if (label !== undefined && isServer(object)) object.metadata.labels = { ...object.metadata.labels, "app.kubernetes.io/version": label };
    };
    const others = (ids: string[]): string[] => ids.filter((id) => id !== "object-different");
    assert.deepEqual(others(await reasons(digests())), ["version-unknown"]);
    assert.deepEqual(others(await reasons(digests(), {}, { ...stack, permits: { adopt: { "halo/kingdom": "0.5.45" } } })), []);
    assert.deepEqual(others(await reasons(digests("v0.5.45"))), []);
    assert.deepEqual(await reasons(digests("0.5.44")), ["version-differs"]);
  });

  it("holds back where an object is otherwise, until that is accepted by name", async () => {
    const otherwise = (object: Manifest): void => { if (isServer(object)) podOf(object).spec.containers[0]!.args.push("--verbose"); };
    const { plan } = await planned(stack, await running(stack, (object) => { otherwise(object); return true; }));
    assert.deepEqual(plan.reasons.map(({ id }) => id), ["object-different"]);
    assert.match(plan.reasons[0]!.remedy, new RegExp(`--accept ${server}$`));
    assert.equal(plan.objects.find(({ name }) => name === server)?.finding, "different");
    assert.deepEqual(await reasons(otherwise, { accept: [server] }), []);
  });

  it("accepts nothing that an update would make anew", async () => {
    const found = await reasons((object) => {
      if (isServer(object)) object.spec["selector"] = { matchLabels: { app: "another" } };
    }, { accept: [server] });
    assert.deepEqual(found, ["would-replace"]);
  });

  it("shows what is there beyond what is asked for, and holds back where that does something", async () => {
    const initContainers = (object: Manifest): void => { if (isServer(object)) podOf(object).spec.initContainers = [{ name: "wait", image: "busybox" }]; };
    const { plan } = await planned(stack, await running(stack, (object) => { initContainers(object); return true; }));
    assert.deepEqual(plan.reasons, []);
    assert.deepEqual(plan.objects.find(({ name }) => name === server)?.surplus.map(({ path }) => path), ["spec.template.spec.initContainers"]);
    const scaled = (object: Manifest): void => { if (isServer(object)) object.spec["replicas"] = 3; };
    assert.deepEqual(await reasons(scaled), ["object-surplus"]);
    assert.deepEqual(await reasons(scaled, { accept: [server] }), []);
  });

  it("misses what nothing else stands in for, and makes the rest", async () => {
    assert.deepEqual(await reasons((object) => !isServer(object)), ["object-missing"]);
    assert.deepEqual(await reasons((object) => !isServer(object), { accept: [server] }), []);
    assert.deepEqual(await reasons(({ kind }) => kind !== "NetworkPolicy"), []);
    assert.deepEqual(await reasons(() => false), ["nothing-runs"]);
    assert.deepEqual(await reasons((object) => { object.metadata.namespace = "elsewhere"; return false; }), ["nothing-runs"]);
  });

  it("leaves to others what is theirs", async () => {
    const owned = (manager: string, fields: object = { "f:spec": { "f:selector": {} } }) => (object: Manifest): void => {
      if (!isServer(object)) return;
      const entry = { manager, operation: "Update", apiVersion: "apps/v1", fieldsType: "FieldsV1", fieldsV1: fields };
      object.metadata = { ...object.metadata, managedFields: [entry] } as Manifest["metadata"];
    };
    assert.deepEqual(await reasons(owned("argocd-controller")), ["other-owner"]);
    assert.deepEqual(await reasons(owned("argocd-controller"), { managers: ["argocd-controller"] }), []);
    assert.deepEqual(await reasons(owned("kube-controller-manager", { "f:status": { "f:replicas": {} } })), []);
    for (const manager of ["kubectl-client-side-apply", "kubectl", "helm", "before-first-apply"]) assert.deepEqual(await reasons(owned(manager)), []);
    assert.deepEqual(await reasons(owned("pulumi-kubernetes-1234abcd")), ["managed-elsewhere", "other-owner"]);
    assert.deepEqual(await reasons(owned("pulumi-kubernetes-adopted-by-small")), []);
  });

  it("lists the Helm releases and what it leaves alone", async () => {
    const store = await running(stack, (object) => {
      const { labels, annotations } = object.metadata;
      object.metadata.labels = { ...labels, "helm.sh/chart": "halo-1.2.3" };
      object.metadata.annotations = { ...annotations, "meta.helm.sh/release-name": "halo", "meta.helm.sh/release-namespace": "kingdom" };
      return true;
    });
    const [key] = Object.keys(store.cluster.objects).filter((one) => one.includes("/ServiceAccount/"));
    const { manifest, settled } = store.cluster.objects[key!]!;
    const other = { ...manifest, metadata: { name: "other", namespace: "kingdom" } };
    store.cluster.objects["v1/ServiceAccount/kingdom/other"] = { manifest: other, settled };
    const { plan } = await planned(stack, store);
    assert.deepEqual(plan.leftAlone, ["ServiceAccount/kingdom/other"]);
    assert.deepEqual(plan.helm.map(({ name, namespace, chart }) => [name, namespace, chart]), [["halo", "kingdom", "halo-1.2.3"]]);
    assert.deepEqual(plan.reasons, []);
  });

  it("has nothing to do where the state has everything, or it is to be installed", async () => {
    assert.deepEqual((await planned(stack, storeFrom(await deployed(stack)))).plan.components, []);
    assert.deepEqual((await planned({ ...stack, permits: { install: ["halo/kingdom"] } }, await running(stack))).plan.components, []);
  });

  it("waits for what an earlier update has begun", async () => {
    const store = storeFrom(await deployed(stack));
    store.pending = [{ type: "creating", resource: store.resources[0]! }];
    const { plan } = await planned({ ...stack, duchies: { worker1: "0.5.45" } }, store);
    assert.ok(plan.reasons.some(({ id }) => id === "unfinished-first"));
  });

  it("is told objects by their names", async () => {
    await assert.rejects(planned(stack, await running(stack), { accept: ["Deployment/kingdom/sytem-api"] }), (error: unknown) =>
      error instanceof InputError && /found "Deployment\/kingdom\/sytem-api".*expected one of /.test(error.problems[0]!.message));
    assert.deepEqual(await reasons(() => undefined, {}, { ...stack, returnedFrom: { version: "0.5.46" } }), ["return-without-past"]);
  });
});
