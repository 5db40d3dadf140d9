import type { JointConstraint } from "./model";
import type { Track } from "./track";

/** At which positions two tracks may be at once. */
export interface Common {
  /** First in rollout order. */
  readonly first: Track;
  readonly second: Track;
  /** 1 where both positions are allowed at once, at `first position * second.size + second position`. */
  readonly allowed: Uint8Array;
}

/** A constraint made ready for the search. */
export interface Relation extends Common {
  readonly constraint: JointConstraint;
}

/**
 * The constraints that forbid something on the way, by id. The others are kept whatever the order is.
 * @throws Error where a constraint's id is not unique, or it is not between two different components of the plan
 */
export function relationsOf(tracks: readonly Track[], constraints: readonly JointConstraint[]): readonly Relation[] {
  const order = new Map(tracks.map(({ id }, i) => [id, i]));
  const ids = new Set(constraints.map(({ id }) => id));
  if (ids.size !== constraints.length) throw new Error("two constraints of a joint plan have the same id");
  return [...constraints].sort((a, b) => (a.id < b.id ? -1 : 1)).flatMap((constraint) => {
    const [one, other] = constraint.between.map((id) => order.get(id));
    if (one === undefined || other === undefined || one === other) {
      throw new Error(`${constraint.id} is between ${constraint.between.join(" and ")}, expected two components of the plan`);
    }
    const [first, second] = [tracks[Math.min(one, other)]!, tracks[Math.max(one, other)]!];
    const allowed = new Uint8Array(first.size * second.size);
    let binding = false;
    for (const a of first.onWay) {
      for (const b of second.onWay) {
        if (one < other ? constraint.allows(a, b) : constraint.allows(b, a)) allowed[a * second.size + b] = 1;
        else binding = true;
      }
    }
    return binding ? [{ constraint, first, second, allowed }] : [];
  });
}

/** What all relations between two tracks allow, for each two that there are any between. */
export function combined(relations: readonly Relation[]): readonly Common[] {
  const pairs = new Map<Track, Map<Track, Common>>();
  for (const { first, second, allowed } of relations) {
    const known = pairs.get(first) ?? new Map<Track, Common>();
    pairs.set(first, known);
    const common = known.get(second)?.allowed;
    if (common) for (let pair = 0; pair < common.length; pair++) common[pair]! &= allowed[pair]!;
    else known.set(second, { first, second, allowed: Uint8Array.from(allowed) });
  }
  return [...pairs.values()].flatMap((known) => [...known.values()]);
}

/** The same pairs seen from its second track. */
export function turned(allowed: Uint8Array, rows: number, columns: number): Uint8Array {
  const result = new Uint8Array(allowed.length);
  for (let a = 0; a < rows; a++) for (let b = 0; b < columns; b++) result[b * rows + a] = allowed[a * columns + b]!;
  return result;
}

/** Tracks that relations tie together, directly or through others, and what ties them. */
export interface Group {
  /** In rollout order. */
  readonly tracks: readonly Track[];
  readonly relations: readonly Relation[];
}

/** Splits a plan into parts that don't concern each other, in rollout order of their first components. */
export function groupsOf(tracks: readonly Track[], relations: readonly Relation[]): readonly Group[] {
  const leaders = new Map<Track, Track>();
  const leader = (track: Track): Track => {
    let at = track;
    for (let above = leaders.get(at); above; above = leaders.get(at)) at = above;
    return at;
  };
  for (const { first, second } of relations) {
    const [one, other] = [leader(first), leader(second)];
    if (one !== other) leaders.set(one, other);
  }
  return [...new Set(tracks.map(leader))].map((own) => ({
    tracks: tracks.filter((track) => leader(track) === own),
    relations: relations.filter(({ first }) => leader(first) === own),
  }));
}
