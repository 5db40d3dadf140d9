import { writeFileSync } from "node:fs";
import * as path from "node:path";
import type { EngineRun, PolicyPackRun } from "../../engines/engine";
import { projectRoot } from "../../releases/projectRoot";
import { StackFolder } from "../support/kingdomStack";
import { PulumiWorld, whyNoPulumi } from "../support/pulumiWorld";
import { describePolicies } from "./policies";

const missing = whyNoPulumi();
if (missing !== undefined) {
  describe("the policy pack on the real engine", () => {
    it(`finds what it finds on the rehearsal engine (not tried: ${missing})`);
  });
} else {
  const world = new PulumiWorld("policies");
  const files = new StackFolder("policies");
  after(() => {
    world.remove();
    files.remove();
  });

  describePolicies("pulumi", async () => {
    const engine = await world.open();
    const run = (text: string, config: PolicyPackRun["config"]): EngineRun => {
      const file = JSON.parse(text) as { config: { "stepwise:cluster": object } };
      file.config["stepwise:cluster"] = { ...file.config["stepwise:cluster"], renderTo: world.rendered };
      writeFileSync(files.file, JSON.stringify(file));
      return { configFile: files.file, message: "policies", policyPack: { folder: path.join(projectRoot, "policies"), config } };
    };
    return { preview: (text, config) => engine.preview(run(text, config)), up: (text, config) => engine.up(run(text, config)) };
  });
}
