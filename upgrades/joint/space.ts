import { intersection } from "./bitPairs";
import { implied } from "./implied";
import { joining, type Locks } from "./locks";
import { hopsTogether, mayHop, type Leaps } from "./pair";
import { PairTable } from "./pairTables";
import { combined, turned, type Group, type Relation } from "./relation";
import { withHops, type Track } from "./track";

/** A position for each component of a group, in rollout order. */
export type State = readonly number[];

/** What one component of a group has to do with another. */
export interface Partner {
  /** Which of the group's. */
  readonly index: number;
  /** How many positions it has. */
  readonly size: number;
  /** What the constraints allow, by `own position * size + its position`, and what these and the preferences do. */
  readonly hard: Uint8Array;
  readonly all: Uint8Array;
  /** How the constraints let both move in one hop; undefined where nothing ever lets them. */
  readonly leaps: Leaps | undefined;
  /** Whether a lock ties the two. */
  readonly locked: boolean;
  /** What the own component has to pay at least because of this one. */
  readonly table: PairTable;
}

/** What an order of a group is searched in. */
export interface Space {
  readonly tracks: readonly Track[];
  readonly partners: readonly (readonly Partner[])[];
  /** For each component, by position: how many of its hops have to be made together with another, whichever each is made with. */
  readonly together: readonly Float64Array[];
  readonly start: State;
  readonly goal: State;
}

/** Tables that were made, kept because the same pairs are looked at again while constraints are taken away one by one. */
export type TableCache = Map<string, PairTable>;

/**
 * Makes a group ready for the search: what its relations imply between any two tracks, no hop that these never let a
 * component make, and a table for every two.
 * @param locks of the whole plan
 */
export function spaceOf(group: Group, locks: Locks, cache: TableCache): Space {
  const { relations } = group;
  const constraints = relations.filter(({ constraint }) => !constraint.preference);
  const [all, hard] = [bothWays(relations), bothWays(constraints)];
  const sure = implied(group);
  const ties = group.tracks.map((own) => [...sure.get(own)!].map(([other, pairs]) => {
    const between = (kept: Ties): Uint8Array => kept.get(own)?.get(other) ?? new Uint8Array(own.size * other.size).fill(1);
    const { leaps, asking } = joining(locks, constraints, own, other);
    return {
      index: group.tracks.indexOf(other), size: other.size, hard: between(hard), all: between(all), locked: locks.between(own, other),
      pair: { mover: own, other, allowed: intersection(pairs, between(all), other.size), leaps }, asking,
    };
  }));
  const tracks = group.tracks.map((track, i) => withHops(track, (from, to) => ties[i]!.every(({ pair }) => mayHop(pair, from, to))));
  const hops = tracks.map(({ next }) => JSON.stringify(next.map((some) => some.map(({ at }) => at))));
  const partners = ties.map((some, i) => some.map(({ pair, asking, ...tie }): Partner => {
    const key = JSON.stringify([pair.mover.id, pair.other.id, hops[i], hops[tie.index], pair.leaps !== undefined, asking])
      + Buffer.from(pair.allowed).toString("latin1");
    const table = cache.get(key) ?? new PairTable({ ...pair, mover: tracks[i]!, other: tracks[tie.index]! });
    cache.set(key, table);
    return { ...tie, leaps: pair.leaps, table };
  }));
  return {
    tracks,
    partners,
    together: tracks.map((track, i) => hopsTogether(track, partners[i]!.map(({ table }) => table.pair))),
    start: tracks.map(({ start }) => start),
    goal: tracks.map(({ goal }) => goal),
  };
}

/** What relations allow between two tracks, by own position and then its. */
type Ties = Map<Track, Map<Track, Uint8Array>>;

function bothWays(relations: readonly Relation[]): Ties {
  const ties: Ties = new Map();
  const add = (own: Track, other: Track, allowed: Uint8Array): void => {
    ties.set(own, (ties.get(own) ?? new Map<Track, Uint8Array>()).set(other, allowed));
  };
  for (const { first, second, allowed } of combined(relations)) {
    add(first, second, allowed);
    add(second, first, turned(allowed, first.size, second.size));
  }
  return ties;
}

/** How many of its hops each component has to make together with another at least, from a state on. */
export function togetherFrom({ partners, together }: Space, state: State): readonly number[] {
  return state.map((position, i) => {
    let most = together[i]![position]!;
    for (const { index, size, table } of partners[i]!) {
      const hops = table.together[position * size + state[index]!]!;
      if (hops > most) most = hops;
    }
    return most;
  });
}

/**
 * The least cost of the way from a state on, where at most `together` component hops may be made together with another;
 * infinite where there is none. It is the sum of what each component has to pay because of the partner that holds it up
 * most. Hops together that the components need for certain are not to be had by others, which is what makes it sharp.
 *
 * A* goes by it. It is consistent: a move takes no more off it than its cost, since it takes none off those that stand
 * still, and off each that moves no more than its own hop.
 */
export function leastCost(space: Space, state: State, together: number): number {
  const needs = togetherFrom(space, state);
  const spare = together - total(needs);
  return spare >= 0 ? total(leastCosts(space, state, needs, spare)) : Infinity;
}

/**
 * What each component has to pay at least.
 * @param needs how many hops together each needs for certain
 * @param spare how many more there may be
 */
export function leastCosts(space: Space, state: State, needs: readonly number[], spare: number): readonly number[] {
  return state.map((_, index) => leastOf(space, state, index, needs, spare));
}

function leastOf({ tracks, partners }: Space, state: State, index: number, needs: readonly number[], spare: number): number {
  const position = state[index]!;
  let least = tracks[index]!.alone[position]!;
  for (const { index: other, size, table } of partners[index]!) {
    const here = table.with(Math.min(needs[index]!, needs[other]!) + spare)[position * size + state[other]!]!;
    if (here > least) least = here;
  }
  return least;
}

export function total(numbers: readonly number[]): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
