import { leastFrom, type Track } from "./track";

/** Two tracks, and the positions at which both may be. */
export interface Pair {
  readonly mover: Track;
  readonly other: Track;
  /** 1 where both positions may be at once, at `own * other.size + its`. A start where they may not can be left, not entered. */
  readonly allowed: Uint8Array;
  /** Whether both may go from positions to others in one hop, where they may be at both; undefined where they never may. */
  readonly leaps: Leaps | undefined;
}

/** Whether two components may go in one hop: the first from one position to another, and the second. */
export type Leaps = (a: number, toA: number, b: number, toB: number) => boolean;

export function mayBeLeft({ mover, other, allowed }: Pair, here: number): boolean {
  return allowed[here] === 1 || here === mover.start * other.size + other.start;
}

/**
 * How many hops of both together a pair needs at least, from every two positions to their goals; infinite where there is no
 * order. Breadth first from the goals, O(P·d) for P pairs and d hops from each, and O(P·d²) for each hop together.
 */
export function leastTogether(pair: Pair): Float64Array {
  const { mover, other, allowed } = pair;
  const least = new Float64Array(allowed.length).fill(Infinity);
  const goal = mover.goal * other.size + other.goal;
  let left = [...allowed.keys()].filter((here) => mayBeLeft(pair, here));
  let reached = mayBeLeft(pair, goal) ? [goal] : [];
  for (let hops = 0; reached.length > 0; hops++) {
    for (const here of reached) least[here] = hops;
    for (const here of reached) {
      if (!allowed[here]) continue;
      const b = here % other.size;
      const a = (here - b) / other.size;
      const reach = (from: number): void => {
        if (least[from] !== Infinity || !mayBeLeft(pair, from)) return;
        least[from] = hops;
        reached.push(from);
      };
      for (const { at } of mover.previous[a]!) reach(at * other.size + b);
      for (const { at } of other.previous[b]!) reach(a * other.size + at);
    }
    const { leaps } = pair;
    if (!leaps) break;
    left = left.filter((here) => least[here] === Infinity);
    reached = left.filter((here) => {
      const b = here % other.size;
      const a = (here - b) / other.size;
      return mover.next[a]!.some((own) => other.next[b]!.some((its) => {
        const to = own.at * other.size + its.at;
        return allowed[to] === 1 && least[to] !== Infinity && leaps(a, own.at, b, its.at);
      }));
    });
  }
  return least;
}

/** Whether the mover may make a hop, wherever the other is then: alone, or together with it. */
export function mayHop(pair: Pair, from: number, to: number): boolean {
  const { other, allowed, leaps } = pair;
  for (const b of other.onWay) {
    if (!allowed[to * other.size + b]) continue;
    if (mayBeLeft(pair, from * other.size + b)) return true;
    if (!leaps) continue;
    for (const { at } of other.previous[b]!) if (mayBeLeft(pair, from * other.size + at) && leaps(from, to, at, b)) return true;
  }
  return false;
}

/**
 * By position, how many hops a track still has to make together with one of the others: those that no position of some other
 * lets it make alone.
 * @param pairs of that track, the mover, with each of the others
 */
export function hopsTogether(track: Track, pairs: readonly Pair[]): Float64Array {
  const tied = pairs.filter(({ leaps }) => leaps).map((pair): Pair => ({ ...pair, leaps: undefined }));
  const goesAlone = (from: number, to: number): boolean => tied.every((pair) => mayHop(pair, from, to));
  return leastFrom(track, (from, to) => (goesAlone(from, to) ? 0 : 1));
}
