import * as path from "node:path";
import { installationStates } from "../../gates/installationState";
import { projectRoot } from "../../releases/projectRoot";
import { PulumiWorld, whyNoPulumi } from "../support/pulumiWorld";
import { describeBypass } from "./bypass";
import { describeDeploy } from "./deploy";
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
    return {
      up: (stack) => engine.up(life.run(stack)),
      preview: (stack) => engine.preview(life.run(stack)),
      kingdom: async () => installationStates(await engine.state()).get("halo/kingdom") ?? { kind: "absent" },
      breakPhase: (phase, version) => life.breakPhase(phase, version),
      heal: () => life.heal(),
      // What a refresh does about Jobs that are gone from a cluster.
      forgetJobs: async () => {
        const { deployment } = await engine.state();
        const jobs = (deployment.resources ?? []).filter(({ type }) => type === "kubernetes:batch/v1:Job");
        for (const { urn } of jobs.reverse()) life.pulumi("state", "delete", urn, "--yes", "--force", "--target-dependents");
      },
    };
  });

  describeDeploy("pulumi", async (stack) => {
    const deployed = world(`deploy-${stack}`);
    return {
      engine: await deployed.open(),
      // Manifests are written to a folder: there are no Jobs that could be asked.
      cluster: undefined,
      policyPack: path.join(projectRoot, "policies"),
      write: (small) => deployed.run(small).configFile,
      during: (work) => work(),
      breakPhase: (phase, version) => deployed.breakPhase(phase, version),
      heal: () => deployed.heal(),
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
