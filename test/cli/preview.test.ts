import * as assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { readReviewedPlan } from "../../automation/deploy/reviewed";
import { preview } from "../../cli/preview";
import { up } from "../../cli/up";
import { InputError } from "../../releases/problem";
import { printed } from "./looking";
import { CommandFolder } from "./rehearsedStack";

describe("stepwise preview", function () {
  this.timeout(180_000);
  const folder = new CommandFolder();
  const plan = path.join(folder.cwd, "plan.json");
  const run = (more: object = {}) => printed(() => preview({ ...folder.options, ...more }, folder.global));
  before(() => folder.prepare({ version: "0.5.45" }));
  after(() => folder.remove());

  it("shows the way and what the engine makes of its next step, changes nothing, and keeps what somebody is to review", async () => {
    folder.declare({ version: "0.5.46" });
    const before = readFileSync(folder.stateFile, "utf8");
    const { code, stdout, stderr } = await run({ json: true, savePlan: plan });
    assert.equal(code, 0);
    const shown = JSON.parse(stdout) as {
      schema: string; stack: string; kind: string; plan: { hops: object[] };
      next: { message: string; result: string; steps: { op: string }[] };
    };
    assert.deepEqual([shown.schema, shown.stack, shown.kind, shown.plan.hops.length, shown.next.result], ["stepwise/preview/v1", "small", "upgrade", 1, "succeeded"]);
    assert.match(shown.next.message, /^halo\/kingdom 0\.5\.45 → 0\.5\.46, hop 1 of 1 \(catalog halo [0-9a-f]{12}/);
    assert.ok(shown.next.steps.some(({ op }) => op !== "same"));
    assert.equal(readFileSync(folder.stateFile, "utf8"), before);
    assert.match(stderr, /apply exactly that: stepwise up --stack small --plan/);
    assert.deepEqual(readReviewedPlan(plan).hops.map(({ changes }) => changes), [[{ component: "halo/kingdom", from: "0.5.45", to: "0.5.46" }]]);
  });

  it("is what `up --plan` holds the stack file against", async () => {
    folder.declare({ version: "0.5.46", backupRetention: "21d" });
    const { code, stdout } = await printed(() => up({ ...folder.options, plan, json: true }, folder.global));
    const ended = JSON.parse(stdout.trim().split("\n").at(-1)!) as { result: string; reasons: { id: string }[]; ups: object[] };
    assert.deepEqual([code, ended.result, ended.reasons.map(({ id }) => id), ended.ups], [2, "blocked", ["stale-plan:stack-file"], []]);
  });

  it("says no where the way is not allowed, with the reason, and keeps no plan", async () => {
    folder.declare({ version: "0.5.44" });
    const file = path.join(folder.cwd, "blocked.json");
    const { code, stdout } = await run({ savePlan: file });
    assert.equal(code, 2);
    assert.match(stdout, /downgrade-not-stated/);
    assert.ok(!existsSync(file));
  });

  it("refuses options of a rehearsal without one", () => assert.rejects(run({ rehearsal: undefined, pace: "3" }), InputError));
});
