import * as assert from "node:assert/strict";
import { doubtfulJobs, withOrphans } from "../../../automation/deploy/recover";
import { failedIn } from "../../../automation/deploy/resources";
import { upgrade } from "../../../automation/deploy/upgrade";
import { annotations } from "../../../components/core/labels";
import type { ExportedResource } from "../../../engines/engine";
import { deployed, jobsBegun, carried, runOf, snapshotOf, storeFrom } from "./world";

const cancelled = "resource was successfully created, but the Kubernetes API server reported that it failed to fully initialize or " +
  "become live: Resource operation was cancelled for \"kingdom-migrate-0-5-46\"";
const job: ExportedResource = {
  urn: "urn:pulumi:small::stepwise::stepwise:halo:Kingdom$kubernetes:batch/v1:Job::kingdom-migrate",
  type: "kubernetes:batch/v1:Job", custom: true, id: "kingdom/kingdom-migrate-0-5-46",
  parent: "urn:pulumi:small::stepwise::stepwise:halo:Kingdom::kingdom", initErrors: [cancelled],
  inputs: {
    apiVersion: "batch/v1", kind: "Job",
    metadata: { name: "kingdom-migrate-0-5-46", namespace: "kingdom", annotations: { [annotations.phase]: "migrate" } },
  },
};
const deployment: ExportedResource = {
  ...job, urn: job.urn.replace("batch/v1:Job", "apps/v1:Deployment"), type: "kubernetes:apps/v1:Deployment",
  inputs: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "api", namespace: "kingdom" } },
};
const stackOf = (...resources: ExportedResource[]) => ({ version: 3, deployment: { resources } });

describe("a Job that the state has as failed", () => {
  it("is doubted, and nothing else is: not what has no errors, is no Job, or is to be deleted", () => {
    const fine: ExportedResource = { ...job, initErrors: [] };
    const found = doubtfulJobs(stackOf(job, fine, deployment, { ...job, delete: true }));
    assert.deepEqual(found.map(({ operation: { resource } }) => resource), [job]);
    assert.deepEqual(doubtfulJobs({ version: 3, deployment: {} }), []);
  });

  it("and has finished in the cluster is in the state as finished, once", () => {
    const live = { apiVersion: "batch/v1", kind: "Job", metadata: { name: "kingdom-migrate-0-5-46", namespace: "kingdom" } };
    const { resources = [] } = withOrphans(stackOf(job), [[doubtfulJobs(stackOf(job))[0]!, { kind: "there", live }]]).deployment;
    assert.deepEqual(resources.map(({ urn, initErrors, delete: gone }) => [urn, initErrors, gone]), [[job.urn, [], undefined]]);
  });

  it("because an update was ended from outside has not failed", () => {
    assert.deepEqual(failedIn([job, deployment]), []);
    assert.deepEqual(failedIn([{ ...job, initErrors: [cancelled, "BackoffLimitExceeded"] }]).map(({ name }) => name), ["kingdom-migrate-0-5-46"]);
  });
});

describe("a run that was ended from outside while a migration ran", function () {
  this.timeout(120_000);
  const key = "batch/v1/Job/kingdom/kingdom-migrate-0-5-46";
  /** As the real engine leaves it: the Job is in the state, with the error that its waiting was ended. */
  const left = async (settled: number) => {
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    const first = await carried({ version: "0.5.46" }, store, { faults: [{ component: "halo/kingdom", phase: "migrate" }] });
    assert.equal(first.result.result, "stopped");
    store.resources = store.resources.map((one) => one.urn.endsWith("::kingdom-migrate") ? { ...one, initErrors: [cancelled] } : one);
    const object = store.cluster.objects[key]!;
    store.cluster.objects[key] = { ...object, failure: undefined, settled: new Date(Date.now() + settled).toISOString() };
    return store;
  };

  it("waits for the Job that goes on, and runs it no second time, not even with a retry", async () => {
    const store = await left(300);
    const { result, events } = await carried({ version: "0.5.46" }, store, { retry: true, grace: 20 });
    assert.deepEqual([result.result, jobsBegun(events)], ["reached", ["kingdom-verify"]]);
    assert.ok(events.some(({ event }) => event === "waiting"));
    assert.ok(store.resources.every(({ initErrors = [] }) => initErrors.length === 0));
  });

  it("does not touch it where the cluster can't be asked", async () => {
    const store = await left(-1);
    const before = snapshotOf(store);
    const run = runOf({ version: "0.5.46" }, store, { retry: true });
    const { ClusterError } = await import("../../../automation/cluster/cluster");
    const silent = { ...run.cluster!, get: () => Promise.reject(new ClusterError("it does not answer")) };
    const result = await upgrade({ ...run, cluster: silent });
    assert.deepEqual([result.result, result.reasons.map(({ id }) => id)], ["needs a person", ["interrupted-unknown"]]);
    assert.deepEqual(snapshotOf(store), before);
  });
});
