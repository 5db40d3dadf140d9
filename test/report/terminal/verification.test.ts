import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import type { Check, VerificationRun } from "../../../automation/verify/model";
import { plain } from "../../../report/terminal/screen";
import { verificationText } from "../../../report/terminal/verification";

const check = (component: string, name: Check["check"], result: Check["result"], more: Partial<Check> = {}): Check =>
  ({ component, check: name, result, message: `it ${result}`, ...more });
const run = (result: VerificationRun["result"], ...checks: readonly Check[]): VerificationRun =>
  ({ schema: "stepwise/verification-run/v1", stack: "prod", result, checks });
const bare = createColors(false);

describe("a verification in the terminal", () => {
  it("has a block for each component, with what every check proved", () => {
    const shown = verificationText(run("failed", check("halo/kingdom", "version", "passed"), check("halo/kingdom", "smoke", "failed",
      { log: ["api:8443 accepts no connection"] }), check("halo/duchy-a", "readiness", "unknown")), bare);
    assert.match(shown, /^Verification of the stack prod +FAILED\n/);
    assert.equal(shown.slice(shown.indexOf("\n")).replace(/ +/g, " ").trim(), [
      "halo/kingdom", " ✓ version passed it passed.", " ✗ smoke failed it failed.", " | api:8443 accepts no connection", "",
      "halo/duchy-a", " ? readiness unknown it unknown.",
    ].join("\n"));
  });

  it("is never taken for passed without a check", () => {
    assert.match(verificationText(run("unknown"), bare), /UNKNOWN\n\nThere is no component to check\.$/);
  });

  it("colours what is unknown as neither passed nor failed", () => {
    const paint = createColors(true);
    const shown = verificationText(run("unknown", check("halo/kingdom", "smoke", "unknown")), paint);
    assert.ok(shown.includes(paint.yellow("UNKNOWN")) && shown.includes(paint.yellow("?")));
  });

  it("lets nothing that a container said move the cursor", () => {
    const shown = plain(verificationText(run("failed", check("a/b\u001b[2J", "smoke", "failed", { log: ["\u001b[2Jx\u202e"], message: "\u0007" })), bare));
    assert.doesNotMatch(shown, /[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
