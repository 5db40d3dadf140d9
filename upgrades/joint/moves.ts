import type { JointHop } from "./model";
import { leastCost, leastCosts, togetherFrom, total, type Space, type State } from "./space";
import type { TrackHop } from "./track";

interface Change {
  /** Which of the group's components. */
  readonly index: number;
  readonly hop: TrackHop;
}

export interface Move {
  /** In rollout order. */
  readonly changes: readonly Change[];
  readonly to: State;
  readonly cost: number;
  /** How many component hops may still be made together after it. */
  readonly together: number;
  /** The least cost of the rest of the way. */
  readonly rest: number;
}

export interface Moves {
  /** In the order of preference: the first component first, its latest position first. */
  readonly moves: readonly Move[];
  /** The least number of component hops made together, or fewer, that would have let more moves be; infinite where none would. */
  readonly wanting: number;
  /** The least that a move and the rest of the way may cost beyond the limit; infinite where there is no such move. */
  readonly beyond: number;
  /** How many combinations of components moving at once were looked at. */
  readonly looked: number;
}

export interface MoveLimits {
  /** The most component hops that may be made together, from here to the end. */
  readonly together: number;
  /** The most that the move and the rest of the way may cost. */
  readonly cost: number;
  /** How many combinations of components moving at once are looked at; what comes after them is missing from the result. */
  readonly combinations: number;
}

/**
 * The moves that may be made from a state and lead on to the goals within the limits, as far as can be foreseen.
 *
 * A move must leave every relation that it touches as it should be. One that was broken at the start and is touched by
 * nothing stays as it is. Where a component alone would break a constraint (not a preference), the others that it breaks it
 * with move too, each one hop, and so on: a lock. A move is only one where no part of it could be made alone.
 */
export function movesFrom(space: Space, state: State, limits: MoveLimits): Moves {
  const { tracks, partners } = space;
  const needs = togetherFrom(space, state);
  const needed = total(needs);
  const least = leastCosts(space, state, needs, limits.together - needed);
  const whole = total(least);
  const after = [...state];
  const moving: Change[] = [];
  const found: Move[] = [];
  let [wanting, beyond, looked] = [Infinity, Infinity, 0];

  for (let index = 0; index < tracks.length; index++) {
    const mayLeap = partners[index]!.some(({ leaps }) => leaps);
    for (const hop of tracks[index]!.next[state[index]!]!) {
      if (!mayLeap && breaksAny(index, hop.at)) continue;
      const known = found.length;
      grow({ index, hop }, whole);
      if (found.length > known + 1) found.push(...found.splice(known).sort(byPreference));
    }
  }
  return { moves: found, wanting, beyond, looked };

  /** Lets a component move too. What the whole way costs at least, `before` it does, is what that hop makes dearer more. */
  function grow(change: Change, before: number): void {
    const { index, hop } = change;
    const cost = before + Math.max(0, hop.cost + tracks[index]!.alone[hop.at]! - least[index]!);
    if (!affords(cost)) return;
    moving.push(change);
    after[index] = hop.at;
    goOn(cost);
    after[index] = state[index]!;
    moving.pop();
  }

  /** Goes on from what is moving to all moves that contain it, each found from its first component only. */
  function goOn(cost: number): void {
    const needing = brokenWith();
    const [index] = needing;
    if (index === undefined) return complete();
    if (needing.some((one) => one < moving[0]!.index) || !enoughWith(needing)) return;
    for (const hop of tracks[index]!.next[state[index]!]!) {
      if (!moving.every((change) => allowsBoth(index, hop.at, change))) continue;
      if (looked++ >= limits.combinations) return;
      grow({ index, hop }, cost);
    }
  }

  function complete(): void {
    const kept = moving.every(({ index }) =>
      partners[index]!.every(({ index: other, size, all }) => all[after[index]! * size + after[other]!]));
    if (!kept || (moving.length > 1 && !(isLock() && areTied()))) return;
    const together = limits.together - (moving.length > 1 ? moving.length : 0);
    const rest = leastCost(space, after, together);
    if (rest === Infinity) {
      wants(limits.together - together + total(togetherFrom(space, after)));
      return;
    }
    const cost = moving.reduce((sum, { hop }) => sum + hop.cost, 0);
    if (affords(cost + rest)) found.push({ changes: [...moving].sort((a, b) => a.index - b.index), to: [...after], cost, together, rest });
  }

  /** Takes note of what is too dear; true where it is not. */
  function affords(cost: number): boolean {
    if (cost <= limits.cost) return true;
    beyond = Math.min(beyond, cost);
    return false;
  }

  /** Takes note of how many component hops together would be needed; true where they may be made. */
  function wants(together: number): boolean {
    if (together <= limits.together) return true;
    wanting = Math.min(wanting, together);
    return false;
  }

  function breaksAny(index: number, position: number): boolean {
    for (const { index: other, size, hard } of partners[index]!) if (!hard[position * size + state[other]!]) return true;
    return false;
  }

  /** The components that stand still and that what is moving breaks a constraint with. */
  function brokenWith(): readonly number[] {
    const broken: number[] = [];
    for (const { index } of moving) {
      for (const { index: other, size, hard } of partners[index]!) {
        if (!hard[after[index]! * size + after[other]!] && !broken.includes(other)) broken.push(other);
      }
    }
    return broken;
  }

  function allowsBoth(index: number, position: number, { index: other, hop }: Change): boolean {
    return partners[index]!.every((partner) => partner.index !== other || (partner.hard[position * partner.size + hop.at] === 1
      && partner.leaps?.(state[index]!, position, state[other]!, hop.at) === true));
  }

  /** Whether all that is moving may move together with others: each that did not need it uses up one that was to spare. */
  function enoughWith(others: readonly number[]): boolean {
    const unforeseen = [...moving.map(({ index }) => index), ...others].filter((index) => needs[index] === 0);
    return wants(needed + unforeseen.length);
  }

  /** Whether nothing of what is moving could move without the rest: each needs the first, which needs all. */
  function isLock(): boolean {
    const first = moving[0]!.index;
    return moving.every(({ index }) => {
      const needing = new Set([index]);
      for (const own of needing) {
        for (const { index: other, size, hard } of partners[own]!) {
          if (!hard[after[own]! * size + (needing.has(other) ? after : state)[other]!]) needing.add(other);
        }
      }
      return needing.has(first);
    });
  }

  /** Whether locks tie all of what is moving together, each to the next. */
  function areTied(): boolean {
    const tied = new Set([moving[0]!.index]);
    for (const one of tied) {
      for (const { index, locked } of partners[one]!) if (locked && moving.some((change) => change.index === index)) tied.add(index);
    }
    return tied.size === moving.length;
  }
}

function byPreference(a: Move, b: Move): number {
  for (let i = 0; i < Math.min(a.changes.length, b.changes.length); i++) {
    const [one, other] = [a.changes[i]!, b.changes[i]!];
    const order = one.index - other.index || other.hop.at - one.hop.at;
    if (order !== 0) return order;
  }
  return a.changes.length - b.changes.length;
}

/** A move as the plan tells it. */
export function hopOf({ tracks }: Space, from: State, { changes }: Move): JointHop {
  return { changes: changes.map(({ index, hop }) => ({ component: tracks[index]!.id, from: from[index]!, to: hop.at })) };
}
