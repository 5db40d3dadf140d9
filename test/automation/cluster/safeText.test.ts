import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { longestLine, mostLines, safeLine, safeLines, safeTexts } from "../../../automation/cluster/safeText";
import { unseen } from "../../../releases/problem";

const anything = fc.string({ unit: "binary", maxLength: 2_000 });

describe("text of a cluster, made safe to show", () => {
  it("is bounded and holds nothing that a terminal would obey, whatever it was", () => {
    fc.assert(fc.property(anything, fc.array(fc.string({ minLength: 4 }), { maxLength: 2 }), (text, known) => {
      for (const line of [...safeLines(text, known), safeLine(text, known)]) {
        assert.ok(line.length <= longestLine);
        assert.equal(line.match(unseen), null);
      }
      assert.ok(safeLines(text, known).length <= mostLines);
    }));
  });

  it("is the end of a log, with its lines as they are", () => {
    const lines = Array.from({ length: 100 }, (_, i) => `line ${i}`);
    assert.deepEqual(safeLines(`${lines.join("\n")}\n\n`), lines.slice(-mostLines));
    assert.deepEqual(safeLines("a\r\n  b\tc\r\n"), ["a", "  b c"]);
    assert.deepEqual([safeLines(""), safeLines("\n")], [[], []]);
  });

  it("is cut where a line is too long, and no half of a secret is left", () => {
    assert.equal(safeLine("x".repeat(600)), `${"x".repeat(499)}…`);
    // What is redacted makes room for what stood where the line is cut before that.
    for (let length = 7_960; length < 8_000; length++) {
      assert.doesNotMatch(safeLine(`token=${"x".repeat(length)} postgres://k:hunter2hunter2@db`), /hun/);
    }
  });

  it("has no colours, which might hide a secret's name", () => {
    assert.equal(safeLine("\u001b[1;31mERROR\u001b[0m to\u001b[32mken\u001b[0m=abcdefgh1234"), "ERROR token=[redacted]");
  });

  it("is every text in a value, and nothing else of it", () => {
    const value = { a: ["token=abcdefgh1234", 1, true, null], b: { c: "x\u0007", d: undefined } };
    assert.deepEqual(safeTexts(value, []), { a: ["token=[redacted]", 1, true, null], b: { c: "x\ufffd", d: undefined } });
    assert.deepEqual(safeTexts({ deep: { er: "s3cr3t" } }, ["s3cr3t"]), { deep: { er: "[redacted]" } });
  });
});
