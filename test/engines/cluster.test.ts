import * as assert from "node:assert/strict";
import * as path from "node:path";
import { installationStates } from "../../gates/installationState";
import { projectRoot } from "../../releases/projectRoot";
import { ClusterWorld, whyNoCluster } from "../support/clusterWorld";
import type { SmallStack } from "../support/kingdomStack";
import { migrationJob } from "../support/pulumiWorld";
import { describeBypass } from "./bypass";
import { describeDeploy } from "./deploy";
import { describeLife } from "./life";

const missing = whyNoCluster();
if (missing !== undefined) {
  describe("the real engine in front of a real API server", () => {
    it(`goes through a component's life, and lets nobody round the gate (not tried: ${missing})`);
  });
} else {
  const worlds: ClusterWorld[] = [];
  const world = (stack: string) => {
    const made = new ClusterWorld(stack);
    worlds.push(made);
    made.prepare();
    return made;
  };
  after(function () {
    this.timeout(300_000);
    worlds.forEach((made) => made.remove());
  });

  describeLife("pulumi (with a cluster)", async () => {
    const life = world("cluster-life");
    const engine = await life.open();
    return {
      up: (stack) => life.during(() => engine.up(life.run(stack))),
      preview: (stack) => engine.preview(life.run(stack)),
      kingdom: async () => installationStates(await engine.state()).get("halo/kingdom") ?? { kind: "absent" },
      breakPhase: (phase, version) => life.breakPhase(phase, version),
      heal: () => life.heal(),
      forgetJobs: async () => {
        life.deleteJobs();
        await engine.refresh(life.run({ version: "0.5.46" }));
      },
    };
  });

  describeDeploy("pulumi (with a cluster)", async (stack) => {
    const deployed = world(`cluster-${stack}`);
    return {
      engine: await deployed.open(),
      cluster: deployed.cluster,
      policyPack: path.join(projectRoot, "policies"),
      write: (small) => deployed.run(small).configFile,
      during: (work) => deployed.during(work),
      breakPhase: (phase, version) => deployed.breakPhase(phase, version),
      heal: () => deployed.heal(),
      cutOff: (small, version) => deployed.cutOff(small, version),
      migration: (version) => deployed.jobs().get(migrationJob(version)),
    };
  });

  describeBypass("pulumi (with a cluster)", async () => {
    const bypass = world("cluster-bypass");
    const engine = await bypass.open();
    return {
      up: (stack, options) => bypass.during(() => engine.up({ ...bypass.run(stack), ...options })),
      preview: (stack) => engine.preview(bypass.run(stack)),
      resources: async () => (await engine.state()).deployment.resources ?? [],
    };
  });

  // What no state and no event shows: which Jobs the cluster really has, and which of them are new.
  describe("the Jobs of a component in a real cluster", function () {
    this.timeout(300_000);
    let jobs: ClusterWorld;
    let engine: Awaited<ReturnType<ClusterWorld["open"]>>;
    const up = (stack: SmallStack) => jobs.during(() => engine.up(jobs.run(stack)));
    before(async () => {
      jobs = world("cluster-jobs");
      engine = await jobs.open();
      const { result, diagnostics } = await up({ version: "0.5.45", permits: { install: ["halo/kingdom"] } });
      assert.equal(result, "succeeded", JSON.stringify(diagnostics));
    });

    it("are there under the release's name, and one that failed is replaced by the retry, the finished one before it is not", async () => {
      assert.deepEqual([...jobs.jobs().keys()].sort(), ["kingdom-backup-0-5-45", "kingdom-migrate-0-5-45", "kingdom-verify-0-5-45"]);
      jobs.failJob("kingdom-migrate-0-5-46");
      assert.equal((await up({ version: "0.5.46" })).result, "failed");
      const failed = jobs.jobs();
      assert.deepEqual([...failed.keys()].sort(), ["kingdom-backup-0-5-46", "kingdom-migrate-0-5-46", "kingdom-verify-0-5-45"]);
      const saved = (await engine.state()).deployment.resources?.find(({ urn }) => urn.endsWith("::kingdom-migrate"));
      assert.match(saved?.initErrors?.join("\n") ?? "", /DeadlineExceeded/);
      jobs.heal();
      const { result, diagnostics } = await up({ version: "0.5.46" });
      assert.equal(result, "succeeded", JSON.stringify(diagnostics));
      const retried = jobs.jobs();
      assert.notEqual(retried.get("kingdom-migrate-0-5-46"), failed.get("kingdom-migrate-0-5-46"));
      assert.equal(retried.get("kingdom-backup-0-5-46"), failed.get("kingdom-backup-0-5-46"));
    });

    it("do not come back after they were deleted and a refresh noticed", async () => {
      jobs.deleteJobs();
      await engine.refresh(jobs.run({ version: "0.5.46" }));
      assert.equal((await up({ version: "0.5.46" })).result, "failed");
      assert.deepEqual([...jobs.jobs().keys()], []);
    });
  });
}
