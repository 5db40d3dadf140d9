import * as assert from "node:assert/strict";
import type { ExportedResource } from "../../engines/engine";
import { RehearsalEngine } from "../../engines/rehearsal/rehearsalEngine";
import { memoryStore } from "../../engines/rehearsal/store";
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
  const upOn = async (changed: readonly ExportedResource[], version: string) => {
    const store = memoryStore(changed);
    store.cluster.objects.push(...store.resources.flatMap(({ inputs }) => {
      const { apiVersion, kind, metadata } = (inputs ?? {}) as { apiVersion?: string; kind?: string; metadata?: { name: string; namespace?: string } };
      return kind && metadata ? [`${apiVersion}/${kind}/${metadata.namespace ?? "default"}/${metadata.name}`] : [];
    }));
    const outcome = await new RehearsalEngine({ stack: "bypass", store }).up(run({ version }));
    return { outcome, said: outcome.diagnostics.map(({ message }) => message).join("\n") };
  };

  it("does not get round the gate by moving a component under another parent", async () => {
    const moved = JSON.parse(JSON.stringify(resources).replaceAll("stepwise:halo:Kingdom", "example:index:Team$stepwise:halo:Kingdom")
      .replaceAll('"type":"example:index:Team$stepwise', '"type":"stepwise')) as ExportedResource[];
    const { outcome, said } = await upOn(moved, "0.5.46");
    assert.equal(outcome.result, "failed");
    assert.match(said, /\[install-not-stated\]/);
  });

  it("blocks where the deployed version is not known, with its own message", async () => {
    const { outcome, said } = await upOn(resources.map((one) => one.type === "stepwise:halo:Kingdom" ? { ...one, inputs: {} } : one), "0.5.46");
    assert.equal(outcome.result, "failed");
    assert.match(said, /which release of halo\/kingdom is deployed is not known.*\[deployed-unknown\]/s);
  });

  it("goes on from a state that nobody changed", async () => {
    const { outcome, said } = await upOn(resources, "0.5.46");
    assert.equal(outcome.result, "succeeded", said);
  });
});
