import * as assert from "node:assert/strict";
import { previewNext } from "../../automation/deploy/previewNext";
import { reviewedPlan, type ReviewedPlan } from "../../automation/deploy/reviewed";
import { planRollback, stepRequest } from "../../automation/rollback/planRollback";
import { readText } from "../../releases/load";
import type { SmallStack } from "../support/kingdomStack";
import { carry, history, ids, phases, runOf, told, type DeployWorld } from "./deploying";

/** Two components over an offline hop: what was reviewed, what was not, and the way back over the migration. */
export function describeWay(engine: string, open: (stack: string) => Promise<DeployWorld>): void {
  describe(`a way of several hops on the ${engine} engine`, function () {
    this.timeout(600_000);
    const at = (version: string): SmallStack => ({ version, duchies: { worker1: version } });
    let world: DeployWorld;
    before(async () => { world = await open("way"); });

    it("does not begin over what may be there already: somebody has to say that it is to be installed", async () => {
      const result = await carry(world, at("0.5.22"));
      assert.deepEqual([result.result, result.ups.length], ["blocked", 0], told(result));
      assert.ok(ids(result).every((id) => id === "install-not-stated"), told(result));
      assert.deepEqual(await history(world), []);
    });

    it("installs one component after the other", async () => {
      const result = await carry(world, { ...at("0.5.22"), permits: { install: ["halo/kingdom", "halo/duchy-worker1"] } });
      assert.equal(result.result, "reached", told(result));
      assert.deepEqual(await history(world), [
        "halo/duchy-worker1 nothing → 0.5.22, hop 2 of 2 ✓: succeeded", "halo/kingdom nothing → 0.5.22, hop 1 of 2 ✓: succeeded",
      ]);
    });

    it("then has nothing to do", async () => {
      const result = await carry(world, at("0.5.22"), { previews: true });
      assert.deepEqual([result.result, result.ups.length], ["reached", 0], told(result));
    });

    it("stops before a hop that would do what was not reviewed, with the hops before it done", async () => {
      const { plan, next, here, first, request } = await previewNext(runOf(world, at("0.5.23")));
      assert.equal(next.kind, "upgrade");
      const stackText = readText(request.stack.file);
      const whole = reviewedPlan(plan, { text: stackText, git: undefined, states: here.states }, first?.outcome.steps);
      const [one, two] = whole.hops;
      const known = two!.operations.filter(({ urn }) => !urn.endsWith("::duchy-worker1-herald-daemon-deployment"));
      assert.equal(known.length, two!.operations.length - 1);
      const less: ReviewedPlan = { ...whole, hops: [one!, { ...two!, operations: known }] };
      const result = await carry(world, at("0.5.23"), { previews: true, reviewed: { plan: less, stackText, git: undefined } });
      assert.deepEqual([result.result, ids(result)], ["blocked", ["unreviewed-operation"]], told(result));
      assert.match(result.reasons[0]!.message, /herald-daemon-deployment$/);
      assert.deepEqual(result.ups.map(({ stage }) => stage), ["quiesce", "migrate", undefined]);
      assert.deepEqual([...result.states].map(([component, state]) => [component, state.kind === "complete" && state.deployed]).sort(), [
        ["halo/duchy-worker1", "0.5.22"], ["halo/kingdom", "0.5.23"],
      ]);
    });

    it("goes on from there", async () => {
      const result = await carry(world, at("0.5.23"));
      assert.equal(result.result, "reached", told(result));
      assert.deepEqual((await history(world)).slice(0, 4), [
        "halo/duchy-worker1 0.5.22 → 0.5.23, hop 1 of 1 ✓: succeeded",
        "halo/kingdom 0.5.22 → 0.5.23, hop 1 of 2 ✓: succeeded",
        "halo/kingdom 0.5.22 → 0.5.23, hop 1 of 2, migrate ✓: succeeded",
        "halo/kingdom 0.5.22 → 0.5.23, hop 1 of 2, quiesce ✓: succeeded",
      ]);
    });

    it("goes back over a migration with the backup of that hop, or says that it knows of none", async () => {
      const { request, catalogs: known } = runOf(world, at("0.5.23"));
      const plan = await planRollback({
        request, catalogs: known, engine: world.engine, text: readText(request.stack.file), now: new Date().toISOString(),
        wish: { component: "halo/kingdom" },
      });
      if (world.cluster === undefined) {
        assert.ok(plan.reasons.some(({ id }) => id === "no-backup:halo/kingdom:0.5.23:0.5.22"), JSON.stringify(plan.reasons));
        return;
      }
      const [hop] = plan.ways.get("halo/kingdom") ?? [];
      assert.match(hop?.restore?.backup ?? "none", /^kingdom-\d{8}-\d{6}$/);
      const result = await carry(world, at("0.5.23"), { request: stepRequest(plan, 0) });
      assert.equal(result.result, "reached", told(result));
      assert.deepEqual(result.ups.map(({ stage }) => stage), ["quiesce", "restore", undefined]);
      assert.deepEqual(phases(result), ["restore succeeded", "verify succeeded"]);
      assert.deepEqual(result.states.get("halo/kingdom"), {
        kind: "complete", deployed: "0.5.22", schema: "0.5.22", returnedFrom: { version: "0.5.23", restore: hop!.restore!.backup },
      });
    });
  });
}
