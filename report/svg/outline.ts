import { extentOf, type Row } from "./rows";
import type { Rule } from "./rules";
import { span, toldIn } from "./sentences";
import { describe, sizeOf, type DrawnNode, type Subject } from "./subject";
import { fitted, oneLine } from "./text";

/** A graph for tools that lay it out themselves: no more than they can draw and a reader can follow. */
export interface Outline {
  readonly nodes: readonly OutlineNode[];
  readonly edges: readonly OutlineEdge[];
  /** What the drawing says in words, a line each. */
  readonly said: readonly string[];
}

export interface OutlineNode {
  readonly label: string;
  readonly about: string;
  /** Undefined where it stands for several. */
  readonly node?: DrawnNode | undefined;
}

export interface OutlineEdge {
  /** Positions in the outline's nodes. */
  readonly from: number;
  readonly to: number;
  readonly risks: readonly string[];
  /** The hop of the route that it is. */
  readonly number?: number | undefined;
  readonly missing: boolean;
}

/** Mermaid draws at most 500 edges when it is not told otherwise. */
const mostEdges = 400;
const longestName = 300;

/** With all edges where there are few, else with those that others do not imply, and with its rules in words. */
export function outlineOf(subject: Subject, rules: readonly Rule[], wholly: boolean): Outline {
  const extent = extentOf(subject, rules);
  const rows = (wholly ? subject.nodes.map((_, i): Row => ({ first: i, last: i, kind: "node" })) : extent.rows)
    .filter(({ kind }) => kind !== "hidden");
  const rowOf = new Map(rows.flatMap(({ first, last }, row) =>
    Array.from({ length: last - first + 1 }, (_, i): [number, number] => [first + i, row])));
  const hops = new Map(subject.hops.map(({ from, to, number }) => [`${rowOf.get(from)} ${rowOf.get(to)}`, number]));
  const edges = new Map<string, OutlineEdge>();
  const add = (from: number, to: number, missing: boolean): void => {
    const [start, end] = [rowOf.get(from), rowOf.get(to)];
    if (start === undefined || end === undefined || start === end) return;
    const key = `${start} ${end}`;
    const risks = new Set([...(edges.get(key)?.risks ?? []), ...subject.risks(from, to)]);
    edges.set(key, { from: start, to: end, risks: [...risks].sort(), number: hops.get(key), missing });
  };
  if (subject.missing) add(subject.missing.from, subject.missing.to, true);
  for (const { from, to } of subject.hops) add(from, to, false);
  const telling = wholly ? subject.targets : withoutImplied(subject.targets);
  telling.forEach((ends, from) => {
    for (const to of ends) add(from, to, false);
  });
  const drawn = [...edges.values()].slice(0, mostEdges);
  const verdict = subject.verdict ? [oneLine(subject.verdict.text)] : [];
  const told = toldIn(subject, extent.rules, rules);
  const summary = wholly ? [] : [
    `Arrows only where others do not imply them${told.length > 0 ? ". What may follow what:" : ""}`, ...told,
    ...(extent.hiddenNodes > 0 ? [`${extent.hiddenNodes} of ${subject.nodes.length} releases were left out`] : []),
    ...(drawn.length < edges.size ? [`${edges.size - drawn.length} more arrows were left out`] : []),
  ];
  return {
    nodes: rows.map((row) => nodeOf(subject, row)),
    edges: drawn.sort((a, b) => a.from - b.from || a.to - b.to),
    said: [sizeOf(subject), ...verdict, ...summary, ...subject.remarks],
  };
}

function nodeOf(subject: Subject, { first, last, kind }: Row): OutlineNode {
  if (kind === "node") {
    const node = subject.nodes[first]!;
    return { node, label: fitted(node.name, longestName), about: describe(node) };
  }
  const about = `${last - first + 1} releases: ${span(subject, first, last)}`;
  return { label: about, about };
}

/**
 * The edges that no way over others stands for: the transitive reduction of what leads forward, and all that leads
 * backward. The time is that of one look at each edge and, for each edge that stays, at a bit a node.
 */
function withoutImplied(targets: readonly (readonly number[])[]): number[][] {
  const words = Math.ceil(targets.length / 32);
  const reached = targets.map(() => new Uint32Array(words));
  const kept = targets.map((): number[] => []);
  for (let node = targets.length - 1; node >= 0; node--) {
    const mine = reached[node]!;
    for (const to of targets[node]!) {
      if (to > node && ((mine[to >>> 5]! >>> (to & 31)) & 1) === 1) continue;
      kept[node]!.push(to);
      if (to < node) continue;
      mine[to >>> 5]! |= 1 << (to & 31);
      for (const [i, word] of reached[to]!.entries()) mine[i]! |= word;
    }
  }
  return kept;
}
