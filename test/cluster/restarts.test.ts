import * as assert from "node:assert/strict";
import { kubectl } from "../engines/adopting";
import { apply, freshNamespace, podsOf, removeNamespace, rolledOut, whyNoApiServer } from "../support/apiServer";
import { dxObjects } from "./systems";

const namespace = "stepwise-restarts";
const volumeLabel = "stepwise-restarts";
const host = (name: string) => ({ values: { networking: { core: { host: name } } } });

const missing = whyNoApiServer();

describe("the restarts of DX in front of a real API server", function () {
  if (missing !== undefined) {
    it(`are of exactly what reads something that changed (not tried: ${missing})`);
    return;
  }
  this.timeout(300_000);
  before(async () => {
    freshNamespace(namespace);
    provideVolumes();
    await applied(host("one.example.org"));
  });
  after(() => {
    removeNamespace(namespace);
    kubectl(["delete", "persistentvolumes", "--selector", volumeLabel, "--ignore-not-found", "--wait=false"]);
  });

  /** Brings DX to these settings. Nothing of its phases is done: they change no Pod. */
  const applied = async (changes: object): Promise<void> => {
    apply((await dxObjects(namespace, "CF217", changes)).filter(({ kind }) => kind !== "Job"));
    await rolledOut(namespace);
  };
  /** What of DX has other Pods after a change of its settings: all of them are replaced, or none. */
  const restarted = async (changes: object): Promise<string[]> => {
    const before = podsOf(namespace);
    await applied(changes);
    const after = podsOf(namespace);
    assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort());
    const changed = [...after].filter(([app, uids]) => !isSame(uids, before.get(app)!));
    for (const [app, uids] of changed) assert.deepEqual(uids.filter((uid) => before.get(app)!.includes(uid)), [], app);
    return changed.map(([app]) => app.replace("dx-deployment-", "")).sort();
  };

  it("are of all that reads the global ConfigMap when a value in it changes", async () => {
    assert.deepEqual(await restarted(host("two.example.org")), ["content-composer", "core", "digital-asset-management", "haproxy", "image-processor", "ring-api"]);
  });

  it("are of one application when its own ConfigMap changes, and of the database that the change is about", async () => {
    const database = { ...host("two.example.org"), persistence: { database: "media" } };
    assert.deepEqual(await restarted(database), ["digital-asset-management", "persistence-node"]);
    assert.deepEqual(await restarted(host("two.example.org")), ["digital-asset-management", "persistence-node"]);
  });

  it("are of what reads a Secret when the stack gives its content another name", async () => {
    const core = { "dx-core-credentials": "2" };
    assert.deepEqual(await restarted({ ...host("two.example.org"), secretRevisions: core }), ["core"]);
    assert.deepEqual(await restarted({ ...host("two.example.org"), secretRevisions: { ...core, "dx-persistence-credentials": "2" } }),
      ["digital-asset-management", "persistence-node"]);
  });

  it("are of nothing when nothing changes, or only what nobody reads", async () => {
    const same = { ...host("two.example.org"), secretRevisions: { "dx-core-credentials": "2", "dx-persistence-credentials": "2" } };
    assert.deepEqual(await restarted(same), []);
    assert.deepEqual(await restarted({ ...same, secretRevisions: { ...same.secretRevisions, "nobody-reads-this": "3" } }), []);
  });
});

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

/** Volumes for every claim, as an operator makes them for the chart's class `manual`. No storage is behind them. */
function provideVolumes(): void {
  const volume = (i: number) => ({
    apiVersion: "v1", kind: "PersistentVolume", metadata: { name: `${volumeLabel}-${i}`, labels: { [volumeLabel]: "" } },
    spec: {
      storageClassName: "manual", capacity: { storage: "1Ti" }, accessModes: ["ReadWriteOnce", "ReadWriteMany"],
      persistentVolumeReclaimPolicy: "Retain", hostPath: { path: `/tmp/${volumeLabel}-${i}` },
    },
  });
  const items = Array.from({ length: 20 }, (_, i) => volume(i));
  kubectl(["delete", "persistentvolumes", "--selector", volumeLabel, "--ignore-not-found"]);
  kubectl(["create", "--filename", "-"], { apiVersion: "v1", kind: "List", items });
}
