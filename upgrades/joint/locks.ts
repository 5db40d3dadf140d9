import type { JointConstraint } from "./model";
import type { Leaps } from "./pair";
import { groupsOf, type Relation } from "./relation";
import type { Track } from "./track";

/** Which components of a plan may move at once. It stays as it is while constraints are left out to find a clash. */
export interface Locks {
  /** Whether a lock is between the two. */
  between(one: Track, other: Track): boolean;
  /** Whether locks tie the two together, also through others. */
  tie(one: Track, other: Track): boolean;
}

/** What decides whether two tracks may be moved in one hop. */
export interface Joining {
  /** Undefined where they never may. */
  readonly leaps: Leaps | undefined;
  /** The constraints between them that are no locks, by id. */
  readonly asking: readonly string[];
}

function isLock({ tie = "lock" }: JointConstraint): boolean {
  return tie === "lock";
}

/** @param constraints without preferences */
export function locksOf(tracks: readonly Track[], constraints: readonly Relation[]): Locks {
  const locks = constraints.filter(({ constraint }) => isLock(constraint));
  const tied = new Map(groupsOf(tracks, locks).flatMap((group) => group.tracks.map((track) => [track, group] as const)));
  const beside = new Map(tracks.map((track) => [track, new Set<Track>()]));
  for (const { first, second } of locks) {
    beside.get(first)!.add(second);
    beside.get(second)!.add(first);
  }
  return { between: (one, other) => beside.get(one)!.has(other), tie: (one, other) => tied.get(one) === tied.get(other) };
}

/** @param constraints all of a group, without preferences */
export function joining(locks: Locks, constraints: readonly Relation[], own: Track, other: Track): Joining {
  if (!locks.tie(own, other)) return { leaps: undefined, asking: [] };
  const asking = constraints.filter(({ first, second, constraint }) => !isLock(constraint)
    && (first === own ? second === other : first === other && second === own));
  return { leaps: leapsOf(own, asking), asking: asking.map(({ constraint }) => constraint.id) };
}

/**
 * How the constraints between two tracks that are no locks let both move in one hop: each has to be kept to also if one of
 * them went before the other.
 */
function leapsOf(own: Track, constraints: readonly Relation[]): Leaps {
  const rules = constraints.map(({ constraint: { tie, between }, first, second, allowed }) => {
    const may = (a: number, b: number): boolean => allowed[first === own ? a * second.size + b : b * second.size + a] === 1;
    return { may, ownFirst: tie === "any" || between[0] === own.id, otherFirst: tie === "any" || between[0] !== own.id };
  });
  return (a, toA, b, toB) => rules.every(({ may, ownFirst, otherFirst }) => (ownFirst && may(toA, b)) || (otherFirst && may(a, toB)));
}
