import * as path from "node:path";
import { createTwoFilesPatch } from "diff";

/** A change of a stack file as a patch that `git apply` takes in the file's folder; empty where nothing changed. */
export function stackPatch(file: string, before: string, after: string): string {
  if (before === after) return "";
  const name = path.basename(file);
  const made = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after);
  // There is a rule above the two names, and a tab where a date could stand.
  return made.slice(made.indexOf("--- ")).replace(/^((?:---|\+\+\+) .*?)\t*$/gm, "$1");
}
