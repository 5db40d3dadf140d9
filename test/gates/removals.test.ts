import * as assert from "node:assert/strict";
import type { ExportedResource } from "../../engines/engine";
import { RehearsalEngine } from "../../engines/rehearsal/rehearsalEngine";
import { memoryStore } from "../../engines/rehearsal/store";
import { StackFolder, type SmallStack } from "../support/kingdomStack";

const both: SmallStack = { version: "0.5.45", duchies: { worker1: "0.5.45" } };
const without: SmallStack = { version: "0.5.45", duchies: {} };
const confirmed = { by: "operations", date: "2026-11-21", backup: "duchy-worker1-20261120-101500", unannounced: "its operator has left" };

describe("the hooks of what is deleted, on the rehearsal engine", function () {
  this.timeout(120_000);
  const files = new StackFolder("removals");
  let installed: readonly ExportedResource[];
  after(() => files.remove());
  before(async () => {
    const store = memoryStore();
    const outcome = await new RehearsalEngine({ stack: "removals", store }).up(
      { configFile: files.write({ ...both, permits: { install: ["halo/kingdom", "halo/duchy-worker1"] } }), message: "install" });
    assert.equal(outcome.result, "succeeded");
    installed = store.resources;
  });
  const run = async (stack: SmallStack, how: "up" | "preview" = "up", from = installed) => {
    const store = memoryStore(from);
    const outcome = await new RehearsalEngine({ stack: "removals", store })[how]({ configFile: files.write(stack), message: how });
    return { ...outcome, said: outcome.diagnostics.map(({ message }) => message).join("\n"), left: store.resources };
  };
  const ofDuchy = (resources: readonly ExportedResource[]) => resources.filter(({ urn }) => urn.split("::").at(-1)!.startsWith("duchy-worker1"));

  it("let a component go that was confirmed, with all of its parts", async () => {
    const preview = await run({ ...without, permits: { removal: { "halo/duchy-worker1": confirmed } } }, "preview");
    assert.equal(preview.result, "succeeded", preview.said);
    const { result, left, said } = await run({ ...without, permits: { removal: { "halo/duchy-worker1": confirmed } } });
    assert.deepEqual([result, said, ofDuchy(left)], ["succeeded", "", []]);
    assert.ok(left.some(({ type }) => type === "stepwise:halo:Kingdom"));
  });

  for (const [what, permits, reason] of [
    ["nobody named", {}, "removal-not-stated"],
    ["is only permitted", { remove: ["halo/duchy-worker1"] }, "removal-not-confirmed"],
    ["was confirmed without a note or a reason", { removal: { "halo/duchy-worker1": { ...confirmed, unannounced: undefined } } }, "removal-not-announced"],
    ["was confirmed with another's backup", { removal: { "halo/duchy-worker1": { ...confirmed, backup: "kingdom-20261120-101500" } } }, "removal-backup"],
  ] as const) {
    it(`keep one that ${what}, whole`, async () => {
      const { result, said, left } = await run({ ...without, permits });
      assert.equal(result, "failed");
      assert.match(said, new RegExp(`\\[${reason}\\]`));
      assert.equal(ofDuchy(left).length, ofDuchy(installed).length);
    });
  }

  it("know whose a part is that carries no annotation, and keep it", async () => {
    // The first part to be deleted is a Service, which says nothing of its component.
    const service = installed.find(({ type, urn }) => type === "kubernetes:core/v1:Service" && urn.includes("::duchy-worker1-"))!;
    const last = [...installed.filter((one) => one !== service), service];
    const { result, said, left } = await run(without, "up", last);
    assert.equal(result, "failed");
    assert.match(said, /halo\/duchy-worker1 would be removed: .*\[removal-not-stated\]/);
    assert.equal(left.length, last.length);
  });

  it("keep a Kingdom that a Duchy needs, though it was confirmed", async () => {
    const going = { "halo/kingdom": { ...confirmed, backup: "kingdom-20261120-101500" } };
    const { result, said, left } = await run({ ...both, withoutKingdom: true, permits: { removal: going } });
    assert.equal(result, "failed");
    assert.match(said, /halo\/duchy-worker1 stays, and needs a kingdom: .*\[removal-has-dependents\]/);
    assert.equal(left.length, installed.length);
  });

  it("let parts go that a hop no longer has", async () => {
    const { result, said } = await run({ version: "0.5.46", duchies: { worker1: "0.5.45" } });
    assert.deepEqual([result, said], ["succeeded", ""]);
  });

  it("let a part go that the program has no longer, of a component that stays as it is", async () => {
    const duchy = installed.find(({ type }) => type === "stepwise:halo:Duchy")!.urn;
    const like = installed.find(({ type, urn }) => type === "kubernetes:core/v1:Service" && urn.includes("::duchy-worker1-"))!;
    const urn = like.urn.replace(/::[^:]+$/, "::duchy-worker1-of-old");
    const { result, said, left } = await run(both, "up", [...installed, { ...like, urn, parent: duchy }]);
    assert.deepEqual([result, said, left.some((one) => one.urn === urn)], ["succeeded", "", false]);
  });
});
