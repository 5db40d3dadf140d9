import type { Rule } from "./rules";
import type { Subject } from "./subject";

/** A line of a chart: one node, or several in a row. */
export interface Row {
  readonly first: number;
  readonly last: number;
  /** `same`: all of it holds for each of them. `hidden`: there was no room for them. */
  readonly kind: "node" | "same" | "hidden";
}

export interface Extent {
  readonly rows: readonly Row[];
  readonly rules: readonly Rule[];
  /** How many nodes there was no room for. */
  readonly hiddenNodes: number;
  /** How many edges no column and no row tells. */
  readonly hiddenEdges: number;
}

/** Up to here each node has a row of its own. */
const enough = 64;
/** The most rows and columns that can still be read. */
const mostRows = 160;
const mostRules = 48;
/** The fewest nodes that are worth a row for all of them. */
const leastSame = 3;

/** What of a graph is drawn: nodes about which the same is said share a row when there are many. */
export function extentOf(subject: Subject, allRules: readonly Rule[]): Extent {
  const single = subject.nodes.map((_, node): Row => ({ first: node, last: node, kind: "node" }));
  const folded = single.length <= enough ? single : fold(subject, single, allRules);
  const wanted = new Set([...allRules].sort((a, b) =>
    weight(subject, b) - weight(subject, a) || b.sources[0]! - a.sources[0]!).slice(0, mostRules));
  const told = wanted.size === allRules.length ? folded : hide(folded, touched(subject, wanted));
  const rows = told.length <= mostRows ? told : hide(told, nearest(subject, told));
  const shown = shownNodes(rows);
  const rules = allRules.filter((rule) => wanted.has(rule) && rule.sources.some((source) => shown.has(source)));
  return { rows, rules, hiddenNodes: subject.nodes.length - shown.size, hiddenEdges: subject.edges - toldEdges(subject, shown, rules) };
}

function shownNodes(rows: readonly Row[]): Set<number> {
  const shown = new Set<number>();
  for (const { first, last, kind } of rows) if (kind !== "hidden") for (let node = first; node <= last; node++) shown.add(node);
  return shown;
}

/** What the route leaves from is what a reader looks for; after it, what says most. */
function weight({ nodes, hops, missing }: Subject, { sources }: Rule): number {
  const asked = sources.some((source) => nodes[source]!.part === "start" || missing?.from === source || hops.some(({ from }) => from === source));
  return (asked ? nodes.length : 0) + sources.length;
}

function isMarked(subject: Subject, node: number): boolean {
  const { part, required } = subject.nodes[node]!;
  const isEnd = subject.missing?.from === node || subject.missing?.to === node;
  return required || isEnd || (part !== "none" && part !== "crossed");
}

function fold(subject: Subject, rows: readonly Row[], rules: readonly Rule[]): Row[] {
  const said = subject.nodes.map((): string[] => []);
  rules.forEach(({ sources, targets }, column) => {
    for (const source of sources) said[source]!.push(`from${column}`);
    for (const target of targets) said[target]!.push(`to${column}`);
  });
  const entering = subject.nodes.map(() => new Set<string>());
  subject.targets.forEach((ends, from) => {
    for (const to of ends) for (const name of subject.risks(from, to)) entering[to]!.add(name);
  });
  const key = (node: number): string => {
    const { part, withdrawn, reachable } = subject.nodes[node]!;
    return isMarked(subject, node) || withdrawn !== undefined ? `alone${node}`
      : JSON.stringify([said[node], [...entering[node]!].sort(), reachable, part]);
  };
  return runs(rows, ({ first }) => key(first)).flatMap((run) =>
    run.length < leastSame ? run : [{ first: run[0]!.first, last: run.at(-1)!.last, kind: "same" as const }]);
}

/** Where not all rules are told: what the others speak of, and what is marked. */
function touched(subject: Subject, rules: ReadonlySet<Rule>): (row: Row) => boolean {
  const spoken = new Set([...rules].flatMap(({ sources, targets }) => [...sources, ...targets]));
  return ({ first, last }) => isMarked(subject, first) || spoken.has(first) || spoken.has(last);
}

/** Where even that is too much: what is marked, and the last rows, which are where the way leads. */
function nearest(subject: Subject, rows: readonly Row[]): (row: Row) => boolean {
  const marked = rows.filter(({ first, kind }) => kind === "node" && isMarked(subject, first)).slice(0, mostRows / 2);
  const kept = new Set([...marked, ...rows.slice(-(mostRows - marked.length))]);
  return (row) => kept.has(row);
}

function hide(rows: readonly Row[], isKept: (row: Row) => boolean): Row[] {
  return runs(rows, (row) => String(row.kind !== "hidden" && isKept(row))).flatMap((run) =>
    run[0]!.kind !== "hidden" && isKept(run[0]!) ? run : [{ first: run[0]!.first, last: run.at(-1)!.last, kind: "hidden" as const }]);
}

function runs<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const found: T[][] = [];
  let previous: string | undefined;
  for (const item of items) {
    const current = key(item);
    if (found.length > 0 && current === previous) found.at(-1)!.push(item);
    else found.push([item]);
    previous = current;
  }
  return found;
}

function toldEdges({ targets }: Subject, shown: ReadonlySet<number>, rules: readonly Rule[]): number {
  return rules.flatMap(({ sources }) => sources).filter((source) => shown.has(source))
    .reduce((sum, source) => sum + targets[source]!.filter((to) => shown.has(to)).length, 0);
}
