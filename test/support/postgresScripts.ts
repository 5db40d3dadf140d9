import { type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { asUser, folderForPostgres } from "./postgresServer";

const folders = ["core", "kleidia"].map((folder) => path.join(__dirname, "..", "..", "components", folder, "scripts"));

/** What a script did. `said` is everything that it printed, both streams. */
export interface ScriptRun {
  readonly code: number | null;
  readonly said: string;
}

/** The scripts of Jobs in a folder of their own, as a ConfigMap would mount them, with a folder for backups beside. */
export class ScriptFolder {
  readonly folder = folderForPostgres();
  readonly backups = path.join(this.folder, "backups");
  readonly terminationLog = path.join(this.folder, "termination");

  constructor(readonly component = "data") {
    for (const scripts of folders) cpSync(scripts, path.join(this.folder, "scripts"), { recursive: true });
    mkdirSync(this.backups);
    this.own(this.backups);
    chmodSync(this.backups, 0o700);
  }

  /** A file that the scripts may read, as one of a Secret. */
  file(name: string, text: string): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    this.own(file);
    return file;
  }

  /** Where `program` puts what stands in for a tool of the image, to be put first on the path. */
  get programs(): string {
    return path.join(this.folder, "programs");
  }

  program(name: string, script: string): void {
    mkdirSync(this.programs, { recursive: true });
    writeFileSync(path.join(this.programs, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(this.programs, name), 0o755);
  }

  /** The ids, and names of what is unfinished, oldest first. */
  get listed(): readonly string[] {
    return readdirSync(this.backups).sort();
  }

  get terminationMessage(): string {
    return existsSync(this.terminationLog) ? readFileSync(this.terminationLog, "utf8") : "";
  }

  run(script: string, env: Readonly<Record<string, string>>, shell: readonly string[] = []): ScriptRun {
    const [command, ...args] = [...shell, "sh", path.join(this.folder, "scripts", script)];
    const { status, stdout, stderr, error } = spawnSync(command!, args, { ...this.options(env), encoding: "utf8", timeout: 180_000 });
    if (error) throw error;
    return { code: status, said: `${stdout}${stderr}` };
  }

  /** Runs in the background, so that the test's own server can answer it, or the test can kill it. */
  start(script: string, env: Readonly<Record<string, string>>): { kill(): void; ended: Promise<ScriptRun> } {
    const child = spawn("sh", [path.join(this.folder, "scripts", script)], { ...this.options(env), detached: true });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text: Buffer) => { said += text.toString(); });
    return {
      // With all that it started, as when a Pod is killed.
      kill: () => process.kill(-child.pid!, "SIGKILL"),
      ended: new Promise((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code) => { resolve({ code, said }); });
      }),
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Hands a file, or a folder with all that is in it, to the user that the scripts run as. */
  own(file: string): void {
    if (asUser.uid === undefined || asUser.gid === undefined) return;
    chownSync(file, asUser.uid, asUser.gid);
    if (statSync(file).isDirectory()) for (const name of readdirSync(file)) this.own(path.join(file, name));
  }

  private options(env: Readonly<Record<string, string>>): SpawnOptions {
    const standard = { PATH: process.env["PATH"] ?? "", TMPDIR: this.folder, COMPONENT: this.component, BACKUPS: this.backups,
      TERMINATION_LOG: this.terminationLog };
    return { ...asUser, cwd: this.folder, env: { ...standard, ...env } };
  }
}
