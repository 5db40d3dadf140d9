import * as assert from "node:assert/strict";
import type { UpgradeResult } from "../../automation/deploy/run";
import type { Engine } from "../../engines/engine";
import type { SmallStack } from "../support/kingdomStack";
import { carry, history, ids, phases, told, type DeployWorld } from "./deploying";

/** What fails is tried again or gone back from, a stack is held by one run, and a killed run is gone on with. */
export function describeFailures(engine: string, open: (stack: string) => Promise<DeployWorld>): void {
  describe(`what fails while it is carried out on the ${engine} engine`, function () {
    this.timeout(600_000);
    let world: DeployWorld;
    before(async () => {
      world = await open("failures");
      const result = await carry(world, { version: "0.5.44", permits: { install: ["halo/kingdom"] } });
      assert.equal(result.result, "reached", told(result));
    });
    const kingdom = (result: UpgradeResult) => result.states.get("halo/kingdom");

    it("a migration: it ends there, and says why and what can be done", async () => {
      world.breakPhase("migrate", "0.5.45");
      const result = await carry(world, { version: "0.5.45" });
      assert.equal(result.result, "stopped", told(result));
      assert.ok(phases(result).includes("backup succeeded") && phases(result).includes("migrate failed"), phases(result).join());
      assert.deepEqual(kingdom(result), { kind: "incomplete", attempted: "0.5.45" });
      assert.ok(result.next.some((line) => line.includes("ask for halo/kingdom \"0.5.45\" again")), told(result));
      if (world.cluster) assert.deepEqual(result.diagnoses.map(({ phase, object }) => [phase, object.name]), [["migrate", "kingdom-migrate-0-5-45"]]);
    });

    it("is not tried again unasked where the cluster knows that it failed", async function () {
      if (!world.cluster) return this.skip();
      const result = await carry(world, { version: "0.5.45" });
      assert.deepEqual([result.result, ids(result), result.ups.length], ["needs a person", ["failed:halo/kingdom:migrate"], 0], told(result));
    });

    it("is tried again when that is asked for, without another backup", async () => {
      world.heal();
      const result = await carry(world, { version: "0.5.45" }, { retry: true });
      assert.equal(result.result, "reached", told(result));
      assert.deepEqual(phases(result), ["migrate succeeded", "verify succeeded"]);
      assert.deepEqual(kingdom(result), { kind: "complete", deployed: "0.5.45", schema: "0.5.45" });
    });

    it("a roll-out: it is gone back from where that is asked for", async () => {
      world.breakPhase("rollout", "0.5.46");
      const result = await carry(world, { version: "0.5.46" }, { onFailure: "rollback" });
      assert.equal(result.result, "rolled back", told(result));
      assert.deepEqual(kingdom(result), {
        kind: "complete", deployed: "0.5.45", schema: "0.5.46", returnedFrom: { version: "0.5.46", restore: undefined },
      });
      assert.deepEqual((await history(world)).slice(0, 2), [
        "halo/kingdom 0.5.46 → 0.5.45, going back from hop 1 ✓: succeeded", "halo/kingdom 0.5.45 → 0.5.46, hop 1 of 1 ✓: failed",
      ]);
    });

    it("is held by one run at a time, which the other is told, and done once", async () => {
      world.heal();
      let held: ReturnType<Engine["lock"]> | undefined;
      const result = await carry(world, { version: "0.5.46" }, {
        onEvent: ({ event }) => { if (event === "step-started") held ??= world.engine.lock(); },
      });
      assert.equal(result.result, "reached", told(result));
      assert.ok(typeof (await held)?.pid === "number");
      assert.equal(await world.engine.lock(), undefined);
    });

    it("a return: nothing can follow but the same return, which runs no data phase", async () => {
      const back: SmallStack = { version: "0.5.45", returnedFrom: { version: "0.5.46" } };
      world.breakPhase("rollout", "0.5.45");
      const failed = await carry(world, back);
      assert.equal(failed.result, "stopped", told(failed));
      assert.deepEqual(kingdom(failed), { kind: "incomplete", attempted: "0.5.45", returnedFrom: { version: "0.5.46", restore: undefined } });
      assert.ok(failed.next.some((line) => line.includes("the same return again")), told(failed));
      world.heal();
      const result = await carry(world, back, { retry: true });
      assert.equal(result.result, "reached", told(result));
      assert.deepEqual(phases(result), ["verify succeeded"]);
    });

    it("the run itself, killed in the migration: the next one goes on, and migrates nothing twice", async function () {
      const { cutOff, migration } = world;
      if (!cutOff || !migration) return this.skip();
      const begun = await cutOff({ version: "0.5.46" }, "0.5.46");
      world.heal();
      const found: string[] = [];
      const result = await carry(world, { version: "0.5.46" }, {
        onEvent: (event) => { if (event.event === "found") found.push(`${event.object}: ${event.is}`); },
      });
      assert.equal(result.result, "reached", told(result));
      assert.deepEqual(found, ["Job kingdom-migrate-0-5-46: finished: it will not run again"]);
      assert.equal(migration("0.5.46"), begun);
      assert.deepEqual(phases(result), ["verify succeeded"]);
    });
  });
}
