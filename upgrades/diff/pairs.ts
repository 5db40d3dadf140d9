import type { UpgradeGraph } from "../graph/model";
import { numbersIn, remove, type Rows } from "./rows";

/** Neighbouring releases of a graph, in version order. */
export interface Span {
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

/** What each of some neighbouring releases leads to in one of two graphs only. */
export interface PairChange {
  readonly from: Span;
  readonly to: readonly Span[];
  /** How many pairs of releases that is. */
  readonly pairs: number;
}

export interface Pairs {
  readonly pairs: number;
  readonly changes: readonly PairChange[];
}

/** A graph with a set of releases for every node. */
export interface Side {
  readonly graph: UpgradeGraph;
  readonly numbers: Int32Array;
  readonly rows: Rows;
}

/** The pairs of releases that one graph has and the other has not, oldest first; a release and itself are no pair. */
export function pairsOnlyIn(one: Side, other: Side, words: number): Pairs {
  const { nodes } = one.graph;
  const positions = new Int32Array(words * 32).fill(-1);
  one.numbers.forEach((number, position) => {
    positions[number] = position;
  });
  let [row, previous] = [new Uint32Array(words), new Uint32Array(words)];
  const changes: PairChange[] = [];
  let targets: number[] = [];
  let start = 0;
  const close = (end: number): void => {
    if (targets.length === 0) return;
    const from = spanOf(nodes, start, end - 1);
    changes.push({ from, to: spansOf(nodes, targets), pairs: from.count * targets.length });
  };
  nodes.forEach(({ name }, position) => {
    row.set(one.rows(position));
    const there = other.graph.positionOf(name);
    if (there !== undefined) {
      const known = other.rows(there);
      for (let word = 0; word < words; word++) row[word]! &= ~known[word]!;
    }
    remove(row, one.numbers[position]!);
    if (position > 0 && row.every((word, i) => word === previous[i])) return;
    close(position);
    start = position;
    targets = numbersIn(row).map((number) => positions[number]!);
    [row, previous] = [previous, row];
  });
  close(nodes.length);
  return { pairs: changes.reduce((sum, { pairs }) => sum + pairs, 0), changes };
}

function spanOf(nodes: UpgradeGraph["nodes"], first: number, last: number): Span {
  return { first: nodes[first]!.name, last: nodes[last]!.name, count: last - first + 1 };
}

function spansOf(nodes: UpgradeGraph["nodes"], positions: readonly number[]): Span[] {
  const ordered = [...positions].sort((a, b) => a - b);
  const spans: Span[] = [];
  let first = 0;
  for (let i = 1; i <= ordered.length; i++) {
    if (i < ordered.length && ordered[i] === ordered[i - 1]! + 1) continue;
    spans.push(spanOf(nodes, ordered[first]!, ordered[i - 1]!));
    first = i;
  }
  return spans;
}
