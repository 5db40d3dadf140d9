import * as assert from "node:assert/strict";
import type { Outcome } from "../../engines/engine";
import type { InstallationState } from "../../upgrades/installationState";
import type { SmallStack } from "../support/kingdomStack";

/** What the life of a component needs of an engine, and of whatever stands in for a cluster behind it. */
export interface LifeWorld {
  up(stack: SmallStack): Promise<Outcome>;
  preview(stack: SmallStack): Promise<Outcome>;
  /** What the state says of halo/kingdom. */
  kingdom(): Promise<InstallationState>;
  /** From now on this phase fails, until it is healed. */
  breakPhase(phase: "migrate" | "rollout", version: string): void;
  heal(): void;
  /** Somebody deletes every finished Job in the cluster, and the state is refreshed. */
  forgetJobs(): Promise<void>;
}

/** The phases whose Jobs were created or replaced: what ran. */
function ran(outcome: Outcome): string[] {
  return outcome.steps
    .filter(({ type, op }) => type === "kubernetes:batch/v1:Job" && (op === "create" || op === "replace"))
    .map(({ name }) => name.replace("kingdom-", "")).sort();
}

function said(outcome: Outcome): string {
  return outcome.diagnostics.map(({ message }) => message).join("\n");
}

/**
 * One component's life, the same on every engine: install, upgrade, a roll-out that fails, a return, another attempt
 * whose migration fails, its retry, and finished Jobs that are deleted behind everybody's back. Designs that look right
 * fail in four of these places; after each: what ran, what did not, what is deployed, and what is allowed next.
 */
export function describeLife(engine: string, open: () => Promise<LifeWorld>): void {
  describe(`the life of a component on the ${engine} engine`, function () {
    this.timeout(300_000);
    let world: LifeWorld;
    before(async () => { world = await open(); });

    it("is not installed unless the stack says so", async () => {
      const outcome = await world.up({ version: "0.5.44" });
      assert.equal(outcome.result, "failed");
      assert.match(said(outcome), /install-not-stated/);
      assert.deepEqual(ran(outcome), []);
    });

    it("is installed: every phase runs, and only then is it deployed", async () => {
      const outcome = await world.up({ version: "0.5.44", permits: { install: ["halo/kingdom"] } });
      assert.equal(outcome.result, "succeeded", said(outcome));
      assert.deepEqual(ran(outcome), ["backup", "migrate", "verify"]);
      assert.deepEqual(await world.kingdom(), { kind: "complete", deployed: "0.5.44", schema: "0.5.44" });
    });

    it("does nothing when nothing is asked", async () => {
      const outcome = await world.up({ version: "0.5.44" });
      assert.equal(outcome.result, "succeeded", said(outcome));
      assert.deepEqual(outcome.steps.filter(({ op }) => op !== "same"), []);
    });

    it("is upgraded: every phase runs again under the new release", async () => {
      const outcome = await world.up({ version: "0.5.45" });
      assert.equal(outcome.result, "succeeded", said(outcome));
      assert.deepEqual(ran(outcome), ["backup", "migrate", "verify"]);
      assert.deepEqual(await world.kingdom(), { kind: "complete", deployed: "0.5.45", schema: "0.5.45" });
    });

    it("is unfinished when its roll-out fails, and not verified", async () => {
      world.breakPhase("rollout", "0.5.46");
      const outcome = await world.up({ version: "0.5.46" });
      assert.equal(outcome.result, "failed");
      assert.deepEqual(ran(outcome), ["backup", "migrate"]);
      assert.deepEqual(await world.kingdom(), { kind: "incomplete", attempted: "0.5.46" });
    });

    it("then can't simply be given its old version", async () => {
      const outcome = await world.up({ version: "0.5.45" });
      assert.equal(outcome.result, "failed");
      assert.match(said(outcome), /\[unfinished\]/);
      assert.deepEqual(await world.kingdom(), { kind: "incomplete", attempted: "0.5.46" });
    });

    it("goes back: no backup, no migration, and it is verified although its version was deployed before", async () => {
      const outcome = await world.up({ version: "0.5.45", returnedFrom: { version: "0.5.46" } });
      assert.equal(outcome.result, "succeeded", said(outcome));
      assert.deepEqual(ran(outcome), ["verify"]);
      assert.deepEqual(await world.kingdom(), {
        kind: "complete", deployed: "0.5.45", schema: "0.5.46", returnedFrom: { version: "0.5.46", restore: undefined },
      });
    });

    it("keeps what it was returned from until the version changes", async () => {
      const outcome = await world.up({ version: "0.5.45" });
      assert.equal(outcome.result, "failed");
      assert.match(said(outcome), /returned-from-alone/);
    });

    it("is unfinished when the migration of the next attempt fails, with its servers untouched", async () => {
      world.heal();
      world.breakPhase("migrate", "0.5.46");
      const outcome = await world.up({ version: "0.5.46" });
      assert.equal(outcome.result, "failed");
      assert.ok(ran(outcome).includes("backup"));
      assert.ok(!ran(outcome).includes("verify"));
      const touched = outcome.steps.filter(({ type, op }) => type === "kubernetes:apps/v1:Deployment" && op !== "same");
      assert.deepEqual(touched, []);
      assert.deepEqual(await world.kingdom(), { kind: "incomplete", attempted: "0.5.46" });
    });

    it("is retried by asking again: the failed Job runs once more, the finished backup does not", async () => {
      world.heal();
      const outcome = await world.up({ version: "0.5.46" });
      assert.equal(outcome.result, "succeeded", said(outcome));
      assert.deepEqual(ran(outcome), ["migrate", "verify"]);
      assert.deepEqual(await world.kingdom(), { kind: "complete", deployed: "0.5.46", schema: "0.5.46" });
    });

    it("does not run its phases again when their finished Jobs were deleted and a refresh noticed", async () => {
      await world.forgetJobs();
      for (const outcome of [await world.preview({ version: "0.5.46" }), await world.up({ version: "0.5.46" })]) {
        assert.equal(outcome.result, "failed");
        assert.match(said(outcome), /finished-job-forgotten/);
      }
      assert.deepEqual(await world.kingdom(), { kind: "complete", deployed: "0.5.46", schema: "0.5.46" });
    });

    it("runs them again once the stack says that this is meant", async () => {
      const outcome = await world.up({ version: "0.5.46", permits: { rerun: ["halo/kingdom"] } });
      assert.equal(outcome.result, "succeeded", said(outcome));
      assert.deepEqual(ran(outcome), ["backup", "migrate", "verify"]);
    });

    it("is not moved past what its catalog allows, and says where it could go", async () => {
      const outcome = await world.up({ version: "0.5.30" });
      assert.equal(outcome.result, "failed");
      assert.match(said(outcome), /downgrade-not-stated/);
      assert.deepEqual(await world.kingdom(), { kind: "complete", deployed: "0.5.46", schema: "0.5.46" });
    });
  });
}
