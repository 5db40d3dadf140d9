import * as assert from "node:assert/strict";
import { rehearsedCluster } from "../../../automation/cluster/rehearsed";
import { ClusterError } from "../../../automation/cluster/cluster";
import { upgrade } from "../../../automation/deploy/upgrade";
import type { UpgradeEvent } from "../../../automation/deploy/events";
import type { ExportedStack } from "../../../engines/engine";
import { installationStates } from "../../../gates/installationState";
import { carried, deployed, jobsBegun, runOf, snapshotOf, storeFrom, type Snapshot } from "./world";

const kingdomOf = ({ resources }: Pick<Snapshot, "resources">) => installationStates({ deployment: { resources } }).get("halo/kingdom");
const migration = "batch/v1/Job/kingdom/kingdom-migrate-0-5-46";
const wanted = { version: "0.5.46" };

describe("a migration that a killed run has left behind", function () {
  this.timeout(180_000);
  /** The moment at which the process was killed: the Job is in the cluster, and the state knows only that it was begun. */
  let left: Snapshot;
  before(async () => {
    const snapshots: Snapshot[] = [];
    const store = storeFrom(await deployed({ version: "0.5.45" }), { save: () => { snapshots.push(snapshotOf(store)); } });
    await carried(wanted, store, { pace: 5 });
    left = snapshots.find(({ pending, cluster }) =>
      Object.hasOwn(cluster.objects, migration) && pending.some(({ resource }) => resource.urn.endsWith("::kingdom-migrate")))!;
    assert.ok(left);
  });
  const ending = (settled: string, failure?: string) => {
    const store = storeFrom(left);
    store.cluster.objects[migration] = { ...store.cluster.objects[migration]!, settled, ...(failure !== undefined && { failure }) };
    return store;
  };
  const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

  it("and that hangs is waited for and not begun again, until somebody ends the waiting; the state stays as it is", async () => {
    const store = ending(inSeconds(3600));
    const before = snapshotOf(store);
    const asked = new AbortController();
    const { result, events } = await carried(wanted, store, { grace: 1, signal: asked.signal, onEvent: ({ event }) => event === "waiting" && asked.abort() });
    assert.equal(result.result, "cancelled");
    assert.match(result.next.join(), /the Jobs go on in the cluster; run `up` again, it waits for them/);
    assert.ok(events.every((event) => event.event === "waiting" && event.object === "Job kingdom-migrate-0-5-46"));
    assert.deepEqual(snapshotOf(store), before);
  });

  it("and that ends while it is waited for is taken as it ended", async () => {
    const { result, events } = await carried(wanted, ending(inSeconds(0.3)), { grace: 20 });
    assert.deepEqual([result.result, jobsBegun(events)], ["reached", ["kingdom-verify"]]);
    assert.ok(events.some(({ event }) => event === "waiting"));
    const found = events.flatMap((event) => event.event === "found" ? [`${event.object}: ${event.is}`] : []);
    assert.deepEqual(found, ["Job kingdom-migrate-0-5-46: finished: it will not run again"]);
  });

  it("and that failed meanwhile is shown with its reason, and does not run again unasked", async () => {
    const store = ending(inSeconds(-1), "BackoffLimitExceeded: it broke");
    const { result, events } = await carried(wanted, store);
    assert.deepEqual([result.result, result.reasons.map(({ id }) => id), jobsBegun(events)], ["needs a person", ["failed:halo/kingdom:migrate"], []]);
    assert.match(result.reasons[0]!.message, /it broke/);
    assert.deepEqual(kingdomOf(store), { kind: "incomplete", attempted: "0.5.46" });
  });

  it("and that somebody deleted is begun anew, and said to be", async () => {
    const store = storeFrom(left);
    Reflect.deleteProperty(store.cluster.objects, migration);
    const { result, events } = await carried(wanted, store);
    assert.deepEqual([result.result, jobsBegun(events)], ["reached", ["kingdom-migrate", "kingdom-verify"]]);
    assert.ok(events.some((event) => event.event === "found" && event.is === "not there: it will be begun anew"));
  });

  it("is left alone while the cluster does not say what became of it: going on could migrate twice", async () => {
    const store = storeFrom(left);
    const cluster = { ...rehearsedCluster(store, () => new Date()), get: () => Promise.reject(new ClusterError("no route to host")) };
    const { result, events } = await carried(wanted, store, { cluster });
    assert.deepEqual([result.result, result.reasons.map(({ id }) => id), events], ["needs a person", ["interrupted-unknown"], []]);
    assert.match(result.reasons[0]!.message, /Job kingdom\/kingdom-migrate-0-5-46.*not known: no route to host/);
    assert.deepEqual([snapshotOf(store).resources, store.pending], [left.resources, left.pending]);
  });
});

