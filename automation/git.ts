import { execFileSync } from "node:child_process";

/** What git prints; an error, in one line, where it can't. Nothing is changed by what is asked here. */
export function git(folder: string, words: readonly string[]): string | Error {
  try {
    return execFileSync("git", ["-C", folder, ...words], {
      encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 60_000, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LC_ALL: "C" },
    });
  } catch (error) {
    const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
    if (code === "ENOENT") return new Error("there is no git on the path");
    return new Error(`git says: ${(stderr ?? message).trim().split("\n")[0]}`);
  }
}

/** Where a working copy stands. */
export interface GitPlace {
  /** Twelve digits of the commit, `-dirty` behind them where files differ from it. */
  readonly commit: string;
  /** The files of the commit, whichever commit has them; undefined where files differ from it. */
  readonly tree: string | undefined;
}

/** @returns undefined where the folder is in no repository, or has no commit yet */
export function gitPlace(folder: string): GitPlace | undefined {
  const found = git(folder, ["rev-parse", "--short=12", "HEAD"]);
  const tree = git(folder, ["rev-parse", "HEAD^{tree}"]);
  const changes = git(folder, ["status", "--porcelain", "--untracked-files=no"]);
  if (found instanceof Error || tree instanceof Error || changes instanceof Error) return undefined;
  const dirty = changes.trim() !== "";
  return { commit: `${found.trim()}${dirty ? "-dirty" : ""}`, tree: dirty ? undefined : tree.trim() };
}
