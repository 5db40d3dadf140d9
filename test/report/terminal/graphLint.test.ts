import * as assert from "node:assert/strict";
import { graphLintText } from "../../../report/terminal/graphLint";
import { paintFor, width } from "../../../report/terminal/screen";
import type { Finding } from "../../../upgrades/lint";

const paint = paintFor({}, {});
const long = Array.from({ length: 30 }, (_, i) => `1.${i}.0`);
const cycle: Finding = { id: `cycle:${long.join(",")}`, severity: "error", message: `${long.join(", ")} lead back`, nodes: long, path: "edges[1]", line: 7 };
const note: Finding = { id: "unreachable:1.0.0", severity: "note", message: "no way leads into 1.0.0", nodes: ["1.0.0"] };

describe("what lint found, on a terminal", () => {
  it("has the severity, the message, the id and the place of each, and the counts", () => {
    assert.equal(graphLintText("chain.yaml", [note], [{ ...note, id: "dead-end:2.0.0", line: 9, reason: "it is the last one" }], paint), [
      `chain.yaml${" ".repeat(width - 18)}FINDINGS`,
      "  note     no way leads into 1.0.0.",
      "           unreachable:1.0.0",
      "  silenced it is the last one",
      "           dead-end:2.0.0  (line 9)",
      "0 errors, 0 warnings, 1 note, 1 silenced",
    ].join("\n"));
  });

  it("wraps messages, and never an id", () => {
    const lines = graphLintText("chain.yaml", [cycle], [], paint).split("\n");
    assert.ok(lines.includes(`           ${cycle.id}  (line 7, edges[1])`));
    assert.ok(lines.filter((line) => !line.includes(cycle.id)).every((line) => line.length <= width));
    assert.match(lines[0]!, /ERRORS$/);
  });

  it("says so where nothing was found", () => {
    assert.match(graphLintText("chain.yaml", [], [], paint), /NOTHING FOUND\n0 errors, 0 warnings, 0 notes, 0 silenced$/);
  });
});
