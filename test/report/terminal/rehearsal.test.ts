import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import { phaseOfStep } from "../../../automation/deploy/phase";
import type { CarriedUp, UpgradeResult } from "../../../automation/deploy/run";
import type { Outcome, Step } from "../../../engines/engine";
import { rehearsalText, stateText } from "../../../report/terminal/rehearsal";
import { plain, width } from "../../../report/terminal/screen";
import type { InstallationState } from "../../../upgrades/installationState";

const bare = createColors(false);
const step = (type: string, name: string, op: Step["op"] = "create", result: Step["result"] = "succeeded"): Step => ({
  op,
  type,
  name,
  urn: `urn:pulumi:s::stepwise::stepwise:halo:Kingdom$${type}::${name}`,
  changedPaths: [],
  result,
});
const job = (phase: string, result: Step["result"] = "succeeded") =>
  step("kubernetes:batch/v1:Job", `kingdom-${phase}`, "replace", result);
const deployment = (name: string, result: Step["result"] = "succeeded") =>
  step("kubernetes:apps/v1:Deployment", name, "update", result);
const complete: InstallationState = { kind: "complete", deployed: "0.5.46", schema: "0.5.46" };
const up = (steps: readonly Step[], outcome: Partial<Outcome> = {}, more: Partial<CarriedUp> = {}): CarriedUp => ({
  hop: {
    number: 1,
    changes: [{ component: "halo/kingdom", from: "0.5.45", to: "0.5.46" }],
    offline: false,
    pointOfNoReturn: [],
    open: [],
    steps: [],
    diff: [],
  },
  stage: undefined,
  kind: "upgrade",
  message: "halo/kingdom 0.5.45 → 0.5.46, hop 1 of 1",
  outcome: { result: "succeeded", steps, diagnostics: [], violations: [], ...outcome },
  states: new Map([["halo/kingdom", complete]]),
  ...more,
});
const text = (ups: readonly CarriedUp[], more: Partial<UpgradeResult> = {}) =>
  rehearsalText(
    { stack: "prod", result: "reached", ups, states: new Map([["halo/kingdom", complete]]), reasons: [], diagnoses: [], next: [], ...more },
    bare,
  );

