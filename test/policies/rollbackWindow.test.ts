import * as assert from "node:assert/strict";
import { tellInstalled } from "../../policies/installed";
import { rollbackWindow } from "../../policies/rollbackWindow";
import type { InstallationState } from "../../upgrades/installationState";
import { changed, containerPath, deployment, deploymentType, kingdom, migrateJob, podPath, saidOfStack, unknownValue, useStack, type Part } from "./asking";

const variables = (env: unknown): object => changed(changed(migrateJob, ["metadata", "annotations", "stepwise.dev/phase"], "backup"), [...containerPath, "env"], env);
const backup = (value: unknown): Part => ({ type: "kubernetes:batch/v1:Job", props: variables([{ name: "RETENTION", value }]) });
const whole = { ...kingdom, backup: backup("30d") };
const ask = (parts: Readonly<Record<string, Part>>, config: object = {}) => saidOfStack(rollbackWindow, parts, config);
const at = (deployed: string): Record<string, InstallationState> => ({ "halo/kingdom": { kind: "complete", deployed } });

describe("the policy rollback-window", () => {
  beforeEach(() => {
    useStack({ version: "0.5.46" });
    tellInstalled(at("0.5.45"));
  });
  after(() => tellInstalled(undefined));

  it("says nothing where a backup is kept long enough and there is a way back", () => assert.deepEqual(ask(whole), []));

  it("refuses a backup that goes before the window ends", () => {
    assert.deepEqual(ask({ ...whole, backup: backup("13d") }), ["backup of halo/kingdom keeps its backup 13 days, expected at least 14"]);
    assert.deepEqual(ask({ ...whole, backup: backup("14d") }), []);
    assert.deepEqual(ask({ ...whole, backup: backup("1w") }), ["backup of halo/kingdom keeps its backup 7 days, expected at least 14"]);
    assert.deepEqual(ask({ ...whole, backup: backup("2w") }), []);
  });

  it("goes by the window that is configured", () => {
    assert.deepEqual(ask(whole, { days: 90 }), ["backup of halo/kingdom keeps its backup 30 days, expected at least 90"]);
    assert.deepEqual(ask({ ...whole, backup: backup("1d") }, { days: 1 }), []);
  });

  for (const [what, env, found] of [
    ["is not known yet", [{ name: "RETENTION", value: unknownValue }], "not known yet"],
    ["has a name that is not known yet", [{ name: unknownValue, value: unknownValue }], "not known yet"],
    ["comes from elsewhere", [{ name: "RETENTION", valueFrom: {} }], "not stated in days or weeks"],
    ["can't be read", [{ name: "RETENTION", value: "a secret" }], "not stated in days or weeks"],
    ["is in an environment that is not known yet", unknownValue, "not known yet"],
  ] as const) {
    it(`refuses a retention that ${what}, and does not repeat it`, () => {
      assert.deepEqual(ask({ ...whole, backup: { type: "kubernetes:batch/v1:Job", props: variables(env) } }),
        [`how long backup of halo/kingdom keeps its backup is ${found}, expected at least 14 days`]);
    });
  }

  it("takes the days that a script keeps backups for, which are whole", () => {
    const kept = (value: unknown) => ask({ ...whole, backup: { type: "kubernetes:batch/v1:Job", props: variables([{ name: "KEEP_DAYS", value }, { name: "KEEP_COUNT", value: "3" }]) } });
    for (const days of ["14", "90"]) assert.deepEqual(kept(days), []);
    assert.deepEqual(kept("13"), ["backup of halo/kingdom keeps its backup 13 days, expected at least 14"]);
    for (const days of ["30d", "", "-30", "1.5", undefined]) {
      assert.deepEqual(kept(days), ["how long backup of halo/kingdom keeps its backup is not stated in whole days, expected at least 14 days"], days);
    }
    assert.deepEqual(kept(unknownValue), ["how long backup of halo/kingdom keeps its backup is not known yet, expected at least 14 days"]);
    // A name that any object has is none of these.
    assert.deepEqual(ask({ ...whole, backup: { type: "kubernetes:batch/v1:Job", props: variables([{ name: "constructor", value: "1" }]) } }), []);
  });

  it("refuses a backup whose Pod is not known yet", () => {
    assert.deepEqual(ask({ ...whole, backup: { type: "kubernetes:batch/v1:Job", props: changed(variables([]), podPath, unknownValue) } }),
      ["how long backup of halo/kingdom keeps its backup is not known yet, expected at least 14 days"]);
  });

  it("takes a backup that nothing deletes by itself", () => assert.deepEqual(ask({ ...whole, backup: { type: "kubernetes:batch/v1:Job", props: variables([]) } }), []));

  it("refuses an update that can't be gone back from", () => {
    // The only ways back that Halo's catalog has start at 0.5.0.
    tellInstalled(at("0.4.9"));
    assert.deepEqual(ask(whole), ["halo/kingdom goes from 0.4.9 to 0.5.46, and the catalog has no way back, not even with a backup"]);
  });

  it("asks for no way back from what is no update: an install, a return, the same again, an unfinished one", () => {
    const states: InstallationState[] = [{ kind: "absent" }, { kind: "complete", deployed: "0.5.46" }, { kind: "complete", deployed: "0.6.0" }, { kind: "incomplete", attempted: "0.4.9" }];
    for (const state of states) {
      tellInstalled({ "halo/kingdom": state });
      assert.deepEqual(ask(whole), []);
    }
    tellInstalled({});
    assert.deepEqual(ask(whole), []);
  });

  for (const kind of ["Deployment", "StatefulSet", "DaemonSet"]) {
    it(`refuses a ${kind} that keeps no revision`, () => {
      const server = (limit: unknown): Part => ({ type: `kubernetes:apps/v1:${kind}`, props: changed(deployment, ["spec", "revisionHistoryLimit"], limit) });
      assert.deepEqual(ask({ ...whole, server: server(0) }), ["spec.revisionHistoryLimit of server is 0, expected at least 1"]);
      assert.deepEqual(ask({ ...whole, server: server(unknownValue) }), ["spec.revisionHistoryLimit of server is not known yet, expected at least 1"]);
      assert.deepEqual(ask({ ...whole, server: server(1) }), []);
    });
  }

  it("refuses a window that is none", () => {
    for (const config of [{ days: 0 }, { days: 400 }, { days: "14" }, { day: 14 }]) assert.throws(() => ask(whole, config), /rollback-window/);
  });

  it("says that nothing is known where the states are not", () => {
    tellInstalled(undefined);
    process.env["STEPWISE_STATE_FILE"] = "/nowhere/state.json";
    try {
      const found = ask({ server: { type: deploymentType, props: deployment } });
      assert.equal(found.length, 1);
      assert.match(found[0]!, /^whether there is a release to go back to is not known: the stack's state can't be read/);
    } finally {
      delete process.env["STEPWISE_STATE_FILE"];
    }
  });
});
