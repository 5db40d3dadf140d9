import * as assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { history } from "../../cli/history";
import { InputError } from "../../releases/problem";
import { memoryStore } from "../../engines/rehearsal/store";
import { entry } from "../automation/rollback/entries";
import { snapshotOf } from "../automation/deploy/world";
import { printed } from "./looking";
import { CommandFolder } from "./rehearsedStack";

describe("stepwise history", () => {
  const folder = new CommandFolder();
  const run = (json: boolean) => printed(() => history({ stack: "small", rehearsal: "rehearsed", json }, folder.global));
  after(() => folder.remove());

  it("says that nothing was ever run", async () => {
    const { code, stdout } = await run(false);
    assert.deepEqual([code, /nothing was ever run on it/.test(stdout)], [0, true]);
    assert.deepEqual(JSON.parse((await run(true)).stdout), { schema: "stepwise/history/v1", stack: "small", updates: [] });
  });

  it("says what each update changed, the newest first, and of an entry that was cut off why it can't be read", async () => {
    const past = [
      entry(2, { version: "0.5.46" }, { result: "failed" }), entry(1, undefined, { config: { "stepwise:halo": '{"version":"0.5' } }), entry(0, { version: "0.5.45" }),
    ];
    folder.put({ ...snapshotOf(memoryStore()), history: past });
    const { updates } = JSON.parse((await run(true)).stdout) as {
      updates: { result: string; changes: object[]; unreadable?: string; config?: object }[];
    };
    assert.deepEqual(updates.map(({ result, changes, unreadable }) => [result, changes, unreadable]), [
      ["failed", [{ component: "halo/kingdom", from: "0.5.45", to: "0.5.46" }], undefined],
      ["succeeded", [], "stepwise:halo is not complete JSON"],
      ["succeeded", [{ component: "halo/kingdom", from: null, to: "0.5.45" }], undefined],
    ]);
    assert.ok(updates.every((one) => one.config === undefined), "settings are left out");
    assert.match((await run(false)).stdout, /unreadable: stepwise:halo is not complete JSON/);
  });

  it("says that a file which was cut off is one", async () => {
    writeFileSync(folder.stateFile, '{"resources":[');
    await assert.rejects(run(false), (error) => error instanceof InputError && /the rehearsal's state can't be read/.test(error.message));
  });
});
