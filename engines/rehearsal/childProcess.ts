import { spawn, type ChildProcess } from "node:child_process";
import * as path from "node:path";
import { projectRoot } from "../../releases/projectRoot";

const required = (module: string): string[] => ["--require", path.join(projectRoot, "dist", "engines", "rehearsal", module)];

/** What makes a process that loads Pulumi's SDK start, and run, in half the time. */
const quickStart: readonly string[] = [
  // The SDK takes a stack trace for every promise it makes; their length is a third of the time of a run.
  "--stack-trace-limit=1",
  // What it allocates is short-lived; room for it saves most collections.
  "--max-semi-space-size=32",
  ...required("preload.js"),
];

/**
 * Starts one of the SDK's programs in a Node process of its own. It ends when this process does, however this one ends:
 * what is killed can't tell its children.
 */
export function startChild(
  args: readonly string[], { cwd, env, stdout }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly stdout: "pipe" | "ignore" },
): ChildProcess {
  const child = spawn(process.execPath, [...required("endWithParent.js"), ...quickStart, ...args], {
    cwd, env: { ...process.env, ...env }, stdio: ["pipe", stdout, "pipe"],
  });
  const stop = (): void => { child.kill(); };
  process.once("exit", stop);
  child.once("exit", () => process.removeListener("exit", stop));
  return child;
}
