import { groupsOf, type Group, type Relation } from "./relation";
import type { Solver } from "./solver";
import { togetherFrom, total } from "./space";
import type { Track } from "./track";

export interface Kept {
  readonly kept: readonly Relation[];
  /** Whether no search was given up, so that those not kept really can't be. */
  readonly certain: boolean;
}

/**
 * Which preferences of a group can be kept. A preference may make an order longer, but makes no components move together
 * that the constraints let move alone. Where not all can be kept, they are taken up one by one, those that hold back the
 * earlier components first, and each is kept that goes with those before it: none given up could be kept as well.
 * @param group with constraints that there is an order for
 * @param preferences in the order in which they are taken up
 * @param together how many component hops the constraints alone make together with another, of these tracks
 */
export function preferencesKept(
  group: Group,
  preferences: readonly Relation[],
  together: (tracks: readonly Track[]) => number,
  solver: Solver,
): Kept {
  const constraints = group.relations.filter(({ constraint }) => !constraint.preference);
  const partsWith = (more: readonly Relation[]): readonly Group[] => groupsOf(group.tracks, [...constraints, ...more]);
  const possible = preferences.filter((preference) => partsWith([preference]).every((part) => {
    const space = solver.space(part);
    return total(togetherFrom(space, space.start)) <= together(part.tracks);
  }));
  let certain = true;
  const canKeep = (wanted: readonly Relation[]): boolean => partsWith(wanted).every((part) => {
    const { kind } = solver.order(part, together(part.tracks));
    certain &&= kind !== "undecided";
    return kind === "found";
  });
  if (canKeep(possible)) return { kept: possible, certain };
  let kept: readonly Relation[] = [];
  for (const preference of possible) {
    if (canKeep([...kept, preference])) kept = [...kept, preference];
  }
  return { kept, certain };
}
