import * as assert from "node:assert/strict";
import type { ExportedResource } from "../../engines/engine";
import { objectKey } from "../../engines/rehearsal/decide";
import { RehearsalEngine } from "../../engines/rehearsal/rehearsalEngine";
import { memoryStore } from "../../engines/rehearsal/store";
import type { Properties } from "../../engines/rehearsal/values";
import { StackFolder, type SmallStack } from "../support/kingdomStack";
import { describeBypass } from "./bypass";

const files = new StackFolder("bypass");
after(() => files.remove());
const run = (stack: SmallStack) => ({ configFile: files.write(stack), message: "bypass" });

describeBypass("rehearsal", () => {
  const store = memoryStore();
  const engine = new RehearsalEngine({ stack: "bypass", store });
  return Promise.resolve({
    up: (stack, options) => engine.up({ ...run(stack), ...options }),
    preview: (stack) => engine.preview(run(stack)),
    resources: () => Promise.resolve(store.resources),
  });
});

describe("a state that was changed by hand, on the rehearsal engine", function () {
  this.timeout(60_000);
  const installed: SmallStack = { version: "0.5.45", permits: { install: ["halo/kingdom"] } };
  let resources: readonly ExportedResource[];
  before(async () => {
    const store = memoryStore();
    const outcome = await new RehearsalEngine({ stack: "bypass", store }).up(run(installed));
    assert.equal(outcome.result, "succeeded");
    resources = store.resources;
  });
  /** The same state, with another release for deployed. */
  const at = (version: string) => resources.map((one) =>
    one.type === "stepwise:halo:Kingdom" ? { ...one, inputs: { ...one.inputs, version }, outputs: { deployed: version, schema: version } } : one);
  const upOn = async (changed: readonly ExportedResource[], version: string, more: Partial<SmallStack> = {}) => {
    const store = memoryStore(changed);
    for (const { inputs } of store.resources) {
      const manifest = (inputs ?? {}) as Properties;
      const key = objectKey(manifest);
      if (key !== undefined) store.cluster.objects[key] = { manifest, settled: "2026-01-01T00:00:00.000Z" };
    }
    const outcome = await new RehearsalEngine({ stack: "bypass", store }).up(run({ version, ...more }));
    return { outcome, said: outcome.diagnostics.map(({ message }) => message).join("\n") };
  };

  it("does not get round the gate by moving a component under another parent", async () => {
    const moved = JSON.parse(JSON.stringify(resources).replaceAll("stepwise:halo:Kingdom", "example:index:Team$stepwise:halo:Kingdom")
      .replaceAll('"type":"example:index:Team$stepwise', '"type":"stepwise')) as ExportedResource[];
    const { outcome, said } = await upOn(moved, "0.5.46");
    assert.equal(outcome.result, "failed");
    assert.match(said, /\[install-not-stated\]/);
  });

  it("enters no release that is not in the channel that the stack follows", async () => {
    const { outcome, said } = await upOn(resources, "0.5.46", { channel: { halo: "stable" } });
    assert.equal(outcome.result, "failed");
    assert.match(said, /\[channel:stable@0\.5\.46\]/);
  });

  it("blocks where the deployed version is not known, with its own message", async () => {
    const { outcome, said } = await upOn(resources.map((one) => one.type === "stepwise:halo:Kingdom" ? { ...one, inputs: {} } : one), "0.5.46");
    assert.equal(outcome.result, "failed");
    assert.match(said, /which release of halo\/kingdom is deployed is not known.*\[deployed-unknown\]/s);
  });

  it("refuses a jump over a required stop, naming the stop and the route", async () => {
    const { outcome, said } = await upOn(at("0.5.6"), "0.5.30");
    assert.equal(outcome.result, "failed");
    assert.match(said, /0\.5\.6 → 0\.5\.30 passes over the required stop 0\.5\.18.*\[required-stop:C1-stop\]/s);
    assert.match(said, /0\.5\.6 → 0\.5\.18 → 0\.5\.30.*\[next-release\]/s);
  });

  it("refuses a return over a migration that can't be undone, with the reason", async () => {
    const { outcome, said } = await upOn(at("0.5.30"), "0.5.22", { returnedFrom: { version: "0.5.30" } });
    assert.equal(outcome.result, "failed");
    assert.match(said, /0\.5\.23 changed the spanner schema in a way that 0\.5\.22 can't run on.*\[irreversible:spanner@0\.5\.23\]/s);
  });

  it("refuses an offline migration in one step, and says in which it goes", async () => {
    const { outcome, said } = await upOn(at("0.5.22"), "0.5.23");
    assert.equal(outcome.result, "failed");
    assert.match(said, /must run without traffic.*\[offline:spanner@0\.5\.23\]/s);
  });

  it("lets what runs already be adopted at the release that was stated, and at no other", async () => {
    const permits = { adopt: { "halo/kingdom": "0.5.45" } };
    const other = await upOn([], "0.5.46", { permits });
    assert.match(other.said, /\[adopt-as-it-is\]/);
    const { outcome, said } = await upOn([], "0.5.45", { permits });
    assert.equal(outcome.result, "succeeded", said);
  });

  it("does not run a forgotten Job again for the change of a setting, but does run one again whose own setting changed", async () => {
    const changed = { backupRetention: "30d" };
    const forgotten = await upOn(resources.filter(({ urn }) => !urn.endsWith("::kingdom-verify")), "0.5.45", changed);
    assert.match(forgotten.said, /kingdom-verify is no longer in the state.*\[finished-job-forgotten\]/s);
    const { outcome, said } = await upOn(resources, "0.5.45", changed);
    assert.equal(outcome.result, "succeeded", said);
    assert.deepEqual(outcome.steps.filter(({ type, op }) => type === "kubernetes:batch/v1:Job" && op === "replace").map(({ name }) => name), ["kingdom-backup"]);
  });

  it("goes on from a state that nobody changed", async () => {
    const { outcome, said } = await upOn(resources, "0.5.46");
    assert.equal(outcome.result, "succeeded", said);
  });
});
