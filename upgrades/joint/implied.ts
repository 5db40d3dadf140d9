import { bitPairsOf, everyPair, narrowed, turnedPairs, type BitPairs } from "./bitPairs";
import { combined, type Group } from "./relation";
import type { Track } from "./track";

/** Pairs of positions of two tracks, both ways round. */
export type Pairs = ReadonlyMap<Track, ReadonlyMap<Track, BitPairs>>;

/**
 * What the relations of a group imply between two tracks, also through others: where a needs b, b needs c and c needs a, any
 * two of them are locked. Only relations that hold at the start count, since they hold in every state. Pairs without a
 * relation of their own are there where a round of relations closes over them, as elimination in order of degree finds
 * them; where the relations form no round, nothing more is implied.
 *
 * Path consistency: O(s³/32) for each round of three with s positions, again for those next to what changed.
 * @param also further pairs of tracks to find this out for
 */
export function implied({ tracks, relations }: Group, also: readonly (readonly [Track, Track])[] = []): Pairs {
  const pairs = new Map(tracks.map((track) => [track, new Map<Track, BitPairs>()]));
  /** When pairs changed last, counted in changes. */
  const changed = new Map<BitPairs, number>();
  const set = (first: Track, second: Track, allowed: BitPairs): void => {
    pairs.get(first)!.set(second, allowed);
    pairs.get(second)!.set(first, turnedPairs(allowed, second.size));
    changed.set(allowed, changed.size).set(pairs.get(second)!.get(first)!, changed.size);
  };
  for (const [first, second] of also) set(first, second, everyPair(first, second));
  const holding = relations.filter(({ first, second, allowed }) => allowed[first.start * second.size + second.start] === 1);
  for (const { first, second } of relations) set(first, second, everyPair(first, second));
  for (const { first, second, allowed } of combined(holding)) set(first, second, bitPairsOf(allowed, second.size));
  const looked = new Map(roundsOf(tracks, pairs, set).map((round) => [round, 0]));
  for (let again = true; again;) {
    again = false;
    for (const [round, last] of looked) {
      const [a, b, c] = round;
      if ([[a, b], [a, c], [b, c]].every(([one, other]) => changed.get(pairs.get(one!)!.get(other!)!)! < last)) continue;
      again = true;
      looked.set(round, changed.size);
      for (const [first, through, second] of [[a, b, c], [a, c, b], [b, a, c]] as const) {
        const from = pairs.get(first)!;
        const after = narrowed(from.get(second)!, from.get(through)!, pairs.get(through)!.get(second)!, through.size);
        if (after) set(first, second, after);
      }
    }
  }
  return pairs;
}

type Round = readonly [Track, Track, Track];

/** All rounds of three, after pairs were added so that every longer round falls into such. */
function roundsOf(
  tracks: readonly Track[],
  pairs: Pairs,
  add: (first: Track, second: Track, allowed: BitPairs) => void,
): readonly Round[] {
  const rounds: Round[] = [];
  const left = new Set(tracks);
  const neighbours = (track: Track): Track[] => [...left].filter((other) => pairs.get(track)!.has(other));
  while (left.size > 0) {
    const track = [...left].reduce((least, one) => (neighbours(one).length < neighbours(least).length ? one : least));
    left.delete(track);
    const around = neighbours(track);
    around.forEach((one, i) => {
      for (const other of around.slice(i + 1)) {
        if (!pairs.get(one)!.has(other)) add(one, other, everyPair(one, other));
        rounds.push([track, one, other]);
      }
    });
  }
  return rounds;
}
