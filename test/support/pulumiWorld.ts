import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
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
  protected readonly env: Record<string, string>;
  /** In the way of a file that a manifest would be written to. */
  private obstacle: string | undefined;

  constructor(protected readonly stack: string) {
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

  /** From now on this phase fails, until it is healed: a folder is in the way of the file of one of its objects. */
  breakPhase(phase: "migrate" | "rollout", version: string): void {
    const name = phase === "migrate"
      ? `batch_v1-job-kingdom-${migrationJob(version)}`
      : "apps_v1-deployment-kingdom-system-api-server-deployment";
    this.obstacle = path.join(this.rendered, "1-manifest", `${name}.yaml`);
    if (existsSync(this.obstacle)) rmSync(this.obstacle);
    mkdirSync(path.join(this.obstacle, "in-the-way"), { recursive: true });
  }

  heal(): void {
    if (this.obstacle !== undefined) rmSync(this.obstacle, { recursive: true, force: true });
    this.obstacle = undefined;
  }

  /** The CLI, for what the engine does not offer. */
  pulumi(...args: readonly string[]): void {
    execFileSync("pulumi", [...args, "--stack", this.stack], { cwd: projectRoot, env: { ...process.env, ...this.env }, stdio: "pipe" });
  }

  remove(): void {
    this.files.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The name of a release's migration Job. */
export function migrationJob(version: string): string {
  return `kingdom-migrate-${version.replaceAll(".", "-")}`;
}
