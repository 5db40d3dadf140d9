import * as assert from "node:assert/strict";
import { historyEntries } from "../../../engines/pulumi/history";

const update = {
  version: 0, kind: "update", startTime: "2026-11-20T14:00:00+01:00", endTime: "2026-11-20T14:01:00.000Z", message: "up", result: "succeeded",
  environment: {}, config: { "stepwise:halo": { value: "{}", secret: false }, "a:b": { secret: true, value: "hidden" } }, resourceChanges: {},
};

describe("a history as Pulumi's CLI prints it", () => {
  it("is read with times in UTC, and without secrets", () => {
    const entries = historyEntries([update]);
    assert.deepEqual(entries, [{
      kind: "update", result: "succeeded", message: "up", startTime: "2026-11-20T13:00:00.000Z", endTime: "2026-11-20T14:01:00.000Z",
      config: { "stepwise:halo": "{}", "a:b": "[secret]" },
    }]);
  });

  it("has neither previews nor anything else but updates and refreshes in it", () => {
    assert.deepEqual(historyEntries(["refresh", "preview", "destroy", "import"].map((kind) => ({ ...update, kind }))).map(({ kind }) => kind), ["refresh"]);
  });

  it("may lack what an entry that was cut off lacks", () => {
    const [entry] = historyEntries([{ kind: "update", result: "in-progress" }]);
    assert.deepEqual(entry, { kind: "update", result: "in-progress", message: "", startTime: "", endTime: "", config: {} });
    assert.equal(historyEntries([{ ...update, result: "" }])[0]!.result, "in-progress");
  });

  it("is an error where it is no such thing", () => {
    for (const wrong of [{}, null, [1], [{ kind: 1 }]]) assert.throws(() => historyEntries(wrong), /printed what is no history/);
  });
});
