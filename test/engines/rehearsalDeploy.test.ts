import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { rehearsedCluster } from "../../automation/cluster/rehearsed";
import type { Fault } from "../../engines/rehearsal/cluster";
import { RehearsalEngine } from "../../engines/rehearsal/rehearsalEngine";
import { folderStore } from "../../engines/rehearsal/store";
import { projectRoot } from "../../releases/projectRoot";
import { StackFolder } from "../support/kingdomStack";
import { describeDeploy } from "./deploy";

const folder = mkdtempSync(path.join(tmpdir(), "stepwise-rehearsal-"));
const stacks: StackFolder[] = [];
after(() => {
  stacks.forEach((files) => files.remove());
  rmSync(folder, { recursive: true, force: true });
});

describeDeploy("rehearsal", (stack) => {
  const files = new StackFolder(stack);
  stacks.push(files);
  const faults: Fault[] = [];
  const store = folderStore(path.join(folder, stack));
  const migrationOf = (version: string) => folderStore(path.join(folder, stack)).cluster
    .objects[`batch/v1/Job/kingdom/kingdom-migrate-${version.replaceAll(".", "-")}`];
  return Promise.resolve({
    engine: new RehearsalEngine({ stack, store, faults }),
    cluster: rehearsedCluster(store, () => new Date()),
    policyPack: undefined,
    write: (small) => files.write(small),
    during: (work) => work(),
    breakPhase: (phase, version) => void faults.push({ component: "halo/kingdom", phase, version }),
    heal: () => void faults.splice(0),
    cutOff: async (small, version) => {
      files.write(small);
      const args = ["--cwd", files.folder, "up", "--stack", stack, "--rehearsal", folder, "--pace", "2", "--climb-again", "halo/kingdom"];
      const child = spawn(process.execPath, [path.join(projectRoot, "bin", "stepwise.js"), ...args], { detached: true, stdio: "ignore" });
      while (!migrationOf(version) && child.exitCode === null) await pause(50);
      assert.equal(child.exitCode, null, "it is still running");
      process.kill(-child.pid!, "SIGKILL");
      await once(child, "exit");
      return migrationOf(version)!.settled;
    },
    migration: (version) => migrationOf(version)?.settled,
  });
});
