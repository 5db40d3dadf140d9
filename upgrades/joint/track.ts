import { hopCost } from "./cost";
import type { JointComponent } from "./model";

/** A hop on a track, seen from one of its ends: the other end, and the cost. */
export interface TrackHop {
  readonly at: number;
  readonly cost: number;
}

/** A component made ready for the search: only positions between its start and its goal, every hop with its cost. */
export interface Track {
  readonly id: string;
  readonly size: number;
  readonly start: number;
  readonly goal: number;
  /** By position: where a hop leads, the latest position first. Empty off the way from start to goal. */
  readonly next: readonly (readonly TrackHop[])[];
  /** By position: where a hop comes from. */
  readonly previous: readonly (readonly TrackHop[])[];
  /** By position: the least cost from there to the goal, alone; infinite off the way. */
  readonly alone: Float64Array;
  /** The positions on a way from its start to its goal, ascending. */
  readonly onWay: readonly number[];
}

/**
 * The tracks of components, in rollout order.
 * @throws Error where an id is not unique, a position is out of range, a number of windows is not 0 to 99, or a goal can't be
 * reached by the component's own hops: mistakes of the caller, who knows the reason
 */
export function tracksOf(components: readonly JointComponent[]): readonly Track[] {
  const ids = new Set(components.map(({ id }) => id));
  if (ids.size !== components.length) throw new Error("two components of a joint plan have the same id");
  return [...components].sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1)).map(trackOf);
}

function trackOf(component: JointComponent): Track {
  const { id, start, goal, states } = component;
  const size = states.length;
  const check = (position: number): number => {
    if (Number.isInteger(position) && position >= 0 && position < size) return position;
    throw new Error(`${id} has no position ${position}: it has ${size} states`);
  };
  check(start);
  check(goal);
  const outward = states.map((_, from) => [...new Set(component.hops(from))].filter((to) => check(to) !== from).sort((a, b) => b - a));
  const inward = states.map((): number[] => []);
  outward.forEach((all, from) => { for (const to of all) inward[to]!.push(from); });
  const [reached, leading] = [closure(start, outward), closure(goal, inward)];
  if (!reached.has(goal)) throw new Error(`${id} can't get from ${states[start]} to ${states[goal]}, even alone`);
  const onWay = (position: number): boolean => reached.has(position) && leading.has(position);
  const next = outward.map((all, from) => (onWay(from) ? all : []).filter(onWay)
    .map((to) => ({ at: to, cost: hopCost + windowsOf(component, from, to) })));
  return { id, size, start, goal, onWay: [...states.keys()].filter(onWay), ...ways(goal, next) };
}

/** A track with only those of its hops that may be made. */
export function withHops(track: Track, mayBeMade: (from: number, to: number) => boolean): Track {
  return { ...track, ...ways(track.goal, track.next.map((hops, from) => hops.filter(({ at }) => mayBeMade(from, at)))) };
}

function ways(goal: number, next: Track["next"]): Pick<Track, "next" | "previous" | "alone"> {
  const previous = next.map((): TrackHop[] => []);
  next.forEach((hops, from) => { for (const { at, cost } of hops) previous[at]!.push({ at: from, cost }); });
  return { next, previous, alone: leastFrom({ goal, next }, (_from, _to, cost) => cost) };
}

function windowsOf(component: JointComponent, from: number, to: number): number {
  const windows = component.windows(from, to);
  if (Number.isInteger(windows) && windows >= 0 && windows < 100) return windows;
  throw new Error(`${component.id}: found ${windows} windows from ${from} to ${to}, expected 0 to 99`);
}

function closure(from: number, next: readonly (readonly number[])[]): ReadonlySet<number> {
  const reached = new Set([from]);
  for (const position of reached) for (const to of next[position]!) reached.add(to);
  return reached;
}

/**
 * By position, the least sum of what the hops from there to the goal weigh; infinite off the way. Bellman and Ford's
 * relaxation until nothing changes: tracks are short, and nearly every one is a DAG in order.
 */
export function leastFrom({ goal, next }: Pick<Track, "goal" | "next">, weight: (from: number, to: number, cost: number) => number): Float64Array {
  const weights = next.map((hops, from) => hops.map(({ at, cost }) => weight(from, at, cost)));
  const least = new Float64Array(next.length).fill(Infinity);
  least[goal] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (let from = next.length - 1; from >= 0; from--) {
      next[from]!.forEach(({ at }, i) => {
        if (least[at]! + weights[from]![i]! >= least[from]!) return;
        least[from] = least[at]! + weights[from]![i]!;
        changed = true;
      });
    }
  }
  return least;
}
