import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { tellInstalled } from "../../policies/installed";
import { removalConfirmed } from "../../policies/removalConfirmed";
import type { InstallationState } from "../../upgrades/installationState";
import type { SmallStack } from "../support/kingdomStack";
import { kingdom, saidOfStack, useStack, type Part } from "./asking";

const complete: InstallationState = { kind: "complete", deployed: "0.5.46" };
const confirmed = { by: "operations", date: "2026-11-21", backup: "duchy-worker1-20261120-101500", unannounced: "its operator has left" };
/** The stack file no longer has the Duchy, and somebody has confirmed that it goes. */
const stack: SmallStack = { version: "0.5.46", permits: { removal: { "halo/duchy-worker1": confirmed } } };
const folder = mkdtempSync(path.join(tmpdir(), "stepwise-removal-"));
const stateFile = path.join(folder, "state.json");

function ask(of: SmallStack = stack, installed: Record<string, InstallationState> = { "halo/kingdom": complete, "halo/duchy-worker1": complete }, parts: Readonly<Record<string, Part>> = kingdom) {
  useStack(of);
  tellInstalled(installed);
  return saidOfStack(removalConfirmed, parts);
}

describe("the policy removal-confirmed", () => {
  before(() => {
    const urn = (type: string, name: string) => `urn:pulumi:prod::stepwise::${type}::${name}`;
    const duchy = urn("stepwise:halo:Duchy", "duchy-worker1");
    writeFileSync(stateFile, JSON.stringify({ deployment: { resources: [
      { urn: duchy, type: "stepwise:halo:Duchy", inputs: { version: "0.5.46" }, outputs: { deployed: "0.5.46" } },
      {
        urn: urn("kubernetes:core/v1:Secret", "credentials"), type: "kubernetes:core/v1:Secret", parent: duchy, retainOnDelete: true,
        inputs: { metadata: { name: "worker1-database-credentials", namespace: "worker1" }, stringData: { password: "hunter2" } },
      },
    ] } }));
    process.env["STEPWISE_STATE_FILE"] = stateFile;
  });
  after(() => {
    delete process.env["STEPWISE_STATE_FILE"];
    tellInstalled(undefined);
    rmSync(folder, { recursive: true });
  });

  it("says nothing of one that is confirmed, nor where nothing goes", () => {
    assert.deepEqual(ask(), []);
    assert.deepEqual(ask({ version: "0.5.46" }, { "halo/kingdom": complete, "halo/duchy-worker1": { kind: "absent" } }), []);
    assert.deepEqual(ask({ version: "0.5.46", duchies: { worker1: "0.5.46" } }), []);
  });

  for (const [what, permits, message] of [
    ["nobody said so", {}, /\[removal-not-stated\]$/],
    ["it is only named", { remove: ["halo/duchy-worker1"] }, /\[removal-not-confirmed\]$/],
    ["no note announces it and nobody says why", { removal: { "halo/duchy-worker1": { ...confirmed, unannounced: undefined } } }, /\[removal-not-announced\]$/],
    ["the note is about something else", { removal: { "halo/duchy-worker1": { ...confirmed, unannounced: undefined, note: "PR-1884" } } }, /PR-1884 is no note of category R about duchy.*\[removal-not-announced\]$/],
    ["the backup is another's", { removal: { "halo/duchy-worker1": { ...confirmed, backup: "kingdom-20261120-101500" } } }, /\[removal-backup\]$/],
  ] as const) {
    it(`refuses a removal where ${what}`, () => {
      const found = ask({ ...stack, permits });
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0]!, message);
      assert.match(found[0]!, /^halo\/duchy-worker1: /);
    });
  }

  it("takes the catalog's note in the place of a reason", () => {
    const noted = { ...confirmed, unannounced: undefined, note: "PR-1697" };
    assert.deepEqual(ask({ ...stack, permits: { removal: { "halo/duchy-worker1": noted } } }), []);
  });

  it("lists what stays, by name and without what is in it", () => {
    const [message = ""] = ask({ version: "0.5.46", permits: {} });
    assert.ok(message.includes("what would stay is what it keeps outside of the stack (duchy-spanner, duchy-postgres), " +
      "and in the cluster Secret worker1/worker1-database-credentials"), message);
    assert.ok(!message.includes("hunter2"));
  });

  it("refuses to take the Kingdom from under a Duchy that stays", () => {
    const going = { "halo/kingdom": { ...confirmed, backup: "kingdom-20261120-101500" } };
    const found = ask({ version: "0.5.46", withoutKingdom: true, duchies: { worker1: "0.5.46" }, permits: { removal: going } }, undefined, {});
    assert.equal(found.length, 1);
    assert.match(found[0]!, /halo\/duchy-worker1 stays, and needs a kingdom: .*\[removal-has-dependents\]$/);
  });

  it("does not take what is still among the stack's resources for removed, as with --target", () => {
    const duchy: Part = { type: "stepwise:halo:Duchy", props: { deployed: "0.5.46" }, parent: null };
    assert.deepEqual(ask({ version: "0.5.46", permits: {} }, undefined, { ...kingdom, "duchy-worker1": duchy }), []);
  });

  it("says that nothing is known where the states are not", () => {
    process.env["STEPWISE_STATE_FILE"] = path.join(folder, "no-such-file.json");
    useStack(stack);
    tellInstalled(undefined);
    const found = saidOfStack(removalConfirmed, kingdom);
    process.env["STEPWISE_STATE_FILE"] = stateFile;
    assert.equal(found.length, 1);
    assert.match(found[0]!, /^whether a component is being removed is not known: the stack's state can't be read/);
  });
});
