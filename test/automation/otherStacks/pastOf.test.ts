import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pastOf, pastOfStacks } from "../../../automation/otherStacks/pastOf";
import { stacksOfRehearsal } from "../../../automation/otherStacks/readStacks";
import { folderStore } from "../../../engines/rehearsal/store";
import type { InstallationState } from "../../../upgrades/installationState";
import { complete, incomplete } from "../../support/judging";
import { deployed } from "../deploy/world";
import { entry } from "../rollback/entries";

const states = new Map<string, InstallationState>([["halo/kingdom", complete("0.5.45")], ["halo/gone", incomplete("0.5.46")]]);

describe("what other stacks have been through", () => {
  it("is each component that is there, with what the history says of it", () => {
    const past = pastOf({ states, history: [entry(0, { version: "0.5.45", duchies: { worker1: "0.5.45" } })] });
    assert.ok(!(past instanceof Error));
    assert.deepEqual(past.map(({ component, kind, arrivals }) => [component, kind, arrivals?.length]),
      [["halo/kingdom", "kingdom", 1], ["halo/gone", undefined, undefined]]);
  });

  it("is the state alone where there is no history, and an error where there is no state", () => {
    const past = pastOf({ states, history: new Error("no history") });
    assert.deepEqual(past, [...states].map(([component, state]) => ({ component, state, kind: undefined, arrivals: undefined })));
    const error = new Error("no state");
    assert.equal(pastOf({ states: error, history: [] }), error);
  });

  it("is read once for each stack and time", () => {
    const read: string[] = [];
    const ask = pastOfStacks((stack) => (read.push(stack), { states, history: [] }));
    for (const [stack, now] of [["a", "1"], ["a", "1"], ["b", "1"], ["a", "1"], ["a", "2"], ["a", "2"]] as const) ask(stack, now);
    assert.deepEqual(read, ["a", "b", "a"]);
  });
});

describe("other stacks of a rehearsal", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-others-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("are looked for beside it, as they are when they are asked about", async () => {
    const ask = await stacksOfRehearsal(["organization/stepwise/staging", "prod"], folder, "r");
    assert.deepEqual(ask("organization/stepwise/staging", "1"), []);
    const store = folderStore(path.join(folder, "r", "staging"));
    Object.assign(store, await deployed({ version: "0.5.45" }));
    store.save();
    const past = ask("organization/stepwise/staging", "2");
    assert.ok(!(past instanceof Error));
    assert.deepEqual(past.map(({ component, kind, state }) => [component, kind, state.kind]), [["halo/kingdom", "kingdom", "complete"]]);
    assert.deepEqual(past[0]!.arrivals!.map(({ from, to }) => [from, to]), [[null, "0.5.45"]]);
    assert.match(String(ask("stranger", "1")), /stranger is not rehearsed here/);
  }).timeout(60_000);
});
