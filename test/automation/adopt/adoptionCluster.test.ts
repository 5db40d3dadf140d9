import * as assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { adoptionCluster } from "../../../automation/adopt/adoptionCluster";
import { managedFields } from "../../../automation/cluster/managedFields";
import { ClusterError, type KubernetesObject } from "../../../automation/cluster/cluster";

describe("a cluster asked for an adoption through kubectl", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-test-"));
  const searched = process.env["PATH"];
  const file = (name: string): string => path.join(folder, name);
  /** A kubectl that says this, and writes down what it was asked. */
  const kubectl = (output: string): void => {
    writeFileSync(file("said"), output);
    const script = ["#!/bin/sh", `for one in "$@"; do echo "$one"; done > ${file("arguments")}`, `cat > ${file("input")}`, `cat ${file("said")}`];
    writeFileSync(file("kubectl"), `${script.join("\n")}\n`, { mode: 0o755 });
    process.env["PATH"] = `${folder}:${searched}`;
  };
  const asked = (): string => readFileSync(file("arguments"), "utf8").trim().replaceAll("\n", " ");
  const cluster = adoptionCluster({ context: "prod-eu" })!;
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "a" } } as KubernetesObject;
  afterEach(() => { process.env["PATH"] = searched; });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is the one that the stack names, and none where manifests go to a folder", () => {
    assert.equal(adoptionCluster({ renderTo: "rendered" }), undefined);
    assert.equal(adoptionCluster({}), undefined);
  });

  it("tells who owns what, in one namespace or of the whole cluster", async () => {
    kubectl('{"kind":"List","items":[{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"}}]}');
    assert.deepEqual((await cluster.found(["service", "deployment.apps"], "kingdom")).map(({ kind }) => kind), ["Service"]);
    assert.match(asked(), /^get --context prod-eu .*--namespace kingdom --show-managed-fields --output json -- service,deployment\.apps$/);
    await cluster.found(["namespace"], undefined);
    assert.doesNotMatch(asked(), /--namespace/);
  });

  it("says what the server would make of objects, without making them, one for each", async () => {
    kubectl('{"apiVersion":"v1","kind":"Service","metadata":{"name":"stepwise-x"},"spec":{"type":"ClusterIP"}}\n');
    assert.deepEqual((await cluster.tried([service]))[0]?.spec, { type: "ClusterIP" });
    assert.match(asked(), /^create .*--dry-run=server/);
    assert.deepEqual((JSON.parse(readFileSync(file("input"), "utf8")) as { items: unknown[] }).items, [service]);
    await assert.rejects(cluster.tried([service, service]), /it answered for 1 of 2/);
    await assert.rejects(cluster.tried([{ ...service, kind: "ConfigMap" }]), ClusterError);
    kubectl("not json\n");
    await assert.rejects(cluster.tried([service]), ClusterError);
    rmSync(file("arguments"));
    assert.deepEqual(await cluster.tried([]), []);
    assert.throws(() => asked());
  });

  it("changes metadata in one owner's name", async () => {
    kubectl("deployment.apps/a\n");
    const name = { kind: "deployment.apps", namespace: "kingdom", name: "a" };
    await cluster.patch(name, { merge: { metadata: { annotations: { x: "y" } } } }, "own");
    assert.match(asked(), /--namespace kingdom --type merge --field-manager own --patch \{"metadata":\{"annotations":\{"x":"y"\}\}\} /);
    assert.match(asked(), /-- deployment\.apps a$/);
    await cluster.patch({ ...name, namespace: undefined }, { steps: [{ op: "test", path: "/a", value: 1 }] }, "own");
    assert.match(asked(), /--type json --field-manager own --patch \[\{"op":"test","path":"\/a","value":1\}\]/);
    assert.doesNotMatch(asked(), /--namespace/);
  });

  it("may tell nothing of who owns what, or what can't be read", () => {
    assert.deepEqual(managedFields(service), []);
    assert.deepEqual(managedFields({ ...service, metadata: { name: "a", managedFields: "x" } } as unknown as KubernetesObject), []);
    const unsaid = { ...service, metadata: { name: "a", managedFields: [{ operation: "Update" }] } } as unknown as KubernetesObject;
    assert.deepEqual(managedFields(unsaid), [{ manager: "", operation: "Update", apiVersion: "", fieldsV1: {} }]);
  });
});
