import { git } from "../gates/git";

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
