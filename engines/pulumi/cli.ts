import { execFile } from "node:child_process";
import { projectRoot } from "../../releases/projectRoot";

/** The CLI did not do what it was asked; the message is what it said about that. */
export class PulumiCliError extends Error {
  override readonly name = "PulumiCliError";
}

/**
 * Runs the CLI for what the Automation API does not offer, or not safely: its `exportStack` shows secrets, and its
 * `importStack` writes them to a file that others can read.
 * @throws PulumiCliError
 */
export function runPulumi(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: projectRoot, env: { ...process.env, ...env }, maxBuffer: 1024 * 1024 * 1024 };
    execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new PulumiCliError(`pulumi ${args.slice(0, 2).join(" ")}: ${stderr.trim() || error.message}`));
    });
  });
}
