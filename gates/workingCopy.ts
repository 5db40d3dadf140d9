import * as path from "node:path";
import type { WorkingCopy } from "../upgrades/demands";
import { git } from "./git";

/**
 * How the working copy that holds a stack file differs from its commit. Files that git does not know are left out, but for
 * the stack file itself: one that was never committed is one that nobody has reviewed.
 * @param file the stack file
 */
export function workingCopy(file: string): WorkingCopy {
  const folder = path.dirname(path.resolve(file));
  const commit = git(folder, ["rev-parse", "--short=12", "HEAD"]);
  if (commit instanceof Error) return commit;
  const status = git(folder, ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=no"]);
  const unknown = git(folder, ["ls-files", "-z", "--others", "--", path.basename(file)]);
  if (status instanceof Error) return status;
  if (unknown instanceof Error) return unknown;
  // Two letters and a space say what became of each.
  const changed = namesIn(status).map((entry) => entry.slice(3));
  return { commit: commit.trim(), changed: [...changed, ...namesIn(unknown)] };
}

function namesIn(text: string): string[] {
  return text.split("\0").filter((name) => name !== "");
}
