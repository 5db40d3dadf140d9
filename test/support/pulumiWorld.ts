import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { PulumiEngine } from "../../engines/pulumi/pulumiEngine";
import { projectRoot } from "../../releases/projectRoot";
import { StackFolder, type SmallStack } from "./kingdomStack";

/** Why the real engine can't be tried here, or undefined. */
export function whyNoPulumi(): string | undefined {
  try {
    execFileSync("pulumi", ["version"], { stdio: "pipe" });
    return undefined;
  } catch {
    return "no Pulumi CLI on this machine";
  }
}

/** A stack of its own on a `file://` backend of its own, whose manifests are written to a folder: no cluster is needed. */
export class PulumiWorld {
  readonly rendered: string;
  private readonly folder = mkdtempSync(path.join(tmpdir(), "stepwise-pulumi-"));
  private readonly files: StackFolder;
  private readonly env: Record<string, string>;

  constructor(private readonly stack: string) {
    this.files = new StackFolder(stack);
    this.rendered = path.join(this.folder, "rendered");
    mkdirSync(path.join(this.folder, "state"));
    this.env = { PULUMI_BACKEND_URL: `file://${path.join(this.folder, "state")}`, PULUMI_CONFIG_PASSPHRASE: "a passphrase for tests" };
  }

  open(): Promise<PulumiEngine> {
    return PulumiEngine.open({ stack: this.stack, env: this.env });
  }

  run(stack: SmallStack) {
    const cluster = { kubernetes: "1.31", renderTo: this.rendered };
    return { configFile: this.files.write({ ...stack, cluster }), message: `halo ${stack.version}` };
  }

  /** The CLI, for what the engine does not offer. */
  pulumi(...args: readonly string[]): void {
    execFileSync("pulumi", [...args, "--stack", this.stack], { cwd: projectRoot, env: { ...process.env, ...this.env }, stdio: "pipe" });
  }

  remove(): void {
    this.files.remove();
    rmSync(this.folder, { recursive: true, force: true });
    // The CLI writes the stack's salt there.
    rmSync(path.join(projectRoot, `Pulumi.${this.stack}.yaml`), { force: true });
  }
}
