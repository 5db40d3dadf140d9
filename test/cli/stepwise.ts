import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { projectRoot } from "../../releases/projectRoot";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a user does, in the project's folder. */
export function stepwise(...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(projectRoot, "bin", "stepwise.js"), ...args], {
    cwd: projectRoot, encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

/** Gives `work` a folder with these files. */
export function withFiles<T>(files: Readonly<Record<string, string>>, work: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-cli-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
