import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import { isRead, pastUpdates, type ReadUpdate } from "../../../automation/rollback/pastUpdates";
import type { RollbackPlan } from "../../../automation/rollback/planRollback";
import { rollbackText } from "../../../report/terminal/rollback";
import { plain } from "../../../report/terminal/screen";
import { entry } from "../../automation/rollback/entries";

const [update] = pastUpdates([entry(4, { version: "0.5.44" })]).filter(isRead) as [ReadUpdate];
const base = {
  choice: { update, returns: [{ component: "halo/kingdom", from: "0.5.46", to: "0.5.44" }], staying: ["halo/duchy-a"], notThen: ["halo/duchy-b"], notNow: ["halo/duchy-c"] },
  ways: new Map([["halo/kingdom", [{ from: "0.5.46", to: "0.5.45" }, { from: "0.5.45", to: "0.5.44" }]]]),
  reasons: [], settings: { restored: [], staying: [], secrets: [], missing: [] }, patch: "",
};
const text = (more: object = {}): string => rollbackText("prod", { ...base, ...more } as unknown as RollbackPlan, createColors(false));

describe("a rollback in the terminal", () => {
  it("says to which update, along which steps, and what becomes of the rest", () => {
    const shown = text();
    assert.match(shown, /^Rollback of the stack prod +ALLOWED\n {2}to the update +.*at minute 4/);
    assert.match(shown, /halo\/kingdom +0\.5\.46 → 0\.5\.45 → 0\.5\.44\n/);
    assert.match(shown, /halo\/duchy-a +stays\n.*halo\/duchy-b +was not there then; it stays as it is\n/);
    assert.match(shown, /halo\/duchy-c +was there then and is not now/);
  });

  it("says which backup is restored and what is lost with that", () => {
    const restore = { backup: "kingdom-20261120-020304", lost: "what was written since 2026-11-20" };
    assert.match(text({ ways: new Map([["halo/kingdom", [{ from: "0.5.46", to: "0.5.44", restore }]]]) }).replace(/\s+/g, " "),
      /! 0\.5\.46 → 0\.5\.44 restores the backup kingdom-20261120-020304; lost is what was written since 2026-11-20/);
  });

  it("says why it is not possible", () => {
    const reasons = [{ id: "irreversible:0.5.45", kind: "legality", component: "halo/kingdom", message: "it can't be undone", remedy: "restore" }];
    const shown = text({ ways: new Map(), reasons });
    assert.match(shown, /BLOCKED[^]*halo\/kingdom +0\.5\.46 → 0\.5\.44 is not possible/);
    assert.match(shown, /irreversible:0\.5\.45 +halo\/kingdom\n +it can't be undone\.\n +→ restore\./);
  });

  it("shows settings that differ, no secret of them, and the first twenty of many", () => {
    const one = (name: string, then: unknown, now: unknown) => ({ at: ["config", "stepwise:halo", name], then, now });
    const restored = [one("pdpName", "x", undefined), one("password", { secure: "v1:canary" }, "[secret]")];
    const shown = text({ settings: { ...base.settings, restored, staying: Array.from({ length: 23 }, (_, i) => one(`s${i}`, "a", "b")) } });
    assert.match(shown, /stepwise:halo\.pdpName +nothing → "x"/);
    assert.doesNotMatch(shown, /canary/);
    assert.match(shown, /stay as they are \(the first 20 of 23 settings\)/);
    assert.equal((shown.match(/, then "a"/g) ?? []).length, 20);
  });

  it("shows the change of the stack file line by line, and obeys nothing in it", () => {
    const shown = text({ patch: "--- a/Pulumi.prod.yaml\n+++ b/Pulumi.prod.yaml\n@@ -1 +1 @@\n-version: \"0.5.46\"\n+version: \"0.5.44\"\n" });
    assert.match(shown, /The stack file\n {2}--- a\/Pulumi\.prod\.yaml\n[^]*\n {2}-version: "0\.5\.46"\n {2}\+version: "0\.5\.44"$/);
    const hostile = text({ patch: "+# \u001b[2J\u0007gone\u202e\n" });
    assert.ok(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(plain(hostile)), JSON.stringify(hostile));
  });
});
