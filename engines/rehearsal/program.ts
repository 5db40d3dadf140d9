import * as path from "node:path";
import { clockVariable, packLoadedVariable, stateFileVariable } from "../../config/environment";
import { projectRoot } from "../../releases/projectRoot";
import { startChild } from "./childProcess";

export interface ProgramRun {
  readonly stack: string;
  readonly project: string;
  readonly dryRun: boolean;
  /** The address of the monitor and engine services. */
  readonly address: string;
  /** The stack's configuration by full key; objects as JSON text, as Pulumi passes them. */
  readonly config: Readonly<Record<string, string>>;
  /** Where the state is that it may ask for, in the form of `pulumi stack export`. */
  readonly stateFile: string;
  /** What the program takes for the time, in UTC. */
  readonly now: string;
  /** A policy pack judges in this run too. */
  readonly packLoaded: boolean;
}

/**
 * Runs the program, index.ts as compiled, in a process of its own, the way Pulumi's language host does.
 * @returns what it printed to standard error, and its exit code
 */
export function runProgram(run: ProgramRun): Promise<{ readonly code: number; readonly stderr: string }> {
  const args = [
    require.resolve("@pulumi/pulumi/cmd/run"),
    "--monitor", run.address,
    "--engine", run.address,
    "--project", run.project,
    "--stack", run.stack,
    "--organization", "organization",
    "--root-directory", projectRoot,
    "--pwd", projectRoot,
    "--dry-run", String(run.dryRun),
    "--parallel", "16",
    path.join(projectRoot, "dist", "index.js"),
  ];
  const child = startChild(args, {
    cwd: projectRoot,
    stdout: "ignore",
    env: {
      PULUMI_CONFIG: JSON.stringify(run.config),
      PULUMI_CONFIG_SECRET_KEYS: "[]",
      PULUMI_NODEJS_TYPESCRIPT: "false",
      [stateFileVariable]: run.stateFile,
      [clockVariable]: run.now,
      [packLoadedVariable]: String(run.packLoaded),
    },
  });
  let stderr = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => { stderr = (stderr + text).slice(-20_000); });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, stderr }));
  });
}
