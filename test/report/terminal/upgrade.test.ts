import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import type { CarriedUp, UpgradeResult } from "../../../automation/deploy/run";
import { lockText, upgradeText } from "../../../report/terminal/upgrade";
import { plain } from "../../../report/terminal/screen";
import { complete, incomplete } from "../../support/judging";

const result = (more: Partial<UpgradeResult> = {}): UpgradeResult =>
  ({ stack: "prod", result: "reached", ups: [], states: new Map([["halo/kingdom", complete("2")]]), reasons: [], diagnoses: [], next: [], ...more });
const text = (more: Partial<UpgradeResult> = {}): string => upgradeText(result(more), createColors(false));
const made = (message: string, severity: "error" | "warning" = "error", outcome: "failed" | "succeeded" = "failed"): CarriedUp => ({
  hop: { number: 1, changes: [], offline: false, pointOfNoReturn: [], open: [], steps: [], diff: [] }, stage: undefined, kind: "upgrade", message: "halo/kingdom 1 → 2, hop 1 of 1",
  outcome: { result: outcome, steps: [], violations: [], diagnostics: [{ severity, message }] }, states: new Map(),
});

describe("the end of a run in the terminal", () => {
  it("says that there was nothing to do, and what there is", () => {
    assert.match(text(), /^The stack prod +NOTHING TO DO\n\n {2}now\n {2}halo\/kingdom +2 deployed and verified$/);
    assert.match(text({ ups: [made("", "error", "succeeded")] }), /^The stack prod +REACHED\n/);
  });

  it("says of what failed which update it was, why, and what to do", () => {
    const shown = text({ result: "stopped", ups: [made("BackoffLimitExceeded")], states: new Map([["halo/kingdom", incomplete("2")]]), next: ["mend it"] });
    assert.match(shown, /STOPPED\n\n {2}✗ halo\/kingdom 1 → 2, hop 1 of 1: BackoffLimitExceeded\n/);
    assert.match(shown, /unfinished: 2 was attempted/);
    assert.match(shown, /What next\n {2}• mend it$/);
    assert.doesNotMatch(text({ ups: [made("deprecated", "warning")] }), /deprecated/);
  });

  it("says why it was blocked and whose reason it is; its remedy is said once", () => {
    const reasons = [{ id: "C1", kind: "readiness" as const, message: "data is not drained", remedy: "drain it", component: "halo/kingdom" }];
    const shown = text({ result: "blocked", reasons, next: ["drain it"] });
    assert.match(shown, /BLOCKED\n\n +C1 +halo\/kingdom\n +data is not drained\.\n +→ drain it\.\n/);
    assert.doesNotMatch(shown, /What next/);
  });

  it("says who holds the stack, and as much as is known", () => {
    const lock = { by: "ops@runner-1", pid: 4711, since: "2026-11-20T02:00:03Z" };
    assert.match(text({ result: "locked", lock }).replace(/\s+/g, " "), /LOCKED ✗ another run holds the stack: ops@runner-1, process 4711, since 2026-11-20T02:00:03Z\. Nothing was done/);
    assert.match(lockText({}), /holds the stack \(its backend does not say which\)\. Nothing was done\. Wait until it has ended$/);
    assert.match(lockText({ release: "pulumi cancel" }), /once it is certain that it does not run any more: pulumi cancel$/);
  });

  it("obeys nothing that an engine or a lock says", () => {
    const hostile = "\u001b[2J\u0007gone\u202e";
    const reasons = [{ id: hostile, kind: "legality" as const, message: hostile, remedy: hostile }];
    const shown = text({ result: "locked", ups: [made(hostile)], reasons, next: [hostile], lock: { by: hostile, since: hostile } });
    assert.ok(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(plain(shown)), JSON.stringify(shown));
  });
});
