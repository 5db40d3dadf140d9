import type { UpgradeGraph } from "../graph/model";
import { components } from "../lint/components";

/** The releases of two graphs under one numbering, so that what is said of both can be compared word by word. */
export interface Numbering {
  /** How many 32-bit words a set of releases takes. */
  readonly words: number;
  /** The number of every node of each graph. */
  readonly before: Int32Array;
  readonly after: Int32Array;
}

export function numbering(before: UpgradeGraph, after: UpgradeGraph): Numbering {
  let count = before.nodes.length;
  const numbers = Int32Array.from(after.nodes, ({ name }) => before.positionOf(name) ?? count++);
  return { words: Math.ceil(count / 32), before: Int32Array.from(before.nodes, (_, position) => position), after: numbers };
}

/** For every node of a graph a set of releases, a bit each; what it returns may be overwritten by the next call. */
export type Rows = (position: number) => Uint32Array;

/** What can be entered from each node in one hop. */
export function hopRows({ successors }: UpgradeGraph, numbers: Int32Array, words: number): Rows {
  const row = new Uint32Array(words);
  return (position) => {
    row.fill(0);
    for (const to of successors(position)) add(row, numbers[to]!);
    return row;
  };
}

/** The most releases whose pairs are counted: their sets take 32 MiB a graph, twice that where two graphs share none. */
export const mostReleases = 16_384;

/** What each node leads to over any number of hops, itself included. One set a component: at most n²/8 bytes. */
export function routeRows({ nodes, successors }: UpgradeGraph, numbers: Int32Array, words: number): Rows {
  const { of, members } = components({ count: nodes.length, successors });
  const sets = new Uint32Array(members.length * words);
  const setOf = (component: number): Uint32Array => sets.subarray(component * words, (component + 1) * words);
  members.forEach((own, component) => {
    const set = setOf(component);
    for (const node of own) add(set, numbers[node]!);
    for (const node of own) {
      // The nearest first: what they lead to needs no second look, which in dense graphs is almost everything.
      const targets = successors(node);
      const above = targets.findIndex((to) => to > node);
      const split = above < 0 ? targets.length : above;
      for (let i = split; i < targets.length; i++) join(targets[i]!);
      for (let i = split - 1; i >= 0; i--) join(targets[i]!);
    }

    function join(to: number): void {
      if (has(set, numbers[to]!)) return;
      const other = setOf(of[to]!);
      for (let word = 0; word < words; word++) set[word]! |= other[word]!;
    }
  });
  return (position) => setOf(of[position]!);
}

export function add(set: Uint32Array, number: number): void {
  set[number >>> 5]! |= 1 << (number & 31);
}

export function remove(set: Uint32Array, number: number): void {
  set[number >>> 5]! &= ~(1 << (number & 31));
}

export function has(set: Uint32Array, number: number): boolean {
  return (set[number >>> 5]! & (1 << (number & 31))) !== 0;
}

/** The numbers in a set, ascending. */
export function numbersIn(set: Uint32Array): number[] {
  const found: number[] = [];
  set.forEach((word, i) => {
    for (let left = word; left !== 0; left &= left - 1) found.push(i * 32 + 31 - Math.clz32(left & -left));
  });
  return found;
}
