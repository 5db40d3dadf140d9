import * as assert from "node:assert/strict";
import * as path from "node:path";
import { configText } from "../../engines/rehearsal/configuration";
import type { PolicyPackRun } from "../../engines/engine";
import type { Goal } from "../../engines/rehearsal/goal";
import { PolicyPackProcess } from "../../engines/rehearsal/policyPack";
import { RehearsalEngine } from "../../engines/rehearsal/rehearsalEngine";
import { memoryStore } from "../../engines/rehearsal/store";
import { installationStates } from "../../gates/installationState";
import { projectRoot } from "../../releases/projectRoot";
import { StackFolder, type SmallStack } from "../support/kingdomStack";
import { changed, containerPath, deployment, deploymentType, kingdomUrn, unknownValue } from "./asking";

describe("the policy pack, run as an engine runs it", function () {
  this.timeout(60_000);
  const files = new StackFolder("pack");
  const store = memoryStore();
  const engine = new RehearsalEngine({ stack: "pack", store });
  const run = (stack: SmallStack, settings: Record<string, unknown> = {}, others: PolicyPackRun["config"] | Record<string, string> = {}) => ({
    configFile: files.write(stack),
    message: "pack",
    policyPack: {
      folder: path.join(projectRoot, "policies"),
      config: { "upgrade-path": { installed: Object.fromEntries(installationStates({ deployment: { resources: store.resources } })), ...settings }, ...others as PolicyPackRun["config"] },
    },
  });
  before(async () => {
    const outcome = await engine.up({ configFile: files.write({ version: "0.5.45", permits: { install: ["halo/kingdom"] } }), message: "install" });
    assert.equal(outcome.result, "succeeded");
  });
  after(() => files.remove());

  it("lets an allowed step through, in the preview and at up", async () => {
    const preview = await engine.preview(run({ version: "0.5.46" }));
    assert.deepEqual([preview.result, preview.violations.filter(({ enforcement }) => enforcement === "mandatory"), preview.diagnostics], ["succeeded", [], []]);
  });

  it("shows the whole diff beside the reason in a preview, where the hook alone would hide it", async () => {
    const withPack = await engine.preview(run({ version: "0.5.30" }));
    assert.equal(withPack.result, "failed");
    assert.deepEqual(withPack.diagnostics, []);
    assert.deepEqual(withPack.violations.map(({ policy, enforcement }) => [policy, enforcement]),
      [["upgrade-path", "mandatory"]]);
    assert.match(withPack.violations[0]!.message, /\[downgrade-not-stated\]/);
    assert.ok(withPack.steps.some(({ name, op }) => name === "kingdom-system-api-server-deployment" && op === "update"));

    const hookOnly = await engine.preview({ ...run({ version: "0.5.30" }), policyPack: undefined });
    assert.equal(hookOnly.result, "failed");
    assert.match(hookOnly.diagnostics.map(({ message }) => message).join(), /\[downgrade-not-stated\]/);
    assert.ok(!hookOnly.steps.some(({ name }) => name === "kingdom-system-api-server-deployment"));
  });

  it("speaks of a removal in the hook's place, in a preview; at up the hook does", async () => {
    const gone = { version: "0.5.45", withoutKingdom: true, duchies: { worker1: "0.5.45" } };
    const removal = await engine.preview(run({ ...gone, permits: { install: ["halo/duchy-worker1"] } }));
    assert.equal(removal.result, "failed");
    assert.deepEqual(removal.diagnostics, []);
    const found = removal.violations.filter(({ enforcement }) => enforcement === "mandatory");
    assert.deepEqual(found.map(({ policy }) => policy), ["removal-confirmed", "removal-confirmed"]);
    assert.match(found[0]!.message, /halo\/kingdom would be removed: .*\[removal-not-stated\]/);
    assert.match(found[1]!.message, /halo\/duchy-worker1 stays, and needs a kingdom: .*\[removal-has-dependents\]/);
    assert.ok(removal.steps.some(({ name, op }) => name === "kingdom-system-api-server-deployment" && op === "delete"));

    const advice = await engine.preview(run({ ...gone, permits: { install: ["halo/duchy-worker1"] } }, {}, { "removal-confirmed": "advisory" }));
    assert.deepEqual([advice.result, advice.diagnostics], ["succeeded", []]);
    const outcome = await engine.up(run({ ...gone, duchies: {}, permits: {} }, {}, { "removal-confirmed": "disabled" }));
    assert.equal(outcome.result, "failed");
    const said = outcome.diagnostics.map(({ message }) => message).join();
    assert.match(said, /hook "stepwise-gate-part-delete" failed.*\[removal-not-stated\]/s);
    assert.ok(!outcome.steps.some(({ op, result }) => op === "delete" && result === "succeeded"));
  });

  it("does not silence the hook about a finished Job that was forgotten, of which no policy speaks", async () => {
    const forgetful = memoryStore(store.resources.filter(({ urn }) => !urn.endsWith("::kingdom-backup")));
    const forgotten = await new RehearsalEngine({ stack: "pack", store: forgetful }).preview(run({ version: "0.5.45" }));
    assert.equal(forgotten.result, "failed");
    assert.match(forgotten.diagnostics.map(({ message }) => message).join(), /\[finished-job-forgotten\]/);
  });

  it("stops an update before anything is touched", async () => {
    const before = JSON.stringify(store.resources.map(({ urn }) => urn).sort());
    const outcome = await engine.up(run({ version: "0.5.30" }));
    assert.equal(outcome.result, "failed");
    assert.match(outcome.violations[0]!.message, /\[downgrade-not-stated\]/);
    assert.equal(JSON.stringify(store.resources.map(({ urn }) => urn).sort()), before);
  });

  it("can be switched to advisory, and the hook still refuses at up", async () => {
    const preview = await engine.preview(run({ version: "0.5.30" }, { enforcementLevel: "advisory" }));
    assert.deepEqual([preview.result, preview.violations.map(({ policy, enforcement }) => [policy, enforcement])],
      ["succeeded", [["upgrade-path", "advisory"]]]);
    const outcome = await engine.up(run({ version: "0.5.30" }, { enforcementLevel: "advisory" }));
    assert.equal(outcome.result, "failed");
    assert.match(outcome.diagnostics.map(({ message }) => message).join(), /hook "stepwise-gate-update" failed/);
  });

  it("stays mandatory where a preview does not know a value, as it comes from an engine", async () => {
    const names = { project: "stepwise", stack: "pack", dryRun: true, now: "2026-11-21T00:00:00Z" };
    const { policyPack } = run({ version: "0.5.46" });
    const pack = await PolicyPackProcess.start(policyPack, names, configText(files.file));
    try {
      const goal = { type: deploymentType, name: "server", urn: `urn:pulumi:pack::stepwise::stepwise:halo:Kingdom$${deploymentType}::server`, parent: kingdomUrn, protect: false };
      const inputs = changed(deployment, [...containerPath, "image"], unknownValue);
      const found = await pack.analyze({ ...goal, inputs } as unknown as Goal);
      assert.deepEqual(found.map(({ policy, enforcement, urn }) => [policy, enforcement, urn]),
        [["image-registry", "mandatory", goal.urn], ["image-version", "mandatory", goal.urn]]);
      const labelled = changed(deployment, ["metadata", "labels"], unknownValue);
      assert.deepEqual(await pack.analyze({ ...goal, inputs: labelled } as unknown as Goal), []);
    } finally {
      pack.stop();
    }
  });
});
