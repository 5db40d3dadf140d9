import * as assert from "node:assert/strict";
import { compareGoals } from "../../../engines/rehearsal/compare";
import { secret, unknownValue, type Value } from "../../../engines/rehearsal/values";
import { resource } from "../../support/rehearsedSession";

const shown = (before: Value, after: Value) =>
  JSON.stringify(
    compareGoals(
      [resource("kubernetes:x/v1:Thing", "a", { at: before })],
      [resource("kubernetes:x/v1:Thing", "a", { at: after })],
    )[0]!.changes,
  );

describe("a change in words, of something with a secret inside", () => {
  const inside: readonly (readonly [what: string, before: Value, after: Value])[] = [
    ["a map that was not there", null, { password: secret("hunter2") }],
    ["a map that goes", { password: secret("hunter2") }, null],
    [
      "an item that is added to a list",
      [{ name: "A", value: "1" }],
      [
        { name: "A", value: "1" },
        { name: "B", value: secret("hunter2") },
      ],
    ],
    ["a text that becomes a map", "x", { deep: [{ password: secret("hunter2") }] }],
  ];
  for (const [what, before, after] of inside) {
    it(`does not show it: ${what}`, () => {
      assert.ok(!shown(before, after).includes("hunter2"), shown(before, after));
      assert.ok(!shown(before, after).includes("4dabf181"), "nor the mark on the wire");
    });
  }

  it("does not show the mark of a value that is known only later", () => {
    assert.ok(!shown(null, { name: unknownValue }).includes(unknownValue));
  });
});