describe("what a killed run has left behind of a stack that another run holds by now", () => {
  it("is left alone, and who holds it is told", async () => {
    const lock = { by: "ops@runner-1", pid: 4711, since: "2026-11-20T02:00:03Z" };
    const store = storeFrom(await deployed({ version: "0.5.45" }), { lock: () => lock });
    const job = store.resources.find(({ urn }) => urn.endsWith("::kingdom-migrate"))!;
    store.pending = [{ type: "creating", resource: job }];
    const before = snapshotOf(store);
    const { result } = await carried(wanted, store);
    assert.deepEqual([result.result, result.lock], ["locked", lock]);
    assert.deepEqual(snapshotOf(store), before);
  }).timeout(60_000);
});

describe("finished Jobs that somebody deletes from the cluster", function () {
  this.timeout(60_000);
  it("are not run again: nothing is left to do", async () => {
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    for (const key of Object.keys(store.cluster.objects).filter((one) => one.includes("/Job/"))) Reflect.deleteProperty(store.cluster.objects, key);
    const { result } = await carried({ version: "0.5.45" }, store);
    assert.deepEqual([result.result, result.ups], ["reached", []]);
  });
});

describe("a stack that another run holds", function () {
  this.timeout(60_000);
  it("is left alone: who holds it and since when is told, and nothing is done", async () => {
    const lock = { by: "ops@runner-1", pid: 4711, since: "2026-11-20T02:00:03Z" };
    const store = storeFrom(await deployed({ version: "0.5.45" }), { lock: () => lock });
    const before = snapshotOf(store);
    const { result } = await carried(wanted, store);
    assert.deepEqual([result.result, result.lock, result.ups], ["locked", lock, []]);
    assert.deepEqual(snapshotOf(store), before);
  });
});

describe("a disk that is full", function () {
  this.timeout(120_000);
  it("fails the run, which says so; what was saved before is what the next run goes on from", async () => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
    let saved: Snapshot = await deployed({ version: "0.5.45" });
    const store = storeFrom(saved, {
      save: () => {
        if (store.resources.some(({ urn, inputs }) => urn.endsWith("::kingdom-migrate") && JSON.stringify(inputs).includes("0-5-46"))) throw full;
        saved = snapshotOf(store);
      },
    });
    const events: UpgradeEvent[] = [];
    await assert.rejects(upgrade(runOf(wanted, store, { onEvent: (event) => events.push(event) })), /ENOSPC/);
    assert.deepEqual(jobsBegun(events), ["kingdom-backup", "kingdom-migrate"]);
    assert.deepEqual(kingdomOf(saved), { kind: "incomplete", attempted: "0.5.46" });
    const next = storeFrom({ ...saved, cluster: store.cluster });
    const { result, events: told } = await carried(wanted, next);
    assert.deepEqual([result.result, jobsBegun(told)], ["reached", ["kingdom-verify"]]);
  });
});

describe("an engine that is wrong", function () {
  this.timeout(60_000);
  it("about having succeeded is not believed: the state has to say so", async () => {
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    const { engine } = runOf(wanted, store);
    engine.up = () => Promise.resolve({ result: "succeeded", steps: [], diagnostics: [], violations: [] });
    const { result } = await carried(wanted, store, { engine });
    assert.equal(result.result, "needs a person");
    assert.match(result.next.join(), /the engine reported success, and the state does not say that halo\/kingdom 0\.5\.46 is deployed/);
  });

  const kingdom = { urn: "urn:pulumi:small::stepwise::stepwise:halo:Kingdom::kingdom", type: "stepwise:halo:Kingdom", custom: false };
  for (const [title, resources, expected] of [
    ["has no versions", [kingdom], /^blocked: deployed-unknown$/],
    ["is no state", 3, /found the number 3, expected a list/],
  ] as const) {
    it(`about its state, which ${title}, is not gone on with`, async () => {
      const store = storeFrom(await deployed({ version: "0.5.45" }));
      const { engine } = runOf(wanted, store);
      engine.state = () => Promise.resolve({ version: 3, deployment: { resources } } as unknown as ExportedStack);
      engine.up = () => assert.fail("nothing may be made");
      const ended = await carried(wanted, store, { engine })
        .then(({ result }) => `${result.result}: ${result.reasons.map(({ id }) => id).join()}`, (error: Error) => error.message);
      assert.match(ended, expected);
    });
  }
});
