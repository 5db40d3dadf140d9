import * as assert from "node:assert/strict";
import type { VerificationRun } from "../../automation/verify/model";
import { verify } from "../../cli/verify";
import { printed, RehearsedFolder } from "./looking";

describe("stepwise verify", function () {
  this.timeout(120_000);
  const folder = new RehearsedFolder();
  const run = (more: object = {}) => printed(() => verify({ ...folder.options, ...more }, { cwd: folder.cwd }));
  const phaseJobs = ["kingdom-backup-0-5-46", "kingdom-migrate-0-5-46", "kingdom-verify-0-5-46"];
  before(() => folder.prepare());
  after(() => folder.remove());

  it("passes, says what each check proved, and leaves no Job behind", async () => {
    const { code, stdout, stderr } = await run();
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^Verification of the stack small +PASSED\n\nhalo\/kingdom\n/);
    assert.match(stdout, /✓ version .*\n[^]*✓ readiness .*\n[^]*✓ smoke +passed/);
    assert.match(stderr, /halo\/kingdom: running kingdom\/kingdom-verify-0-5-46-check-\d{14}/);
    assert.deepEqual(folder.jobs(), phaseJobs);
  });

  it("ends with 4 where a check fails, and with 2 where one is unknown", async () => {
    const missing = await folder.while(
      (store) => { delete store.cluster.objects["v1/Service/kingdom/system-api-server"]; }, () => run({ json: true }));
    const failed = JSON.parse(missing.stdout) as VerificationRun & { rehearsal: string };
    assert.deepEqual([missing.code, failed.schema, failed.result, failed.rehearsal], [4, "stepwise/verification-run/v1", "failed", "rehearsed"]);
    assert.deepEqual(failed.checks.map(({ check, result }) => `${check} ${result}`), ["version failed", "readiness passed", "smoke passed"]);
    const without = await folder.while(
      (store) => { store.resources = store.resources.filter(({ urn }) => !urn.endsWith("::kingdom-verify")); }, () => run({ json: true }));
    assert.deepEqual([without.code, (JSON.parse(without.stdout) as VerificationRun).result], [2, "unknown"]);
  });

  it("runs nothing once it is to end, and ends as the signal asks", async () => {
    const ended = printed(async () => {
      const running = verify(folder.options, { cwd: folder.cwd });
      process.emit("SIGHUP");
      await running;
    });
    const { code, stdout } = await ended;
    assert.equal(code, 129);
    assert.match(stdout, /\? smoke +unknown +the run was stopped before it had ended/);
    assert.deepEqual(folder.jobs(), phaseJobs);
  });
});
