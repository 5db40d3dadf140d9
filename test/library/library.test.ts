import * as assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  history, InputError, plan, preview, previewRollback, rollback, status, upgrade, verify,
  type CarriedEvent, type StackOptions, type UpgradeOptions,
} from "../../library";
import { stackText, type SmallStack } from "../support/kingdomStack";

describe("the library", function () {
  this.timeout(240_000);
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-library-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const listeners = () => ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => process.listenerCount(signal));
  const fileOf = (stack: string) => path.join(folder, `Pulumi.${stack}.yaml`);
  const deployedFile = path.join(folder, "deployed.yaml");
  const declare = (stack: string, small: SmallStack, more: Readonly<Record<string, unknown>> = {}) => {
    const { config } = JSON.parse(stackText(small)) as { config: object };
    writeFileSync(fileOf(stack), JSON.stringify({ config: { ...config, ...more } }, null, 2));
  };
  const of = (stack: string): StackOptions => ({ stack, folder, rehearsal: { folder: "r" } });
  /** Put in place at 0.5.45 by its first run, which has somewhere to go. */
  const fresh = (stack: string): StackOptions => ({ stack, folder, rehearsal: { folder: "r", deployed: deployedFile } });
  const up = (stack: string, more: Partial<UpgradeOptions> = {}) => upgrade({ ...of(stack), ...more });

  before(() => {
    writeFileSync(deployedFile, 'halo: "0.5.45"\n');
    declare("staging", { version: "0.5.46" }, { "stepwise:notify": [{ urlFrom: "STEPWISE_TEST_NOT_SET", required: true }] });
    declare("prod", { version: "0.5.46" }, { "stepwise:demands": { verifiedIn: ["staging"] } });
  });

  it("plans without an engine", async () => {
    const { schema, verdict, hops, deployedFrom } = await plan({ stack: "staging", folder, deployed: deployedFile, diff: false });
    assert.deepEqual([schema, verdict, hops.length, deployedFrom], ["stepwise/plan/v1", "allowed", 1, { from: "file", file: deployedFile }]);
    const set = await plan({ stack: "staging", folder, deployed: deployedFile, set: ["halo=0.5.45"], diff: false });
    assert.equal(set.hops.length, 0);
    const [hop] = (await plan({ stack: "staging", folder, deployed: deployedFile })).hops;
    assert.ok(hop!.diff.length > 0);
  });

  it("throws what was given and can't be used as the error that it documents", async () => {
    const wrong = (work: Promise<unknown>, what: RegExp) =>
      assert.rejects(work, (error) => error instanceof InputError && what.test(error.message));
    await wrong(plan({ stack: "none", folder }), /Pulumi\.none\.yaml/);
    await wrong(up("staging", { soakSeconds: 0.5 }), /soakSeconds: found 0\.5, expected whole seconds/);
    await wrong(up("staging", { rehearsal: { folder: "r", paceSeconds: -1 } }), /paceSeconds: found -1/);
    await wrong(up("staging", { plan: "none.json" }), /none\.json/);
  });

  it("refuses a hop that another stack is to verify first, in the preview and in the run", async () => {
    const seen = await preview(fresh("prod"));
    assert.deepEqual([seen.isAllowed, seen.reviewed], [false, undefined]);
    const open = seen.report.plan.hops[0]!.open.map(({ id, kind }) => [id, kind]);
    assert.deepEqual(open, [["verified-in:staging:halo/kingdom@0.5.46", "readiness"]]);
    const refused = await up("prod");
    assert.deepEqual([refused.schema, refused.result, refused.ups], ["stepwise/up/v1", "blocked", []]);
    assert.match(refused.next[0]!, /staging has verified 0\.5\.45 → 0\.5\.46 of halo\/kingdom before; it has no halo\/kingdom/);
    assert.deepEqual(refused.states["halo/kingdom"], { kind: "complete", deployed: "0.5.45", schema: "0.5.45" });
  });

  it("previews, and carries out exactly what was previewed, telling of it and touching nothing of the process", async () => {
    const [before, events] = [listeners(), [] as CarriedEvent[]];
    const { report, isAllowed, reviewed } = await preview(fresh("staging"));
    assert.deepEqual([report.schema, report.kind, isAllowed, report.next?.result], ["stepwise/preview/v1", "upgrade", true, "succeeded"]);
    const during: unknown[] = [];
    const done = await up("staging", {
      plan: reviewed,
      onEvent: (event) => {
        events.push(event);
        during.push(listeners());
      },
    });
    assert.equal(done.result, "reached", JSON.stringify(done.reasons));
    assert.deepEqual(done.ups.map(({ hop, kind, result }) => [hop, kind, result]), [[1, "upgrade", "succeeded"]]);
    const told = events.flatMap((event) => event.event === "notification" ? [`${event.on} ${event.result}`] : event.event.startsWith("up-") ? [event.event] : []);
    assert.deepEqual(told, ["up-started", "started rehearsed", "up-ended", "succeeded rehearsed"]);
    assert.ok([...during, listeners()].every((now) => JSON.stringify(now) === JSON.stringify(before)), "no signal is handled");
    assert.equal(process.exitCode, undefined);
    const stale = await up("staging", { plan: { ...reviewed!, stack: "other" } });
    assert.deepEqual([stale.result, stale.reasons[0]!.id], ["blocked", "stale-plan:stack"]);
  });

  it("goes on where the other stack has verified the hop, and says by what in the history", async () => {
    const done = await up("prod");
    assert.equal(done.result, "reached", JSON.stringify(done.reasons));
    const saved = JSON.parse(readFileSync(path.join(folder, "r", "prod", "rehearsal.json"), "utf8")) as { history: { config: Record<string, unknown> }[] };
    const [newest] = saved.history;
    assert.match(JSON.stringify(newest!.config["stepwise:permits"]), /verified-in:staging:halo\/kingdom@0\.5\.46[^}]*what staging has been through/);
    assert.ok(!readFileSync(fileOf("prod"), "utf8").includes("verified-in"), "the reviewed file stays as it is");
  });

  it("says where a stack is, what happened to it, and whether it runs", async () => {
    const found = await status(of("staging"));
    assert.deepEqual([found.stack, found.verdict], ["staging", "as declared"]);
    const { schema, updates } = await history(of("staging"));
    assert.equal(schema, "stepwise/history/v1");
    assert.deepEqual(updates[0]!.changes, [{ component: "halo/kingdom", from: "0.5.45", to: "0.5.46" }]);
    const checks = await verify(of("staging"));
    assert.deepEqual([checks.schema, checks.result], ["stepwise/verification-run/v1", "passed"]);
  });

  it("ends a run that is told to, and says how to go on", async () => {
    const { result, ups, next } = await up("staging", { signal: AbortSignal.abort() });
    assert.deepEqual([result, ups.length], ["cancelled", 0]);
    assert.match(next[0]!, /goes on from here/);
  });

  it("plans and carries a rollback out, and leaves the file alone in a rehearsal", async () => {
    const text = readFileSync(fileOf("staging"), "utf8");
    const planned = await previewRollback(of("staging"));
    assert.deepEqual([planned.schema, planned.allowed], ["stepwise/rollback/v1", true]);
    const losing = Object.values(planned.ways).flat().some(({ restore }) => restore !== undefined);
    if (losing) await assert.rejects(rollback(of("staging")), /loseData: found that a backup has to be restored/);
    const { report, up: made } = await rollback({ ...of("staging"), loseData: losing });
    assert.equal(made!.result, "reached", JSON.stringify(made));
    assert.deepEqual(report.returns, [{ component: "halo/kingdom", from: "0.5.46", to: "0.5.45" }]);
    assert.match(made!.next[0]!, /a rehearsal leaves it alone/);
    assert.equal(readFileSync(fileOf("staging"), "utf8"), text);
  });

  it("refuses what was gone back from in the other stack since", async () => {
    rmSync(path.join(folder, "r", "prod"), { recursive: true });
    const refused = await upgrade(fresh("prod"));
    assert.equal(refused.result, "blocked");
    assert.match(refused.next[0]!, /gone back with from 0\.5\.46/);
    assert.ok(existsSync(path.join(folder, "r", "prod")));
  });
});
