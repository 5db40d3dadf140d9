import type { Catalog } from "../releases/catalog";
import { pairsOnlyIn, type Pairs, type Side } from "./diff/pairs";
import { releaseChanges, withdrawnOnlyIn, type ReleaseChange, type Withdrawal } from "./diff/releases";
import { hopRows, mostReleases, numbering, routeRows, type Numbering, type Rows } from "./diff/rows";
import { goalOf, leadsDown, newlyStranded, type Stranded } from "./diff/stranded";
import { catalogGraph } from "./graph/catalogGraph";
import { documentGraph } from "./graph/documentGraph";
import type { GraphDocument, UpgradeGraph } from "./graph/model";
import type { Kind } from "./hop";

/** One of the graphs of a file. */
export interface DiffSide {
  /** By which it is found again in the other file. */
  readonly name: string;
  readonly up: UpgradeGraph;
  /** Going back, where that is a graph of its own. */
  readonly down?: UpgradeGraph;
  readonly catalog?: Catalog;
}

export interface DirectionDiff {
  readonly hops: { readonly added: Pairs; readonly removed: Pairs };
  /** Pairs of releases between which a way came to be, or is no more; null where there are too many to count. */
  readonly routes: { readonly gained: Pairs; readonly lost: Pairs } | null;
  /** Why routes were not counted. */
  readonly notCounted: string | null;
}

export interface GraphDiff {
  readonly name: string;
  readonly title: string;
  /** Digests of what was compared; null where one file has no graph of this name. */
  readonly before: string | null;
  readonly after: string | null;
  readonly breaking: boolean;
  readonly releases: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly withdrawn: { readonly added: readonly Withdrawal[]; readonly lifted: readonly Withdrawal[] };
  /** The newest release that can be entered (the oldest where all ways lead down), before and after. */
  readonly newest: { readonly before: string | null; readonly after: string | null };
  readonly stranded: readonly Stranded[];
  readonly up: DirectionDiff;
  readonly down: DirectionDiff | null;
  /** Of catalogs: releases that say something else. */
  readonly changed: readonly ReleaseChange[];
}

export interface GraphsDiff {
  readonly schema: "stepwise/graph-diff/v1";
  /**
   * Whether somebody may be worse off: a route or a release was lost, or a release is stranded. Where it is known what is
   * deployed, only whether one of those is stranded.
   */
  readonly breaking: boolean;
  readonly graphs: readonly GraphDiff[];
  /** Releases that are said to be deployed and are in none of the graphs, neither before nor after. */
  readonly unknown: readonly string[];
}

export interface DiffOptions {
  /** The releases that are really deployed. @default - any may be */
  readonly deployed?: readonly string[] | undefined;
}

/** A catalog as a side of a diff. */
export function catalogSide(catalog: Catalog, kind: Kind = null): DiffSide {
  return { name: catalog.system, up: catalogGraph(catalog, { kind }), down: catalogGraph(catalog, { kind, direction: "down" }), catalog };
}

/** A graph of a foreign format as a side of a diff; a chain for going back is told from the chain of its name. */
export function documentSide(document: GraphDocument, digest: string): DiffSide {
  return { name: document.rollback ? `${document.name} (rollback)` : document.name, up: documentGraph(document, { digest }) };
}

/**
 * What became of the graphs of a file. Graphs are found again by their names, several of one name in their order; where each
 * file has one graph only, these two are compared whatever they are called.
 */
export function diffGraphs(before: readonly DiffSide[], after: readonly DiffSide[], { deployed }: DiffOptions = {}): GraphsDiff {
  const graphs = matched(before, after).map(([one, other]) => diffGraph(one, other, deployed));
  const known = [...before, ...after];
  return {
    schema: "stepwise/graph-diff/v1",
    breaking: graphs.some(({ breaking }) => breaking),
    graphs,
    unknown: (deployed ?? []).filter((release) => known.every(({ up }) => up.positionOf(release) === undefined)),
  };
}

