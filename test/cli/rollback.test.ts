import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { history } from "../../cli/history";
import { rollback } from "../../cli/rollback";
import { installationStates } from "../../gates/installationState";
import { InputError } from "../../releases/problem";
import { stackText } from "../support/kingdomStack";
import { carried, deployed, storeFrom, snapshotOf } from "../automation/deploy/world";
import { printed } from "./looking";
import { CommandFolder } from "./rehearsedStack";

const now = { version: "0.5.46" };

describe("stepwise rollback", function () {
  this.timeout(180_000);
  const folder = new CommandFolder();
  const run = (more: object = {}) => printed(() => rollback({ ...folder.options, ...more }, folder.global));
  const refused = (more: object, expected: RegExp) =>
    assert.rejects(run(more), (error) => error instanceof InputError && expected.test(error.message));
  before(async () => {
    await folder.prepare({ version: "0.5.45" });
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    assert.equal((await carried(now, store)).result.result, "reached");
    folder.put(snapshotOf(store));
    folder.declare(now);
  });
  after(() => folder.remove());

  it("says with --preview what it would do, and does nothing", async () => {
    const before = readFileSync(folder.stateFile, "utf8");
    const { code, stdout } = await run({ preview: true, json: true });
    const told = JSON.parse(stdout) as {
      schema: string; allowed: boolean; to: { message: string }; ways: Record<string, { from: string; to: string }[]>; patch: string;
    };
    assert.deepEqual([code, told.schema, told.allowed, told.to.message], [0, "stepwise/rollback/v1", true, "what is deployed"]);
    assert.deepEqual(told.ways["halo/kingdom"]!.map(({ from, to }) => [from, to]), [["0.5.46", "0.5.45"]]);
    assert.match(told.patch, /^\+.*returnedFrom/m);
    assert.match((await run({ preview: true })).stdout, /^Rollback of the stack small +ALLOWED\n[^]*halo\/kingdom +0\.5\.46 → 0\.5\.45/);
    assert.deepEqual([readFileSync(folder.stateFile, "utf8"), readFileSync(folder.file, "utf8")], [before, stackText(now)]);
  });

  it("goes nowhere without somebody who means it", async () => {
    const before = readFileSync(folder.stateFile, "utf8");
    await refused({ json: true }, /--yes: found no terminal to ask on, expected --yes/);
    assert.equal(readFileSync(folder.stateFile, "utf8"), before);
  });

  it("refuses an update that there is not, with those that there are", async () => {
    await refused({ to: "0.5.11", preview: true }, /0\.5\.11/);
    await refused({ component: "halo/duchy", preview: true }, /expected a component that is deployed: halo\/kingdom/);
  });

  it("goes back, and leaves the reviewed file alone where a patch was asked for, which says the rest", async () => {
    const patch = path.join(folder.cwd, "back.patch");
    const { code, stdout } = await run({ yes: true, patch });
    assert.equal(code, 0);
    assert.match(stdout, /The stack small +REACHED/);
    assert.match(stdout, /apply .*back\.patch to Pulumi\.small\.yaml and commit it: until then\s+`up` does not climb again/);
    assert.equal(readFileSync(folder.file, "utf8"), stackText(now));
    assert.match(readFileSync(patch, "utf8"), /^\+.*0\.5\.45/m);
    const kingdom = installationStates({ deployment: { resources: folder.store.resources } }).get("halo/kingdom");
    assert.deepEqual(kingdom?.kind === "complete" && [kingdom.deployed, kingdom.returnedFrom?.version], ["0.5.45", "0.5.46"]);
  });

  it("is in the history, with what it rests on", async () => {
    const { stdout } = await printed(() => history({ stack: "small", rehearsal: "rehearsed", json: true }, folder.global));
    const { updates } = JSON.parse(stdout) as { updates: { message: string; result: string; changes: object[] }[] };
    assert.match(updates[0]!.message, /^halo\/kingdom 0\.5\.46 → 0\.5\.45, hop 1 of 1 \(catalog halo [0-9a-f]{12}/);
    assert.deepEqual(updates[0]!.changes, [{ component: "halo/kingdom", from: "0.5.46", to: "0.5.45" }]);
  });
});
