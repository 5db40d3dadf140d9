import * as assert from "node:assert/strict";
import { historyOf } from "../../../automation/rollback/history";
import { pastUpdates } from "../../../automation/rollback/pastUpdates";
import { entry } from "./entries";

const rows = (...entries: Parameters<typeof entry>[]) => historyOf("prod", pastUpdates(entries.map((one) => entry(...one)))).updates;
const changes = (...entries: Parameters<typeof entry>[]) => rows(...entries).map((row) => row.changes.map(({ component, from, to }) => `${component} ${from} ${to}`));

describe("a stack's history", () => {
  it("says of each update what it asked for, and what that changed against the one before", () => {
    const back = { version: "0.5.44", returnedFrom: { version: "0.5.45" } };
    const [newest, , oldest] = rows([2, back], [1, { version: "0.5.45", stage: "migrate" }], [0, { version: "0.5.44" }]);
    assert.deepEqual(newest!.components, [{ component: "halo/kingdom", version: "0.5.44", returnedFrom: { version: "0.5.45" } }]);
    assert.deepEqual(oldest!.components, [{ component: "halo/kingdom", version: "0.5.44" }]);
    assert.deepEqual(changes([2, back], [1, { version: "0.5.45", stage: "migrate" }], [0, { version: "0.5.44" }]),
      [["halo/kingdom 0.5.45 0.5.44"], ["halo/kingdom 0.5.44 0.5.45"], ["halo/kingdom null 0.5.44"]]);
  });

  it("knows what came and went", () =>
    assert.deepEqual(changes([1, { version: "0.5.44", withoutKingdom: true, duchies: { worker1: "0.5.44" } }], [0, { version: "0.5.44" }])[0],
      ["halo/duchy-worker1 null 0.5.44", "halo/kingdom 0.5.44 null"]));

  it("passes over refreshes and what can't be read, and lists both", () => {
    const unread = { config: { "stepwise:halo": "{" } };
    assert.deepEqual(changes([3, { version: "0.5.45" }], [2, undefined, unread], [1, { version: "0.5.45" }, { kind: "refresh" }], [0, { version: "0.5.44" }]),
      [["halo/kingdom 0.5.44 0.5.45"], [], [], ["halo/kingdom null 0.5.44"]]);
    assert.equal(rows([2, undefined, unread])[0]!.unreadable, "stepwise:halo is not complete JSON");
  });

  it("keeps the engine's order, and has no setting in it", () => {
    const all = rows([5, { version: "0.5.45" }], [9, { version: "0.5.44" }], [9, { version: "0.5.44" }]);
    assert.deepEqual(all.map(({ message }) => message), ["at minute 5", "at minute 9", "at minute 9"]);
    assert.ok(!JSON.stringify(all).includes("namespace"));
  });
});
