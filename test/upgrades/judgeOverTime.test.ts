import * as assert from "node:assert/strict";
import { catalogFrom, migration } from "../support/catalogs";
import type { InstallationState } from "../../upgrades/installationState";
import { complete, incomplete } from "../support/judging";
import { reachableSteps, type Situation, type Step } from "../support/simulatedUps";

const [older, newer] = ["1.0.0", "2.0.0"];
const versions = [older, newer];
const catalogWith = (more: object) =>
  catalogFrom({ releases: [older, { version: newer, migrations: [migration(more)] }] });
const kinds = {
  "an online migration that can be undone": catalogWith({}),
  "an online migration that can't be undone": catalogWith({ reversible: false }),
  "an offline migration that can't be undone": catalogWith({ reversible: false, window: "offline" }),
};

const goesBackTo =
  (version: string) =>
  ({ after: { state, quiet } }: Step): boolean =>
    state.kind === "complete" && state.deployed === version && state.stage === undefined && !quiet;

for (const [kind, catalog] of Object.entries(kinds)) {
  describe(`a hop with ${kind}, over any ups that are let through`, () => {
    const serving: Situation = { state: complete(older), quiet: false };
    const offline = kind.includes("offline");

    it("can be finished", () => {
      assert.ok(reachableSteps(catalog, serving, versions, []).some(goesBackTo(newer)));
    });

    it("can be gone back from when it has succeeded", () => {
      assert.ok(
        reachableSteps(catalog, { state: complete(newer), quiet: false }, versions, []).some(goesBackTo(older)),
      );
    });

    it("can be gone back from when its migration fails for good, and never ends where nothing is allowed", () => {
      const failed: Situation = offline
        ? { state: incomplete(newer, { stage: "migrate" }), quiet: true }
        : { state: incomplete(newer), quiet: false };
      const steps = reachableSteps(catalog, failed, versions, [newer]);
      assert.ok(
        steps.some(goesBackTo(older)),
        `allowed from there is only ${JSON.stringify(steps.map(({ asked }) => asked))}`,
      );
    });

    it("never restores, nor migrates offline, while servers are running, whether migrations fail or not", () => {
      for (const broken of [[], [newer]]) {
        for (const { before, asked } of reachableSteps(catalog, serving, versions, broken)) {
          const restores =
            asked.returnedFrom?.restore !== undefined && startsReturn(before.state, asked.returnedFrom.version);
          const migratesOffline =
            offline && asked.version === newer && before.state.kind === "complete" && before.state.deployed === older;
          if (restores || migratesOffline)
            assert.ok(before.quiet, `${JSON.stringify(before)} → ${JSON.stringify(asked)}`);
        }
      }
    });
  });
}

/** Whether a return begins with this step, rather than going on or being over. */
function startsReturn(state: InstallationState, from: string): boolean {
  return (
    (state.kind === "complete" && state.deployed === from) || (state.kind === "incomplete" && state.attempted === from)
  );
}
