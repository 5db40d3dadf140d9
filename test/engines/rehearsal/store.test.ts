import * as assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { emptyCluster, RehearsedCluster, OperationError } from "../../../engines/rehearsal/cluster";
import { RehearsalEngine } from "../../../engines/rehearsal/rehearsalEngine";
import { folderStore, memoryStore } from "../../../engines/rehearsal/store";
import { StackFolder } from "../../support/kingdomStack";
import { secretObject, phaseJobGoal, service } from "../../support/rehearsedSession";

const resource = { urn: "urn:pulumi:test::stepwise::a:b:C::x", type: "a:b:C", custom: true, inputs: { a: [null, 1] } };

describe("a rehearsal's store in a folder", () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(path.join(tmpdir(), "stepwise-store-"));
    folder = path.join(parent, "deep", "down");
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  it("is empty at first, and makes nothing until something is saved", () => {
    const { resources, cluster, history } = folderStore(folder);
    assert.deepEqual([resources, cluster, history], [[], emptyCluster(), []]);
    assert.ok(!existsSync(folder));
  });

  it("is what the next process finds: state, cluster and history", () => {
    const store = folderStore(folder);
    store.resources = [resource];
    store.cluster.objects["v1/Job/ns/a"] = { manifest: { kind: "Job" }, settled: "2026-01-01T00:00:00.000Z" };
    store.cluster.struck["demo/core:migrate"] = 2;
    store.history = [
      {
        kind: "update",
        result: "failed",
        message: "m",
        startTime: "s",
        endTime: "e",
        config: { "stepwise:halo": { version: "1" } },
      },
    ];
    store.save();
    const { resources, cluster, history } = folderStore(folder);
    assert.deepEqual(
      { resources, cluster, history },
      { resources: store.resources, cluster: store.cluster, history: store.history },
    );
  });

  it("is what was saved last, not what happened since", () => {
    const store = folderStore(folder);
    store.save();
    store.resources = [resource];
    assert.deepEqual(folderStore(folder).resources, []);
  });

  it("is written beside and renamed: a save that can't be finished leaves the last one whole", () => {
    const store = folderStore(folder);
    store.resources = [resource];
    store.save();
    const file = path.join(folder, "rehearsal.json");
    assert.deepEqual(readdirSync(folder), ["rehearsal.json"]);
    const before = readFileSync(file, "utf8");
    mkdirSync(`${file}.new`);
    store.resources = [];
    assert.throws(() => store.save());
    assert.equal(readFileSync(file, "utf8"), before);
  });

  it("goes on from what a process that was killed while saving left beside it", () => {
    const store = folderStore(folder);
    store.resources = [resource];
    store.save();
    writeFileSync(path.join(folder, "rehearsal.json.new"), '{"resour');
    const next = folderStore(folder);
    assert.deepEqual(next.resources, [resource]);
    next.save();
    assert.deepEqual(readdirSync(folder), ["rehearsal.json"]);
  });
});

describe("a rehearsal's store in memory", () => {
  it("does not share what it was given", () => {
    const given = [resource];
    const store = memoryStore(given);
    store.resources.push(resource);
    assert.equal(given.length, 1);
    store.save();
  });
});

describe("the rehearsed cluster", () => {
  it("has each object once", async () => {
    const it = new RehearsedCluster(emptyCluster());
    const { inputs, type, urn } = service("a", 1);
    assert.ok(!it.exists(inputs));
    assert.deepEqual(await it.create(type, urn, inputs), { id: "ns/a", outputs: inputs, initErrors: [] });
    assert.ok(it.exists(inputs));
    await assert.rejects(() => it.create(type, urn, inputs), OperationError);
    it.delete(inputs);
    assert.ok(!it.exists(inputs));
    it.delete(inputs);
  });

  it("can't say that something is gone which is no object", () => assert.ok(new RehearsedCluster(emptyCluster()).exists({ length: 16 })));

  it("fails a phase as often as it was told, counting across processes", async () => {
    const state = emptyCluster();
    const fault = { component: "demo/core", phase: "migrate", times: 2 };
    const { type, urn, inputs } = phaseJobGoal("core-migrate", "1.0.0");
    const results: number[] = [];
    while (results.length < 3) {
      const { initErrors } = await new RehearsedCluster(state, { faults: [fault] }).update(type, urn, inputs);
      results.push(initErrors.length);
    }
    assert.deepEqual([results, state.struck], [[1, 1, 0], { "demo/core:migrate": 2 }]);
  });
});

describe("a refresh on the rehearsal engine", () => {
  const files = new StackFolder("refresh");
  after(() => files.remove());

  it("forgets what is gone from the cluster, creates and deletes nothing, and is in the history", async () => {
    const store = memoryStore(
      [service("a", 1), secretObject("b")].map(({ urn, type, custom, inputs }) => ({ urn, type, custom, inputs })),
    );
    for (const key of ["v1/Service/ns/a", "v1/Job/ns/other"]) store.cluster.objects[key] = { manifest: {}, settled: "2026-01-01T00:00:00.000Z" };
    const times = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"].map((time) => new Date(time));
    const engine = new RehearsalEngine({ stack: "refresh", store, clock: () => times.shift()! });
    const outcome = await engine.refresh({ configFile: files.write({ version: "0.5.45" }), message: "refresh" });
    assert.deepEqual(
      outcome.steps.map(({ op, name, result }) => [op, name, result]),
      [["delete", "b", "succeeded"]],
    );
    assert.deepEqual(
      (await engine.state()).deployment.resources?.map(({ urn }) => urn),
      [service("a", 1).urn],
    );
    assert.deepEqual(Object.keys(store.cluster.objects), ["v1/Service/ns/a", "v1/Job/ns/other"]);
    const [entry, ...older] = await engine.history();
    assert.deepEqual(
      [entry!.kind, entry!.result, entry!.message, entry!.startTime, entry!.endTime, older],
      ["refresh", "succeeded", "refresh", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:01.000Z", []],
    );
    assert.deepEqual(Object.keys(entry!.config), ["stepwise:cluster", "stepwise:permits", "stepwise:facts", "stepwise:halo"]);
  });
});