function matched(before: readonly DiffSide[], after: readonly DiffSide[]): [DiffSide | undefined, DiffSide | undefined][] {
  if (before.length === 1 && after.length === 1) return [[before[0], after[0]]];
  const left = new Map<string, DiffSide[]>();
  for (const side of after) left.set(side.name, [...left.get(side.name) ?? [], side]);
  const pairs = before.map((side): [DiffSide, DiffSide | undefined] => [side, left.get(side.name)?.shift()]);
  return [...pairs, ...[...left.values()].flat().map((side): [undefined, DiffSide] => [undefined, side])];
}

function diffGraph(one: DiffSide | undefined, other: DiffSide | undefined, deployed: readonly string[] | undefined): GraphDiff {
  const shown = (other ?? one)!;
  const [before, after] = [one?.up ?? empty(shown.up), other?.up ?? empty(shown.up)];
  const up = directionDiff(before, after);
  const downs = [one?.down, other?.down];
  const down = shown.down ? directionDiff(downs[0] ?? empty(shown.down), downs[1] ?? empty(shown.down)) : null;
  const descending = leadsDown(before, after);
  const stranded = newlyStranded(before, after, descending).filter(({ release }) => deployed?.includes(release) ?? true);
  const removed = namesOnlyIn(before, after);
  return {
    name: shown.name,
    title: shown.up.title,
    before: one?.up.digest ?? null,
    after: other?.up.digest ?? null,
    breaking: stranded.length > 0 || (deployed === undefined && (removed.length > 0 || lost(up) || (down !== null && lost(down)))),
    releases: { added: namesOnlyIn(after, before), removed },
    withdrawn: { added: withdrawnOnlyIn(after, before), lifted: withdrawnOnlyIn(before, after) },
    newest: { before: nameOf(before, goalOf(before, descending)), after: nameOf(after, goalOf(after, descending)) },
    stranded,
    up,
    down,
    changed: one?.catalog && other?.catalog ? releaseChanges(one.catalog, other.catalog) : [],
  };
}

/** Where routes were not counted, a hop that is gone counts as a route that may be. */
function lost({ routes, hops }: DirectionDiff): boolean {
  return (routes?.lost ?? hops.removed).pairs > 0;
}

function directionDiff(before: UpgradeGraph, after: UpgradeGraph): DirectionDiff {
  const numbers = numbering(before, after);
  const hops = compared(before, after, numbers, hopRows);
  const count = Math.max(before.nodes.length, after.nodes.length);
  const counted = count <= mostReleases;
  const routes = counted ? compared(before, after, numbers, routeRows) : null;
  return {
    hops: { added: hops.onlyAfter, removed: hops.onlyBefore },
    routes: routes && { gained: routes.onlyAfter, lost: routes.onlyBefore },
    notCounted: counted ? null : `the pairs of ${count} releases are too many to count; up to ${mostReleases} releases they are`,
  };
}

type RowsOf = (graph: UpgradeGraph, numbers: Int32Array, words: number) => Rows;

function compared(
  before: UpgradeGraph, after: UpgradeGraph, numbers: Numbering, rowsOf: RowsOf,
): { readonly onlyBefore: Pairs; readonly onlyAfter: Pairs } {
  const { words } = numbers;
  const one: Side = { graph: before, numbers: numbers.before, rows: rowsOf(before, numbers.before, words) };
  const other: Side = { graph: after, numbers: numbers.after, rows: rowsOf(after, numbers.after, words) };
  return { onlyBefore: pairsOnlyIn(one, other, words), onlyAfter: pairsOnlyIn(other, one, words) };
}

function namesOnlyIn(one: UpgradeGraph, other: UpgradeGraph): string[] {
  return one.nodes.map(({ name }) => name).filter((name) => other.positionOf(name) === undefined);
}

function nameOf({ nodes }: UpgradeGraph, position: number | undefined): string | null {
  return position === undefined ? null : nodes[position]!.name;
}

/** What a graph is compared with where there is none. */
function empty(graph: UpgradeGraph): UpgradeGraph {
  return { ...graph, nodes: [], positionOf: () => undefined, successors: () => [] };
}
