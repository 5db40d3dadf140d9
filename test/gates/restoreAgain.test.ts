import * as assert from "node:assert/strict";
import { RehearsalEngine } from "../../engines/rehearsal/rehearsalEngine";
import { carried, deployed, snapshotOf, storeFrom, type Snapshot } from "../automation/deploy/world";
import { StackFolder, type SmallStack } from "../support/kingdomStack";

describe("a component that a backup was restored for", function () {
  this.timeout(120_000);
  const back: SmallStack = { version: "0.5.45", returnedFrom: { version: "0.5.46", restore: "kingdom-20261120-020304" } };
  const files = new StackFolder("small");
  let restored: Snapshot;
  after(() => files.remove());
  before(async () => {
    const store = storeFrom(await deployed({ version: "0.5.46" }));
    assert.equal((await carried(back, store)).result.result, "reached");
    restored = snapshotOf(store);
  });
  const run = async (stack: SmallStack, how: "preview" | "up") => {
    const store = storeFrom(restored);
    const outcome = await new RehearsalEngine({ stack: "small", store })[how]({ configFile: files.write(stack), message: how });
    const jobs = outcome.steps.filter(({ op, name }) => op !== "same" && name === "kingdom-restore");
    return { ...outcome, said: outcome.diagnostics.map(({ message }) => message).join("\n"), jobs };
  };

  for (const how of ["preview", "up"] as const) {
    it(`is not restored again because a setting has changed (${how})`, async () => {
      const { result, said, jobs } = await run({ ...back, backupRetention: "30d" }, how);
      assert.equal(result, "failed");
      assert.match(said, /its backup would be restored once more, and what was written since would be lost\./);
      assert.match(said, /permits\.rerun: \[halo\/kingdom\]\. \[restore-again\]/);
      assert.deepEqual(jobs.filter((job) => job.result === "succeeded" && job.op !== "replace"), []);
    });
  }
  it("is where that is meant", async () => {
    const { result, said, jobs } = await run({ ...back, backupRetention: "30d", permits: { rerun: ["halo/kingdom"] } }, "up");
    assert.deepEqual([result, said, jobs.length > 0], ["succeeded", "", true]);
  });
  it("stays as it is where nothing has changed", async () => {
    const { result, jobs } = await run(back, "up");
    assert.deepEqual([result, jobs], ["succeeded", []]);
  });
});
