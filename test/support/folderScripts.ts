import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { clear } from "./fileTrees";
import { ScriptFolder, type ScriptRun } from "./postgresScripts";

/** Why nothing here can be tested on this machine, or nothing. */
export const noGnuTar = spawnSync("tar", ["--version"], { encoding: "utf8" }).stdout?.includes("GNU tar") ? "" : " (skipped: found no GNU tar)";

/** The shells that images have, as what `sh` is: none is the machine's own. */
export const shells = ["", "busybox sh", "bash --posix"].filter((shell) => spawnSync(shell.split(" ")[0] || "sh", ["--help"]).error === undefined);

const changing = ["mv", "tar", "rm", "mkdir", "rmdir", "chmod"];

/** Scripts that back up and restore folders, with folders of their own to do it to. */
export class FolderScripts extends ScriptFolder {
  readonly lists: readonly string[];

  /** @param names of the folders, which are made empty */
  constructor(component: string, readonly names: readonly string[]) {
    super(component);
    this.lists = names.map((name) => `${name}=${this.at(name)}`);
    for (const name of names) this.folderOfUser(name);
    this.folderOfUser("programs");
  }

  at(name: string): string {
    return path.join(this.folder, name);
  }

  folderOfUser(name: string): void {
    mkdirSync(this.at(name));
    this.own(this.at(name));
    chmodSync(this.at(name), 0o755);
  }

  /** FOLDERS, and the programs that stand in for tools before the others. */
  env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return { FOLDERS: this.lists.join("\n"), ...more, PATH: `${this.programs}:${more["PATH"] ?? process.env["PATH"] ?? ""}` };
  }

  /** @returns the id of a new backup. @throws when there is none */
  backUp(script: string, more?: Readonly<Record<string, string>>): string {
    const { code, said } = this.run(script, this.env(more));
    if (code !== 0) throw new Error(said);
    return this.terminationMessage;
  }

  asShell(shell: string): void {
    if (shell !== "") this.program("sh", `exec ${shell} "$@"`);
  }

  /**
   * Runs a script that is killed with all its processes when it has reached a step: the call of a program that changes files.
   * A tar is killed after a part of its input.
   * @returns how it ended: with a code when the script has fewer steps
   */
  async killedAt(step: number, script: string, env: Readonly<Record<string, string>>): Promise<ScriptRun> {
    const counter = this.at("steps");
    rmSync(counter, { force: true });
    for (const tool of changing) {
      this.program(tool, `echo x >>'${counter}'
        if [ "$(wc -l <'${counter}')" -eq ${step} ]; then
          case "$*" in *-x*) head -c 1500 | ${real(tool)} "$@" 2>/dev/null ;; esac
          kill -9 0
        fi
        exec ${real(tool)} "$@"`);
    }
    const run = await this.start(script, env).ended;
    this.noPrograms();
    return run;
  }

  noPrograms(): void {
    rmSync(this.programs, { recursive: true });
    this.folderOfUser("programs");
  }

  override remove(): void {
    for (const name of this.names) if (existsSync(this.at(name))) clear(this.at(name));
    super.remove();
  }
}

function real(tool: string): string {
  return spawnSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).stdout.trim();
}
