import { writeFileSync } from "node:fs";
import * as path from "node:path";
import type { EngineRun, Outcome, PolicyPackRun } from "../../engines/engine";
import { RehearsalEngine } from "../../engines/rehearsal/rehearsalEngine";
import { memoryStore } from "../../engines/rehearsal/store";
import { projectRoot } from "../../releases/projectRoot";
import { StackFolder } from "../support/kingdomStack";
import { describePolicies } from "./policies";

const files = new StackFolder("policies");
after(() => files.remove());

describePolicies("rehearsal", () => {
  const engine = new RehearsalEngine({ stack: "policies", store: memoryStore() });
  const run = (text: string, config: PolicyPackRun["config"]): EngineRun => {
    writeFileSync(files.file, text);
    return { configFile: files.file, message: "policies", policyPack: { folder: path.join(projectRoot, "policies"), config } };
  };
  const failed = (error: unknown): Outcome =>
    ({ result: "failed", steps: [], violations: [], diagnostics: [{ severity: "error", message: String(error) }] });
  return Promise.resolve({
    preview: (text, config) => engine.preview(run(text, config)).catch(failed),
    up: (text, config) => engine.up(run(text, config)).catch(failed),
  });
});
