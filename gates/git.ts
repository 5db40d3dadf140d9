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
