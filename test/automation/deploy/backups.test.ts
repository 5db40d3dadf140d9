import * as assert from "node:assert/strict";
import type { UpgradeEvent } from "../../../automation/deploy/events";
import { noteBackups } from "../../../automation/deploy/backups";
import type { CarriedUp } from "../../../automation/deploy/run";
import { backupTag } from "../../../automation/rollback/backups";
import type { KubernetesObject } from "../../../automation/cluster/cluster";
import type { ExportedStack, HistoryEntry, Step } from "../../../engines/engine";
import { annotations } from "../../../components/core/labels";
import { FakeCluster } from "../../support/fakeCluster";
import { entry } from "../rollback/entries";
import { kingdomUrn, manifests, objectResource, stateWith } from "../status/world";
import { runOf } from "./world";
import { memoryStore } from "../../../engines/rehearsal/store";

const job = objectResource(manifests["kingdom-backup-0-5-46"]!, kingdomUrn);
const id = "kingdom-20261120-020304";

function pod(message: string, exitCode = 0, phase = "backup"): KubernetesObject {
  return {
    apiVersion: "v1", kind: "Pod",
    metadata: {
      name: "kingdom-backup-0-5-46-x", namespace: "kingdom", annotations: { [annotations.phase]: phase },
      labels: { "batch.kubernetes.io/job-name": "kingdom-backup-0-5-46" },
    },
    spec: { containers: [{ name: "backup" }] },
    status: { containerStatuses: [{ name: "backup", state: { terminated: { exitCode, message } } }] },
  };
}

/** What is noted and told after an `up` whose steps were these. */
async function noted(
  cluster: FakeCluster | undefined, { op = "create", from = "0.5.45", to = "0.5.46", exported = stateWith(), before, past = [], setTag }: {
    op?: Step["op"]; from?: string | null; to?: string; exported?: ExportedStack; before?: string; past?: HistoryEntry[]; setTag?: () => Promise<void>;
  } = {},
) {
  const store = memoryStore();
  store.history = past;
  if (before !== undefined) store.tags = { [backupTag("halo/kingdom")]: before };
  const events: UpgradeEvent[] = [];
  const run = runOf({ version: "0.5.46" }, store, { cluster, onEvent: (event) => events.push(event) });
  if (setTag) run.engine.setTag = setTag;
  const made = {
    hop: { changes: [{ component: "halo/kingdom", from, to }] },
    outcome: { result: "succeeded", steps: [{ op, urn: job.urn, type: job.type, name: "kingdom-backup", changedPaths: [], result: "succeeded" }], diagnostics: [], violations: [] },
  } as unknown as CarriedUp;
  await noteBackups(run, made, { exported, states: new Map() });
  return { tag: store.tags[backupTag("halo/kingdom")], said: events.map((event) => "message" in event ? event.message : event.event).join() };
}

describe("the backup that an up has made", () => {
  it("is noted beside the state by the id that its Pod ended with", async () => {
    for (const op of ["create", "replace"] as const) {
      assert.deepEqual(await noted(new FakeCluster([pod(`${id}\n`)]), { op }), { tag: `0.5.45>0.5.46=${id}`, said: "backup-noted" });
    }
  });

  it("is none where something was installed, its Job failed, or is another release's", async () => {
    const failed = { exported: stateWith(undefined, {}, [{ ...job, initErrors: ["BackoffLimitExceeded"] }]) };
    for (const more of [{ from: null }, failed, { to: "0.5.47" }]) {
      assert.deepEqual(await noted(new FakeCluster([pod(id)]), more), { tag: undefined, said: "" }, JSON.stringify(more));
    }
  });

  it("is noted also where an earlier run has made it and did not live to note it, and once", async () => {
    assert.deepEqual(await noted(new FakeCluster([pod(id)]), { op: "same" }), { tag: `0.5.45>0.5.46=${id}`, said: "backup-noted" });
    assert.deepEqual(await noted(new FakeCluster([pod(id)]), { op: "same", before: `0.5.45>0.5.46=${id}` }), { tag: `0.5.45>0.5.46=${id}`, said: "" });
    assert.deepEqual(await noted(new FakeCluster(), { op: "same", before: `0.5.45>0.5.46=${id}` }), { tag: `0.5.45>0.5.46=${id}`, said: "" });
    assert.deepEqual(await noted(undefined, { op: "same" }), { tag: undefined, said: "" });
    assert.match((await noted(new FakeCluster(), { op: "same" })).said, /could not be noted: no Pod of Job/);
  });

  it("is, of a hop that is gone on with, of the release that the history says was left", async () => {
    const past = [entry(2, { version: "0.5.46" }, { result: "failed" }), entry(1, { version: "0.5.45" }), entry(0, { version: "0.5.44" })];
    assert.equal((await noted(new FakeCluster([pod(id)]), { from: "0.5.46", past })).tag, `0.5.45>0.5.46=${id}`);
    assert.deepEqual(await noted(new FakeCluster([pod(id)]), { from: "0.5.46" }),
      { tag: undefined, said: `the backup ${id} of halo/kingdom could not be noted: the history does not say which release was left` });
  });

  it("is, of a hop that is gone on with, the first one: another may have been taken after the migration", async () => {
    const past = [entry(2, { version: "0.5.46" }, { result: "failed" }), entry(1, { version: "0.5.45" })];
    const begun = past[0]!.startTime.replace(/\D/g, "").slice(0, 14);
    const first = `0.5.45>0.5.46=kingdom-${begun.slice(0, 8)}-${begun.slice(8)}`;
    assert.deepEqual(await noted(new FakeCluster([pod(id)]), { from: "0.5.46", past, before: first }), { tag: first, said: "" });
    // One of an attempt before that is no reason.
    const old = "0.5.45>0.5.46=kingdom-20200101-000000";
    assert.equal((await noted(new FakeCluster([pod(id)]), { from: "0.5.46", past, before: old })).tag, `0.5.45>0.5.46=${id};${old}`);
  });

  const unsaid: readonly (readonly [string, FakeCluster | undefined, RegExp])[] = [
    ["there is no Pod", new FakeCluster(), /no Pod of Job kingdom\/kingdom-backup-0-5-46 says it/],
    ["its Pod failed", new FakeCluster([pod(id, 1)]), /no Pod of Job/],
    ["its Pod ended with something else", new FakeCluster([pod("password=hunter2"), pod("a;b>c=d")]), /no Pod of Job/],
    ["the Pod is of another phase", new FakeCluster([pod(id, 0, "verify")]), /no Pod of Job/],
    ["the cluster does not answer", new FakeCluster([], { refuses: () => "no route to host" }), /no route to host/],
    ["the stack names no cluster", undefined, /names no cluster/],
  ];
  for (const [title, cluster, expected] of unsaid) {
    it(`is said to be there, and the update goes on, where ${title}`, async () => {
      const { tag, said } = await noted(cluster);
      assert.equal(tag, undefined);
      assert.match(said, /^the backup of halo\/kingdom was made, and its id could not be noted/);
      assert.match(said, expected);
      assert.doesNotMatch(said, /hunter2/);
    });
  }

  it("is said with its id where it can't be noted", async () => {
    const { said } = await noted(new FakeCluster([pod(id)]), { setTag: () => Promise.reject(new Error("403\nsecond line")) });
    assert.equal(said, `the backup ${id} of halo/kingdom could not be noted: 403`);
  });
});
