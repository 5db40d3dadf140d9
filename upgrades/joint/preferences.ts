import { intersection } from "./bitPairs";
import { implied } from "./implied";
import { leastTogether } from "./pair";
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
  const possible = possibleAlone({ tracks: group.tracks, relations: constraints }, preferences, together(group.tracks), solver);
  let certain = true;
  const canKeep = (wanted: readonly Relation[]): boolean => groupsOf(group.tracks, [...constraints, ...wanted]).every((part) => {
    const { kind } = solver.order(part, together(part.tracks));
    certain &&= kind !== "undecided";
    return kind === "found";
  });
  let kept: readonly Relation[] = [];
  for (let left = possible; left.length > 0;) {
    const next = mostOf(left, (some) => canKeep([...kept, ...some]));
    kept = [...kept, ...left.slice(0, next)];
    left = left.slice(next + 1);
  }
  return { kept, certain };
}

/** How many of a list, from its first on, are good together, where fewer of what is good always are. */
function mostOf<T>(list: readonly T[], areGood: (some: readonly T[]) => boolean): number {
  if (areGood(list)) return list.length;
  let [good, bad] = [0, list.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (areGood(list.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

/** The preferences that nothing is known to be in the way of, looked at one by one and in two components each. */
function possibleAlone(constraints: Group, preferences: readonly Relation[], together: number, solver: Solver): readonly Relation[] {
  const sure = implied(constraints, preferences.map(({ first, second }) => [first, second]));
  const needs = new Map(groupsOf(constraints.tracks, constraints.relations).flatMap((part) => {
    const space = solver.space(part);
    return togetherFrom(space, space.start).map((hops, i) => [part.tracks[i]!, hops] as const);
  }));
  const known = total([...needs.values()]);
  return preferences.filter(({ first, second, allowed }) => {
    const pair = {
      mover: first, other: second, leaps: solver.leaps(constraints, first, second),
      allowed: intersection(sure.get(first)!.get(second)!, allowed, second.size),
    };
    const hops = leastTogether(pair)[first.start * second.size + second.start]!;
    const more = [first, second].map((track) => Math.max(0, hops - needs.get(track)!));
    return known + total(more) <= together;
  });
}
