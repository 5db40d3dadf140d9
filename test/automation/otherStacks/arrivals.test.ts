import * as assert from "node:assert/strict";
import { travelled } from "../../../automation/otherStacks/arrivals";
import { pastUpdates } from "../../../automation/rollback/pastUpdates";
import type { HistoryEntry } from "../../../engines/engine";
import { entry } from "../rollback/entries";

/** What a history, oldest first, says of a component: `0.5.44 → 0.5.45 at minute 1`. */
function came(component: string, ...history: readonly HistoryEntry[]): string[] {
  const { arrivals } = travelled(pastUpdates([...history].reverse())).get(component)!;
  return arrivals.map(({ from, to, at, returnedFrom }) =>
    `${from ?? "nothing"} → ${to} at minute ${new Date(at).getUTCMinutes()}${returnedFrom === undefined ? "" : `, back from ${returnedFrom}`}`);
}
const kingdom = (...history: readonly HistoryEntry[]) => came("halo/kingdom", ...history);

describe("the releases that a component came to, by its stack's history", () => {
  it("are those of the updates that succeeded, each with the release before it and when it ended", () => {
    assert.deepEqual(kingdom(entry(0, { version: "0.5.44" }), entry(1, { version: "0.5.45" }), entry(2, { version: "0.5.45" }), entry(3, { version: "0.5.46" })),
      ["nothing → 0.5.44 at minute 0", "0.5.44 → 0.5.45 at minute 1", "0.5.45 → 0.5.46 at minute 3"]);
    const { arrivals, kind } = travelled(pastUpdates([entry(7, { version: "0.5.44" })])).get("halo/kingdom")!;
    assert.deepEqual([arrivals[0]!.at, kind], ["2026-11-20T14:07:30.000Z", "kingdom"]);
  });

  it("are not those that failed, are under way, or were only refreshed", () => {
    const start = entry(0, { version: "0.5.44" });
    for (const more of [{ result: "failed" }, { result: "in-progress" }, { kind: "refresh" }] as const) {
      assert.deepEqual(kingdom(start, entry(1, { version: "0.5.45" }, more)), ["nothing → 0.5.44 at minute 0"], JSON.stringify(more));
    }
    assert.deepEqual(kingdom(start, entry(1, { version: "0.5.45" }, { result: "failed" }), entry(2, { version: "0.5.45" })).at(-1), "0.5.44 → 0.5.45 at minute 2");
  });

  it("are those of the last stage of a hop, with the release before its first", () => {
    assert.deepEqual(kingdom(
      entry(0, { version: "0.5.44" }), entry(1, { version: "0.5.44", stage: "quiesce" }), entry(2, { version: "0.5.45", stage: "migrate" }),
      entry(3, { version: "0.5.45" }),
    ), ["nothing → 0.5.44 at minute 0", "0.5.44 → 0.5.45 at minute 3"]);
  });

  it("say what was gone back from", () => {
    assert.equal(kingdom(entry(0, { version: "0.5.45" }), entry(1, { version: "0.5.44", returnedFrom: { version: "0.5.45" } })).at(-1),
      "0.5.45 → 0.5.44 at minute 1, back from 0.5.45");
  });

  it("are each component's own, and start anew where it was taken away in between", () => {
    const both = { version: "0.5.44", duchies: { worker1: "0.5.45" } };
    const duchy = (...history: readonly HistoryEntry[]) => came("halo/duchy-worker1", ...history);
    const history = [entry(0, both), entry(1, { version: "0.5.44" }), entry(2, { version: "0.5.44", duchies: { worker1: "0.5.46" } })];
    assert.deepEqual(duchy(...history), ["nothing → 0.5.45 at minute 0", "nothing → 0.5.46 at minute 2"]);
    assert.deepEqual(kingdom(...history), ["nothing → 0.5.44 at minute 0"]);
  });

  it("do not say where a component came from when that can't be read", () => {
    const history = [entry(0, { version: "0.5.44" }), entry(1, undefined, { config: { "stepwise:halo": "[secret]" } }), entry(2, { version: "0.5.46" })];
    assert.deepEqual(kingdom(...history), ["nothing → 0.5.44 at minute 0"]);
    assert.equal(kingdom(...history, entry(3, { version: "0.5.47" })).at(-1), "0.5.46 → 0.5.47 at minute 3");
  });
});
