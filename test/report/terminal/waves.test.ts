import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import type { StackReport, WavesEvent } from "../../../automation/waves/model";
import { plain, width } from "../../../report/terminal/screen";
import { wavesEventText, wavesText } from "../../../report/terminal/waves";

const bare = createColors(false);
const paint = createColors(true);
const report = (stack: string, wave: number, result: StackReport["result"], more: Partial<StackReport> = {}): StackReport =>
  ({ stack, wave, result, seconds: 0, next: undefined, ...more });
const stacks = [
  report("staging", 1, "verified", { seconds: 185 }),
  report("prod-eu", 2, "stopped", { seconds: 12.3, next: "mend what failed" }),
  report("prod-us", 2, "not begun", { next: "see to what failed in this wave" }),
  report("prod-ap", 3, "held back", { next: "see to what failed in wave 2" }),
];

describe("stacks in waves in the terminal", () => {
  it("are a line each, with what to do, and counted", () => {
    const shown = wavesText({ result: "stopped", waves: 3, stacks }, bare);
    assert.match(shown, /^4 stacks in 3 waves +STOPPED\n/);
    assert.deepEqual(shown.split("\n").slice(2).map((line) => line.trim().replace(/ {2,}/g, " | ")), [
      "wave stack | result | time | what next",
      "1 | staging | verified | 3 min 5 s",
      "2 | prod-eu | stopped | 12.3 s | mend what failed",
      "2 | prod-us | not begun | see to what failed in this wave",
      "3 | prod-ap | held back | see to what failed in wave 2",
      "",
      "1 verified, 1 stopped, 1 not begun, 1 held back",
    ]);
  });

  it("are coloured by whether somebody has to do something", () => {
    const shown = wavesText({ result: "stopped", waves: 3, stacks }, paint);
    for (const text of [paint.green("verified"), paint.red("stopped"), paint.yellow("not begun"), paint.yellow("held back"), paint.red("STOPPED")]) {
      assert.ok(shown.includes(text), JSON.stringify(text));
    }
    assert.ok(wavesText({ result: "reached", waves: 1, stacks: [stacks[0]!] }, paint).includes(paint.green("REACHED")));
  });

  it("stay in their lines, whatever a stack says is to be done", () => {
    const shown = plain(wavesText({ result: "stopped", waves: 1, stacks: [report("a\u001b[2J", 1, "stopped", { next: `x\n\u001b[2J${" word".repeat(100)}\u202e` })] }, bare));
    assert.doesNotMatch(shown, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    assert.ok(shown.split("\n").every((line) => line.length <= width));
  });

  it("tell what happens to waves and stacks; what a run tells itself is not said twice", () => {
    const events: readonly (readonly [WavesEvent, string | undefined])[] = [
      [{ event: "wave-started", wave: 1, of: 2, stacks: ["a", "b"] }, "wave 1 of 2: 2 stacks"],
      [{ event: "stack-started", wave: 1, stack: "a" }, undefined],
      [{ event: "stack-ended", wave: 1, stack: "a", result: "blocked", seconds: 3 }, "blocked in 3 s"],
      [{ event: "verification-started", wave: 1, stack: "a" }, "verifying"],
      [{ event: "verification-ended", wave: 1, stack: "a", result: "passed", seconds: 1.5 }, "verified in 1.5 s"],
      [{ event: "verification-ended", wave: 1, stack: "a", result: "unknown", seconds: 1.5 }, "verification unknown in 1.5 s"],
      [{ event: "wave-ended", wave: 1, of: 2, result: "failed" }, "wave 1 of 2: failed"],
      [{ event: "wave-ended", wave: 2, of: 2, result: "verified" }, "wave 2 of 2: verified"],
    ];
    for (const [event, text] of events) assert.equal(wavesEventText(event, bare), text);
  });
});
