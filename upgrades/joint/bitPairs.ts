import type { Track } from "./track";

/** Which positions of a second track go with each of a first one: a bit each, so that whole rows are combined at once. */
export interface BitPairs {
  /** How many numbers of 32 bits a row takes. */
  readonly words: number;
  readonly bits: Uint32Array;
}

/** Every pair of positions on the ways of two tracks. */
export function everyPair(first: Track, second: Track): BitPairs {
  const pairs = noPairs(first.size, second.size);
  for (const a of first.onWay) for (const b of second.onWay) add(pairs, a, b);
  return pairs;
}

/** @param allowed 1 for each pair that is meant, at `first position * columns + second position` */
export function bitPairsOf(allowed: Uint8Array, columns: number): BitPairs {
  const pairs = noPairs(allowed.length / columns, columns);
  for (let a = 0, pair = 0; pair < allowed.length; a++) for (let b = 0; b < columns; b++) if (allowed[pair++]) add(pairs, a, b);
  return pairs;
}

/** The same pairs seen from the second track. */
export function turnedPairs(pairs: BitPairs, columns: number): BitPairs {
  const rows = pairs.bits.length / pairs.words;
  const turned = noPairs(columns, rows);
  for (let a = 0; a < rows; a++) for (let b = 0; b < columns; b++) if (hasPair(pairs, a, b)) add(turned, b, a);
  return turned;
}

/** What is left of pairs where some position of a track between allows both; undefined where that is all of them. */
export function narrowed(pairs: BitPairs, to: BitPairs, from: BitPairs, between: number): BitPairs | undefined {
  const { words } = pairs;
  const bits = new Uint32Array(pairs.bits.length);
  let changed = false;
  for (let a = 0; a * words < bits.length; a++) {
    for (let c = 0; c < between; c++) {
      if (hasPair(to, a, c)) for (let word = 0; word < words; word++) bits[a * words + word]! |= from.bits[c * words + word]!;
    }
    for (let word = a * words; word < (a + 1) * words; word++) {
      bits[word]! &= pairs.bits[word]!;
      changed ||= bits[word] !== pairs.bits[word];
    }
  }
  return changed ? { words, bits } : undefined;
}

/** 1 for each pair that both have, at `first position * columns + second position`. */
export function intersection(pairs: BitPairs, allowed: Uint8Array, columns: number): Uint8Array {
  const both = new Uint8Array(allowed.length);
  for (let a = 0, pair = 0; pair < allowed.length; a++) {
    for (let b = 0; b < columns; b++, pair++) if (allowed[pair] && hasPair(pairs, a, b)) both[pair] = 1;
  }
  return both;
}

function hasPair({ words, bits }: BitPairs, a: number, b: number): boolean {
  return (bits[a * words + (b >>> 5)]! >>> (b & 31) & 1) === 1;
}

function noPairs(rows: number, columns: number): BitPairs {
  const words = Math.ceil(columns / 32);
  return { words, bits: new Uint32Array(rows * words) };
}

function add({ words, bits }: BitPairs, a: number, b: number): void {
  bits[a * words + (b >>> 5)]! |= 1 << (b & 31);
}
