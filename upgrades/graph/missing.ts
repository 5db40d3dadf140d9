import type { UpgradeGraph } from "./model";
import type { Reached } from "./search";

/** A hop that is not there, and would make the way whole. */
export interface MissingLink {
  readonly from: number;
  readonly to: number;
}

/** How many of the nearest hops are looked at for what is in their way. */
const looked = 200;

/**
 * The exact missing link of a way that does not exist: of all hops from what can be reached to what leads to the end, the
 * one with the least in its way, then the one that passes over the fewest releases, then the one nearest to the end.
 * Making it is the smallest change of the graph that makes the way, since one hop is the least that can be added.
 */
export function missingLink(graph: UpgradeGraph, reached: Reached, end: number): MissingLink {
  const leading = leadingTo(graph, end);
  const starts = graph.nodes.flatMap((_, node) => reached.costs[node] ? [node] : []);
  const up = end >= reached.start;
  const links: MissingLink[] = [];
  let previous = 0;
  if (!up) {
    starts.reverse();
    leading.reverse();
  }
  // Both lists now run towards the end, so each end's nearest start on its near side is found in one sweep.
  for (const to of leading) {
    while (previous + 1 < starts.length && isBefore(starts[previous + 1]!, to)) previous++;
    const from = starts[previous];
    if (from === undefined || !isBefore(from, to)) continue;
    links.push({ from, to });
  }
  // From the end backwards, so that of equals the nearest to it comes first.
  const nearest = links.reverse().sort((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from)).slice(0, looked);
  const inTheWay = (link: MissingLink): number => graph.obstacles(graph.nodes[link.from]!.name, graph.nodes[link.to]!.name).length;
  let [best, least] = [nearest[0] ?? { from: reached.start, to: end }, Infinity];
  for (const link of nearest) {
    const obstacles = inTheWay(link);
    if (obstacles < least) [best, least] = [link, obstacles];
    if (least <= 1) break;
  }
  return best;

  function isBefore(a: number, b: number): boolean {
    return up ? a < b : a > b;
  }
}

/** The nodes from which the end can be reached, itself included, ascending. */
function leadingTo(graph: UpgradeGraph, end: number): number[] {
  const before = graph.nodes.map((): number[] => []);
  graph.nodes.forEach((_, node) => {
    for (const to of graph.successors(node)) before[to]!.push(node);
  });
  const found = new Set([end]);
  for (const node of found) for (const one of before[node]!) found.add(one);
  return [...found].sort((a, b) => a - b);
}
