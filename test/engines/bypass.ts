import * as assert from "node:assert/strict";
import type { ExportedResource, Outcome } from "../../engines/engine";
import type { SmallStack } from "../support/kingdomStack";

/** What trying to get round the gate needs of an engine. */
export interface BypassWorld {
  up(stack: SmallStack, options?: { readonly target?: readonly string[]; readonly replace?: readonly string[] }): Promise<Outcome>;
  preview(stack: SmallStack): Promise<Outcome>;
  resources(): Promise<readonly ExportedResource[]>;
}

const installed: SmallStack = { version: "0.5.45", duchies: { worker1: "0.5.45" } };

/** Every way of moving a version that is not a change of the version: none gets round the gate. */
export function describeBypass(engine: string, open: () => Promise<BypassWorld>): void {
  describe(`getting round the gate on the ${engine} engine`, function () {
    this.timeout(300_000);
    let world: BypassWorld;
    let asInstalled: string;
    const saved = async () => (await world.resources())
      .map(({ urn, inputs }) => `${urn} ${JSON.stringify((inputs as { version?: string } | undefined)?.version)}`).sort().join("\n");
    const urnOf = async (type: string, name: string) => {
      const found = (await world.resources()).find((resource) => resource.type === type && resource.urn.endsWith(`::${name}`));
      assert.ok(found, `${type} ${name} is in the state`);
      return found.urn;
    };
    const refused = (outcome: Outcome, id: string) => {
      assert.equal(outcome.result, "failed");
      assert.match(outcome.diagnostics.map(({ message }) => message).join("\n"), new RegExp(`\\[${id}\\]`));
    };

    before(async () => {
      world = await open();
      const outcome = await world.up({ ...installed, permits: { install: ["halo/kingdom", "halo/duchy-worker1"] } });
      assert.equal(outcome.result, "succeeded", JSON.stringify(outcome.diagnostics));
      asInstalled = await saved();
    });
    afterEach(async () => { assert.equal(await saved(), asInstalled, "what is saved is what it was"); });

    it("by renaming a component", async () => {
      refused(await world.preview({ version: "0.5.45", duchies: { worker9: "0.5.46" } }), "install-not-stated");
    });

    it("by renaming a component and stating that the new one is to be installed", async () => {
      const renamed = { version: "0.5.45", duchies: { worker9: "0.5.46" }, permits: { install: ["halo/duchy-worker9"] } };
      refused(await world.preview(renamed), "removal-not-stated");
    });

    it("by removing it, to install another release afterwards", async () => {
      refused(await world.up({ version: "0.5.45" }), "removal-not-stated");
    });

    it("by having it replaced", async () => {
      const replace = [await urnOf("stepwise:halo:Kingdom", "kingdom")];
      const outcome = await world.up({ ...installed, version: "0.5.46" }, { replace });
      assert.equal(outcome.result, "failed");
      assert.match(outcome.diagnostics.map(({ message }) => message).join("\n"), /removal-not-stated|install-not-stated/);
    });

    it("by targeting one of its parts alone", async () => {
      const target = [await urnOf("kubernetes:apps/v1:Deployment", "kingdom-system-api-server-deployment")];
      refused(await world.up({ ...installed, version: "0.5.46" }, { target }), "part-without-component");
    });

    it("by changing the version twice as far as one step goes", async () => {
      refused(await world.preview({ ...installed, version: "0.5.18" }), "downgrade-not-stated");
    });
  });
}
