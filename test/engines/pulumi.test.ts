import { existsSync, mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { installationStates } from "../../gates/installationState";
import { PulumiWorld, whyNoPulumi } from "../support/pulumiWorld";
import { describeBypass } from "./bypass";
import { describeLife } from "./life";

const missing = whyNoPulumi();
if (missing !== undefined) {
  describe("the real engine", () => {
    it(`goes through a component's life, and lets nobody round the gate (not tried: ${missing})`);
  });
} else {
  const worlds: PulumiWorld[] = [];
  const world = (stack: string) => {
    const made = new PulumiWorld(stack);
    worlds.push(made);
    return made;
  };
  after(() => worlds.forEach((made) => made.remove()));

  describeLife("pulumi", async () => {
    const life = world("life");
    const engine = await life.open();
    // A phase is made to fail by a folder in the way of the file that its manifest would be written to.
    let obstacle: string | undefined;
    return {
      up: (stack) => engine.up(life.run(stack)),
      preview: (stack) => engine.preview(life.run(stack)),
      kingdom: async () => installationStates(await engine.state()).get("halo/kingdom") ?? { kind: "absent" },
      breakPhase: (phase, version) => {
        const name = phase === "migrate"
          ? `batch_v1-job-kingdom-kingdom-migrate-${version.replaceAll(".", "-")}`
          : "apps_v1-deployment-kingdom-system-api-server-deployment";
        obstacle = path.join(life.rendered, "1-manifest", `${name}.yaml`);
        if (existsSync(obstacle)) rmSync(obstacle);
        mkdirSync(path.join(obstacle, "in-the-way"), { recursive: true });
      },
      heal: () => {
        if (obstacle !== undefined) rmSync(obstacle, { recursive: true, force: true });
        obstacle = undefined;
      },
      // What a refresh does about Jobs that are gone from a cluster.
      forgetJobs: async () => {
        const { deployment } = await engine.state();
        const jobs = (deployment.resources ?? []).filter(({ type }) => type === "kubernetes:batch/v1:Job");
        for (const { urn } of jobs.reverse()) life.pulumi("state", "delete", urn, "--yes", "--force", "--target-dependents");
      },
    };
  });

  describeBypass("pulumi", async () => {
    const bypass = world("bypass");
    const engine = await bypass.open();
    return {
      up: (stack, options) => engine.up({ ...bypass.run(stack), ...options }),
      preview: (stack) => engine.preview(bypass.run(stack)),
      resources: async () => (await engine.state()).deployment.resources ?? [],
    };
  });
}
