import * as assert from "node:assert/strict";
import { PulumiWorld, whyNoPulumi } from "../support/pulumiWorld";
import type { SmallStack } from "../support/kingdomStack";

const missing = whyNoPulumi();
const confirmation = (name: string) => ({ by: "operations", date: "2026-11-21", backup: `${name}-20261120-101500`, unannounced: "the trial is over" });

describe(`destroying a stack on the real engine${missing === undefined ? "" : ` (not tried: ${missing})`}`, function () {
  this.timeout(300_000);
  if (missing !== undefined) {
    it("keeps every part of what nobody confirmed");
    return;
  }
  const world = new PulumiWorld("destroyed");
  const stack: SmallStack = { version: "0.5.45", duchies: { worker1: "0.5.45" } };
  after(() => world.remove());
  const parts = async () => ((await (await world.open()).state()).deployment.resources ?? []).map(({ urn }) => urn).sort();
  const destroy = (permits: Readonly<Record<string, unknown>>, of = stack): string => {
    try {
      world.pulumi("destroy", "--run-program", "--yes", "--skip-preview", "--config-file", world.run({ ...of, permits }).configFile);
      return "";
    } catch (error) {
      return String((error as { stdout?: Buffer }).stdout);
    }
  };

  it("keeps every part of what nobody confirmed, and lets go of what is confirmed", async () => {
    const outcome = await (await world.open()).up(world.run({ ...stack, permits: { install: ["halo/kingdom", "halo/duchy-worker1"] } }));
    assert.equal(outcome.result, "succeeded");
    const before = await parts();
    assert.match(destroy({}), /duchy-worker1-verify would be deleted while halo\/duchy-worker1 itself is not .*\[part-without-component\]/);
    assert.deepEqual(await parts(), before);
    // Half a confirmation takes away half of the stack, and all of the other half stays.
    assert.match(destroy({ removal: { "halo/duchy-worker1": confirmation("duchy-worker1") } }), /kingdom-verify would be deleted/);
    const kingdom = (urns: readonly string[]) => urns.filter((urn) => urn.includes("stepwise:halo:Kingdom"));
    assert.deepEqual(kingdom(await parts()), kingdom(before));
    // What is gone is taken out of the stack file, or it would look like a first install.
    assert.equal(destroy({ removal: { "halo/kingdom": confirmation("kingdom") } }, { version: "0.5.45" }), "");
    assert.deepEqual(await parts(), []);
  });
});
