import { onWay, turned, type Group } from "./relation";
import type { Track } from "./track";

/** Pairs of positions of two tracks, by `first position * second.size + second position`; both ways round. */
export type Pairs = Map<Track, Map<Track, Uint8Array>>;

/**
 * What the relations of a group imply between two tracks, also through others: where a needs b, b needs c and c needs a, any
 * two of them are locked. Only relations that hold at the start count, since they hold in every state. Pairs without a
 * relation of their own are there where a round of relations closes over them, as elimination in order of degree finds
 * them; where the relations form no round, nothing more is implied.
 *
 * Path consistency: O(s³) for each round of three with s positions, again for those that changed something.
 */
export function implied({ tracks, relations }: Group): Pairs {
  const pairs: Pairs = new Map(tracks.map((track) => [track, new Map<Track, Uint8Array>()]));
  const set = (first: Track, second: Track, allowed: Uint8Array): void => {
    pairs.get(first)!.set(second, allowed);
    pairs.get(second)!.set(first, turned(allowed, first.size, second.size));
  };
  for (const { first, second, allowed } of relations) {
    const known = pairs.get(first)!.get(second) ?? everything(first, second);
    const holds = allowed[first.start * second.size + second.start] === 1;
    set(first, second, holds ? known.map((value, pair) => value & allowed[pair]!) : known);
  }
  const rounds = closeRounds(tracks, pairs, set);
  for (let changed = true; changed;) {
    changed = false;
    for (const [a, b, c] of rounds) {
      for (const [first, through, second] of [[a, b, c], [a, c, b], [b, a, c]] as const) {
        const before = pairs.get(first)!.get(second)!;
        const after = narrowed(before, pairs.get(first)!.get(through)!, pairs.get(through)!.get(second)!, through.size, second.size);
        if (!after) continue;
        set(first, second, after);
        changed = true;
      }
    }
  }
  return pairs;
}

/** All rounds of three, after pairs were added so that every longer round falls into such. */
function closeRounds(
  tracks: readonly Track[],
  pairs: Pairs,
  add: (first: Track, second: Track, allowed: Uint8Array) => void,
): (readonly [Track, Track, Track])[] {
  const rounds: (readonly [Track, Track, Track])[] = [];
  const left = new Set(tracks);
  const neighbours = (track: Track): Track[] => [...left].filter((other) => pairs.get(track)!.has(other));
  while (left.size > 0) {
    const track = [...left].reduce((least, one) => (neighbours(one).length < neighbours(least).length ? one : least));
    left.delete(track);
    const around = neighbours(track);
    around.forEach((one, i) => {
      for (const other of around.slice(i + 1)) {
        if (!pairs.get(one)!.has(other)) add(one, other, everything(one, other));
        rounds.push([track, one, other]);
      }
    });
  }
  return rounds;
}

export function everything(first: Track, second: Track): Uint8Array {
  const all = new Uint8Array(first.size * second.size);
  for (const a of onWay(first)) for (const b of onWay(second)) all[a * second.size + b] = 1;
  return all;
}

/** What is left of pairs where some position of a track between allows both; undefined where that is all of them. */
function narrowed(pairs: Uint8Array, to: Uint8Array, from: Uint8Array, between: number, columns: number): Uint8Array | undefined {
  const result = new Uint8Array(pairs.length);
  let changed = false;
  for (let a = 0; a * columns < pairs.length; a++) {
    const row = result.subarray(a * columns, (a + 1) * columns);
    for (let c = 0; c < between; c++) {
      if (to[a * between + c]) for (let b = 0; b < columns; b++) row[b]! |= from[c * columns + b]!;
    }
    for (let b = 0; b < columns; b++) {
      row[b]! &= pairs[a * columns + b]!;
      changed ||= row[b] !== pairs[a * columns + b];
    }
  }
  return changed ? result : undefined;
}
