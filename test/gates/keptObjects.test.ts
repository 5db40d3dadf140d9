import * as assert from "node:assert/strict";
import { keptObjects } from "../../gates/keptObjects";

const urnOf = (type: string, name: string) => `urn:pulumi:s::stepwise::${type}::${name}`;
const core = urnOf("stepwise:demo:Core", "core");
const inner = urnOf("demo:index:Inner", "inner");
const resource = (kind: string, name: string, more: object = {}) => ({
  urn: urnOf(`kubernetes:${kind}`, name), type: `kubernetes:${kind}`, parent: core, inputs: { metadata: { name: `${name}-1`, namespace: "n" } }, ...more,
});
const kept = (...resources: readonly object[]) => keptObjects({ deployment: { resources: [
  { urn: core, type: "stepwise:demo:Core" }, { urn: inner, type: "demo:index:Inner", parent: core }, ...resources,
] } }).get("demo/core");

describe("what the cluster keeps of a component that is removed", () => {
  it("is nothing where nothing is retained", () => assert.deepEqual(kept(resource("apps/v1:Deployment", "server")), []));

  it("is what is retained on delete, by kind, namespace and name, however deep it is", () => {
    const retained = { retainOnDelete: true };
    assert.deepEqual(kept(
      resource("core/v1:PersistentVolumeClaim", "data", retained), resource("core/v1:Namespace", "ns", { ...retained, inputs: { metadata: { name: "ns" } } }),
      resource("core/v1:Secret", "deep", { ...retained, parent: inner }),
    ), ["PersistentVolumeClaim n/data-1", "Namespace ns", "Secret n/deep-1"]);
  });

  it("is the claims of a StatefulSet, unless Kubernetes is told to let them go", () => {
    const spec = { volumeClaimTemplates: [{ metadata: { name: "data" } }] };
    const set = (more: object) => resource("apps/v1:StatefulSet", "db", { inputs: { metadata: { name: "db" }, spec: { ...spec, ...more } } });
    assert.deepEqual(kept(set({})), ["the claims of StatefulSet db"]);
    assert.deepEqual(kept(set({ persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain" } })), ["the claims of StatefulSet db"]);
    assert.deepEqual(kept(set({ persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" } })), []);
    assert.deepEqual(kept(resource("apps/v1:StatefulSet", "db")), []);
  });

  it("goes by the logical name where the object's own can't be read, and shows nothing that a terminal would obey", () => {
    assert.deepEqual(kept(resource("core/v1:Secret", "s", { retainOnDelete: true, inputs: { metadata: { "4dabf18193072939515e22adb298388d": "x" } } })), ["Secret s"]);
    assert.deepEqual(kept(resource("core/v1:Secret", "s", { retainOnDelete: true, inputs: { metadata: { name: "a\u001b[2Jb" } } })), ["Secret a\ufffd[2Jb"]);
  });

  it("is not what was replaced already, what is no Kubernetes object, or what is in a circle", () => {
    const at = urnOf("kubernetes:core/v1:Secret", "round");
    assert.deepEqual(kept(
      resource("core/v1:Secret", "old", { retainOnDelete: true, delete: true }), resource("core/v1:Secret", "round", { retainOnDelete: true, parent: at }),
      { urn: urnOf("random:index:Password", "p"), type: "random:index:Password", parent: core, retainOnDelete: true },
      resource("core/v1:Secret", "orphan", { retainOnDelete: true, parent: urnOf("x:y:Z", "gone") }),
    ), []);
  });

  it("refuses what is no output of `pulumi stack export`", () => {
    assert.throws(() => keptObjects({ deployment: { resources: [{ urn: 5 }] } }), /deployment\.resources\[0\]\.urn/);
  });
});
