import * as assert from "node:assert/strict";
import type { Store } from "../../engines/rehearsal/store";
import type { SmallStack } from "../support/kingdomStack";
import { running } from "../automation/adopt/world";
import { CommandFolder } from "./rehearsedStack";
import { stepwise } from "./stepwise";

interface Answer {
  readonly schema: string;
  readonly allowed: boolean;
  readonly components: readonly { readonly component: string; readonly running: string }[];
  readonly reasons: readonly { readonly id: string; readonly component?: string }[];
  readonly outcome?: { readonly result: string; readonly states: Readonly<Record<string, { readonly deployed?: string }>> };
}

describe("stepwise adopt", function () {
  this.timeout(120_000);
  const stack: SmallStack = { version: "0.5.45", backupRetention: "30d" };
  const folder = new CommandFolder();
  const adopt = (...args: readonly string[]) =>
    stepwise("--cwd", folder.cwd, "adopt", "--stack", "small", "--rehearsal", "rehearsed", ...args);
  const found = async (change?: Parameters<typeof running>[1]): Promise<Store> => {
    const store = await running(stack, change);
    const { resources, pending, cluster, history, tags } = store;
    folder.put({ resources, pending, cluster, history, tags });
    folder.declare(stack);
    return store;
  };
  after(() => folder.remove());

  it("shows what it would do, and does nothing before somebody says so", async () => {
    await found();
    const before = folder.read("rehearsed/small/rehearsal.json");
    const shown = adopt("--preview");
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /Adoption into the stack small +ALLOWED/);
    assert.match(shown.stdout, /halo\/kingdom +0\.5\.45 +0\.5\.45 runs/);
    assert.match(shown.stdout, /Put into the state and never run\n +Job\/kingdom\/kingdom-backup-0-5-45/);
    assert.match(shown.stderr, /rehearsal/);
    const unasked = adopt();
    assert.equal(unasked.code, 1);
    assert.match(unasked.stderr, /--yes/);
    assert.equal(folder.read("rehearsed/small/rehearsal.json"), before);
  });

  it("adopts, and has nothing left to do afterwards", async () => {
    await found();
    const done = adopt("--yes");
    assert.equal(done.code, 0, done.stderr + done.stdout);
    assert.match(done.stdout, /ADOPTED/);
    assert.match(done.stdout, /halo\/kingdom +0\.5\.45 is deployed/);
    const again = adopt("--yes");
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /nothing is left to adopt/);
    const status = stepwise("--cwd", folder.cwd, "status", "--stack", "small", "--rehearsal", "rehearsed", "--expect-no-changes");
    assert.equal(status.code, 0, status.stdout);
  });

  it("answers in JSON", async () => {
    await found();
    const shown = JSON.parse(adopt("--preview", "--json").stdout) as Answer;
    assert.equal(shown.schema, "stepwise/adopt/v1");
    assert.deepEqual([shown.allowed, shown.outcome, shown.reasons], [true, undefined, []]);
    const done = JSON.parse(adopt("--yes", "--json").stdout) as Answer;
    assert.equal(done.outcome?.result, "adopted");
    assert.equal(done.outcome?.states["halo/kingdom"]?.deployed, "0.5.45");
  });

  it("is blocked where another release runs, and says how to ask", async () => {
    await found();
    folder.declare({ ...stack, version: "0.5.46" });
    const blocked = adopt("--yes");
    assert.equal(blocked.code, 2);
    assert.match(blocked.stdout, /BLOCKED/);
    assert.match(blocked.stdout, /--set halo\/kingdom=0\.5\.45/);
    assert.doesNotMatch(blocked.stdout, /Not as declared/);
    assert.equal(adopt("--preview", "--set", "halo/kingdom=0.5.45").code, 0);
  });

  it("refuses names that are none, stacks that are none, and a cluster that is none", async () => {
    await found();
    const unknown = adopt("--preview", "--accept", "Deployment/kingdom/none");
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /--accept: found "Deployment\/kingdom\/none", which is no object to be adopted; expected one of/);
    assert.equal(adopt("--set", "halo=9.9.9").code, 1);
    const without = stepwise("--cwd", folder.cwd, "adopt", "--stack", "small");
    assert.equal(without.code, 1);
  });
});