describe("a rehearsal in the terminal", () => {
  it("says in one word how it ended, and that nothing was applied", () => {
    for (const result of ["reached", "stopped", "rolled back", "needs a person"] as const) {
      assert.match(
        text([], { result }).split("\n")[0]!,
        new RegExp(`^Rehearsal of the stack prod +${result.toUpperCase()}$`),
      );
      assert.match(text([], { result }), /nothing was applied anywhere/);
    }
  });

  it("has a row for each phase, in the order in which phases run", () => {
    const shown = text([
      up([
        step("stepwise:halo:Kingdom", "kingdom", "update"),
        job("verify"),
        deployment("a"),
        deployment("b"),
        job("migrate"),
        job("backup"),
      ]),
    ]);
    assert.match(
      shown,
      /hop 1 of 1 +done\n {2}✓ +backup +1 Job\n {2}✓ +migrate +1 Job\n {2}✓ +rollout +2 objects\n {2}✓ +verify +1 Job\n/,
    );
  });

  it("does not count what stayed the same, what went, and the component itself", () => {
    const shown = text([
      up([
        step("kubernetes:core/v1:Service", "s", "same"),
        step("kubernetes:core/v1:Service", "t", "delete"),
        step("pulumi:pulumi:Stack", "x"),
        deployment("a"),
      ]),
    ]);
    assert.match(shown, /rollout +1 object\n/);
  });

  it("marks the phase that failed, says why, and what policies said", () => {
    const shown = text(
      [
        up([job("backup"), deployment("a"), deployment("b", "failed")], {
          result: "failed",
          diagnostics: [
            { severity: "error", message: "b never became ready" },
            { severity: "warning", message: "only a warning" },
          ],
          violations: [{ policy: "upgrade-path", enforcement: "mandatory", message: "not an allowed step" }],
        }),
      ],
      { result: "stopped", next: ["mend it"] },
    );
    assert.match(shown, /hop 1 of 1 +failed\n/);
    assert.match(shown, /✓ +backup +1 Job\n {2}✗ +rollout +failed after 1 object\n/);
    assert.match(shown, /✗ +policy upgrade-path +not an allowed step/);
    assert.match(shown, /b never became ready/);
    assert.doesNotMatch(shown, /only a warning/);
    assert.match(shown, /What next\n {2}• mend it$/);
  });

  it("says of a stage that its servers are at zero replicas", () => {
    assert.match(text([up([deployment("a")], {}, { stage: "quiesce" })]), /✓ +quiesce +1 object, at zero replicas/);
    assert.match(
      text([up([job("migrate"), deployment("a")], {}, { stage: "migrate" })]),
      /✓ +migrate +1 Job\n {2}✓ +rollout +1 object, at zero replicas/,
    );
  });

  it("says what every component is afterwards", () => {
    const states: readonly (readonly [InstallationState, RegExp])[] = [
      [{ kind: "absent" }, /^nothing$/],
      [complete, /^0\.5\.46 deployed and verified$/],
      [
        { kind: "complete", deployed: "0.5.45", schema: "0.5.46", returnedFrom: { version: "0.5.46" } },
        /^0\.5\.45 deployed and verified, returned from 0\.5\.46; its .*0\.5\.46/,
      ],
      [
        { kind: "incomplete", attempted: "0.5.46", stage: "migrate" },
        /^unfinished: 0\.5\.46 was attempted.*migrate.*; only that again, or back$/,
      ],
      [{ kind: "adopted", version: "0.5.44" }, /^0\.5\.44, adopted$/],
      [{ kind: "unknown", why: "no version" }, /^unknown: no version$/],
    ];
    for (const [state, expected] of states) assert.match(stateText(state), expected);
    assert.match(
      text([], { states: new Map([["halo/kingdom", states[3]![0]]]) }),
      /halo\/kingdom +unfinished: 0\.5\.46 was attempted/,
    );
  });

  it("has no line over 100 columns, and no colours where none are wanted", () => {
    const long = Array.from({ length: 60 }, (_, i) => `word${i}`).join(" ");
    const shown = text(
      [
        up([job("backup", "failed")], {
          result: "failed",
          diagnostics: [{ severity: "error", message: `${long}\n${long}` }],
          violations: [{ policy: "p", enforcement: "mandatory", message: long }],
        }),
      ],
      {
        result: "needs a person",
        next: [long, long],
        states: new Map([["halo/kingdom", { kind: "unknown", why: long }]]),
      },
    );
    assert.deepEqual(
      shown.split("\n").filter((line) => line.length > width),
      [],
    );
    assert.ok(!shown.includes("\u001b"));
    for (const word of ["word0", "word59"])
      assert.ok((shown.match(new RegExp(`${word}\\b`, "g"))?.length ?? 0) >= 5, word);
  });

  it("reads the same in colours", () => {
    const rehearsal: UpgradeResult = {
      stack: "prod",
      result: "reached",
      ups: [up([job("backup"), deployment("a", "failed")])],
      states: new Map(),
      reasons: [],
      diagnoses: [],
      next: ["x"],
    };
    assert.equal(plain(rehearsalText(rehearsal, createColors(true))), rehearsalText(rehearsal, bare));
  });
});

describe("the phase that a step belongs to", () => {
  it("is its Job's, of this component; everything else is the roll-out", () => {
    for (const phase of ["backup", "migrate", "restore", "verify"])
      assert.equal(phaseOfStep(job(phase), "halo/kingdom"), phase);
    const named = (name: string, type = "kubernetes:batch/v1:Job") => phaseOfStep(step(type, name), "halo/kingdom");
    assert.equal(named("kingdom-backup-spanner"), "backup");
    assert.equal(named("kingdom-backups"), "rollout");
    assert.equal(named("other-kingdom-backup"), "rollout");
    assert.equal(named("kingdom-verify", "kubernetes:apps/v1:Deployment"), "rollout");
  });
});
