import * as path from "node:path";
import type { DeclaredComponent } from "../../config/components";
import type { ReturnedFrom } from "../../config/versioned";
import { git } from "../../gates/git";
import { InputError } from "../../releases/problem";
import { parseYaml } from "../../releases/yamlFile";
import { blockPath } from "../hopFile";
import type { Committed } from "./climb";
import { valueAt } from "./plainValue";

/** A return, as a commit of a stack file would say it. */
export interface SoughtReturn {
  /** The stack file. */
  readonly file: string;
  readonly component: Pick<DeclaredComponent, "system" | "path">;
  readonly returnedFrom: ReturnedFrom;
  /** Older commits are about something else; ISO 8601, as `climbTime` finds it. */
  readonly since: string | undefined;
}

/** More commits of one file after one update than anybody makes. */
const mostCommits = 1000;

/**
 * Whether some commit that leads to what is checked out had this return in the stack file. Reads git's objects and changes
 * nothing; what git can't say is an answer too.
 */
export function returnCommitted({ file, component, returnedFrom, since }: SoughtReturn): Committed {
  if (since === undefined) return { unknown: `the history does not say when ${returnedFrom.version} was asked for` };
  const folder = path.dirname(path.resolve(file));
  const name = path.basename(file);
  const log = git(folder, ["log", `--max-count=${mostCommits}`, "--format=%H %ct", "--", name]);
  if (log instanceof Error) return { unknown: log.message };
  const commits = log.split("\n").filter((line) => line !== "").map((line) => line.split(" ") as [string, string]);
  const from = Date.parse(since);
  for (const [commit, seconds] of commits) {
    // Git keeps whole seconds.
    if (Number(seconds) * 1000 + 999 < from) continue;
    const text = git(folder, ["show", `${commit}:./${name}`]);
    if (!(text instanceof Error) && saysReturn(text, name, component, returnedFrom)) return "yes";
  }
  if (commits.length === mostCommits) return { unknown: `the stack file has more than ${mostCommits} commits` };
  const shallow = git(folder, ["rev-parse", "--is-shallow-repository"]);
  if (shallow instanceof Error) return { unknown: shallow.message };
  return shallow.trim() === "false" ? "no" : { unknown: "the repository is a shallow clone, without its older commits (git fetch --unshallow)" };
}

/** A commit may hold a file of an older schema, or half a merge; that says nothing, then. */
function saysReturn(text: string, name: string, component: SoughtReturn["component"], { version, restore }: ReturnedFrom): boolean {
  try {
    const { content } = parseYaml(name, text);
    const at = [...blockPath(component), "returnedFrom"];
    return valueAt(content, [...at, "version"]) === version && valueAt(content, [...at, "restore"]) === restore;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
