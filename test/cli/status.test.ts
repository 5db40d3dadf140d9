import * as assert from "node:assert/strict";
import type { StackStatus } from "../../automation/status/model";
import { status } from "../../cli/status";
import { printed, RehearsedFolder } from "./looking";

describe("stepwise status", function () {
  this.timeout(120_000);
  const folder = new RehearsedFolder();
  const run = (more: object = {}) => printed(() => status({ ...folder.options, ...more }, { cwd: folder.cwd }));
  before(() => folder.prepare());
  after(() => folder.remove());

  it("says that all is as declared, and of a rehearsal that it is one", async () => {
    const { code, stdout, stderr } = await run();
    assert.equal(code, 0);
    assert.match(stdout, /^Status of the stack small +AS DECLARED\n/);
    assert.match(stderr, /nothing of it was applied anywhere/);
  });

  it("has the shape that others rely on", async () => {
    const { code, stdout } = await run({ json: true });
    const found = JSON.parse(stdout) as StackStatus & { rehearsal: string };
    assert.deepEqual([code, found.schema, found.stack, found.verdict, found.rehearsal, found.engine], [0, "stepwise/status/v1", "small", "as declared", "rehearsed", null]);
    assert.deepEqual(found.components.map(({ component, declared, verdict, drift, available, newest, next }) =>
      [component, declared, verdict, drift, available, newest, next]), [["halo/kingdom", "0.5.46", "as declared", [], [], "0.5.46", null]]);
  });

  it("ends with 2 for a nightly check where anything differs or is unknown, and with 0 where nothing does", async () => {
    const fine = await run({ expectNoChanges: true, json: true });
    assert.deepEqual([fine.code, (JSON.parse(fine.stdout) as StackStatus).engine], [0, { drift: [] }]);
    const offline = await run({ expectNoChanges: true, offline: true });
    assert.equal(offline.code, 2);
    assert.match(offline.stdout, /UNKNOWN\n[^]*the cluster was not asked\s+\(--offline\)/);
    assert.equal((await run({ offline: true })).code, 0);
    const missing = await folder.while(
      (store) => { delete store.cluster.objects["v1/Service/kingdom/system-api-server"]; }, () => run({ expectNoChanges: true }));
    assert.equal(missing.code, 2);
    assert.match(missing.stdout, /DIFFERS\n[^]*✗ object-missing +Service kingdom\/system-api-server/);
  });

  it("counts what the engine would change, and a gate that refuses, as no fine night", async () => {
    folder.declare("0.5.45");
    try {
      const { code, stdout } = await run({ expectNoChanges: true, json: true });
      const found = JSON.parse(stdout) as StackStatus;
      assert.deepEqual([code, found.verdict], [2, "differs"]);
      assert.deepEqual(found.components[0]!.drift.map(({ id }) => id), ["not-deployed"]);
      assert.match(JSON.stringify(found.engine), /downgrade-not-stated/);
    } finally {
      folder.declare("0.5.46");
    }
  });
});
