import { everything, implied } from "./implied";
import { PairTable } from "./pairTables";
import { turned, type Group, type Relation } from "./relation";
import type { Track } from "./track";

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
  /** What the own component has to pay at least because of this one. */
  readonly table: PairTable;
}

/** What an order of a group is searched in. */
export interface Space {
  readonly tracks: readonly Track[];
  readonly partners: readonly (readonly Partner[])[];
  readonly start: State;
  readonly goal: State;
}

/** Tables that were made, kept because the same pairs are looked at again while constraints are taken away one by one. */
export type TableCache = Map<string, PairTable>;

export function spaceOf(group: Group, cache: TableCache): Space {
  const { tracks } = group;
  const pairs = implied(group);
  const partners = tracks.map((own) => [...pairs.get(own)!].map(([other, sure]): Partner => {
    const allowed = (preferences: boolean): Uint8Array => group.relations
      .filter(({ constraint }) => preferences || !constraint.preference)
      .reduce((all, relation) => common(all, relation, own, other), everything(own, other));
    const all = allowed(true);
    const tight = all.map((value, pair) => value & sure[pair]!);
    const key = `${JSON.stringify([own.id, other.id])}${Buffer.from(tight).toString("latin1")}`;
    const table = cache.get(key) ?? new PairTable(own, other, tight);
    cache.set(key, table);
    return { index: tracks.indexOf(other), size: other.size, hard: allowed(false), all, table };
  }));
  return { tracks, partners, start: tracks.map(({ start }) => start), goal: tracks.map(({ goal }) => goal) };
}

/** What is left of pairs of positions after a relation, where it is between the two tracks. */
function common(pairs: Uint8Array, { first, second, allowed }: Relation, own: Track, other: Track): Uint8Array {
  if (!(first === own && second === other) && !(first === other && second === own)) return pairs;
  const seen = first === own ? allowed : turned(allowed, first.size, second.size);
  return pairs.map((value, pair) => value & seen[pair]!);
}

/** How many of its hops each component has to make together with another at least, from a state on. */
export function togetherFrom({ partners }: Space, state: State): readonly number[] {
  return state.map((position, i) => partners[i]!.reduce(
    (most, { index, size, table }) => Math.max(most, table.together[position * size + state[index]!]!), 0));
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
  if (!(spare >= 0)) return Infinity;
  let sum = 0;
  for (let i = 0; i < state.length && sum !== Infinity; i++) sum += leastOf(space, state, i, needs, spare);
  return sum;
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
  return numbers.reduce((sum, number) => sum + number, 0);
}
