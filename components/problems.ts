import type { StackSettings } from "../config/stack";
import { dxProblems } from "./dx/problems";
import { haloProblems } from "./halo/problems";
import { kleidiaProblems } from "./kleidia/problems";

/** Why the components of a system can't describe what a stack asks for. The schema has been satisfied before. */
export interface SystemProblem {
  /** The system, `halo`: the stack file's key is `stepwise:<system>`. */
  readonly system: string;
  /** Where it is inside the system's settings, such as `reporting.eventMessageTypeUrl`. */
  readonly path: string;
  readonly message: string;
}

/** What is wrong with the settings of all of a stack's systems at the releases that their components are to be at. */
export function systemProblems({ halo, kleidia, dx, cluster }: StackSettings): SystemProblem[] {
  return [
    ...(halo ? haloProblems(halo).map((problem) => ({ system: "halo", ...problem })) : []),
    ...(kleidia ? kleidiaProblems(kleidia, cluster).map((problem) => ({ system: "kleidia", ...problem })) : []),
    ...(dx ? dxProblems(dx).map((problem) => ({ system: "dx", ...problem })) : []),
  ];
}
