import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import { historyOf } from "../../../automation/rollback/history";
import { pastUpdates } from "../../../automation/rollback/pastUpdates";
import { historyText } from "../../../report/terminal/history";
import { plain, width } from "../../../report/terminal/screen";
import { entry } from "../../automation/rollback/entries";

const text = (entries: Parameters<typeof entry>[], colour = false) =>
  historyText(historyOf("prod", pastUpdates(entries.map((one) => entry(...one)))), createColors(colour));

describe("a history in the terminal", () => {
  it("is a line an entry, with what changed below it where its message does not say so", () => {
    assert.equal(text([
      [4, { version: "0.5.45" }, { kind: "refresh", message: "" }],
      [3, { version: "0.5.45" }, { message: "halo/kingdom 0.5.44 → 0.5.45, hop 1 of 1" }],
      [2, { version: "0.5.44", stage: "quiesce" }, { result: "in-progress" }],
      [1, undefined, { config: { "stepwise:halo": "{" } }],
      [0, { version: "0.5.44" }, { result: "failed", endTime: "2026-11-20T13:00:00Z" }],
    ]), [
      `History of the stack prod${" ".repeat(width - 34)}5 entries`,
      "  when (UTC)           result       what",
      "  2026-11-20 14:04:00  refresh      (no message)",
      "  2026-11-20 14:03:00  succeeded    halo/kingdom 0.5.44 → 0.5.45, hop 1 of 1",
      "  2026-11-20 14:02:00  in-progress  at minute 2",
      "                                    halo/kingdom in its stage quiesce",
      "  2026-11-20 14:01:00  succeeded    at minute 1",
      "                                    unreadable: stepwise:halo is not complete JSON",
      "  2026-11-20 14:00:00  failed       at minute 0",
      "                                    halo/kingdom nothing → 0.5.44",
      "                                    the clock was set back while it ran, or its times are wrong",
    ].join("\n"));
  });

  it("dims a refresh, and colours results", () => {
    const lines = text([[1, { version: "0.5.45" }, { kind: "refresh" }], [0, { version: "0.5.45" }, { result: "failed" }]], true).split("\n");
    assert.ok(lines[2]!.includes("\u001b[2mat minute 1\u001b[22m") && lines[3]!.includes("\u001b[31mfailed\u001b[39m"), JSON.stringify(lines));
  });

  it("obeys nothing that a message, a time or a setting says", () => {
    const shown = text([[0, undefined, { message: "\u001b[2Jgone\r\nnext\u202e", startTime: "\u001b[H", config: { "stepwise:\u001b[31mhalo": "\u0007" } }]]);
    assert.ok(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(plain(shown).replace(/\n/g, "")), JSON.stringify(shown));
    assert.match(shown, /gone next/);
  });

  it("says so where nothing was ever run", () => assert.match(text([]), /History of the stack prod\n {2}nothing was ever run on it/));
});
