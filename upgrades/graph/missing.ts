import type { UpgradeGraph } from "./model";
import type { Reached } from "./search";

/** A hop that is not there, and would make the way whole. */
export interface MissingLink {
  readonly from: number;
  readonly to: number;
}

/**
 * The exact missing link of a way that does not exist. Making it is the smallest change of the graph that makes the way,
 * since one hop is the least that can be added.
 *
 * It is looked for among the hops towards the end that lead from what can be reached to what leads to the end: to each of
 * these from the nearest that can be reached, and from each that can be reached to the nearest of these. A hop that passes over
 * others of both kinds crosses all that one of these crosses. Of them the one is taken that has the least in its way, then the one that
 * passes over the fewest releases, then the one nearest to the end. O(e + n log n), and one question a hop.
 */
export function missingLink(graph: UpgradeGraph, reached: Reached, end: number): MissingLink {
  const leading = leadingTo(graph, end);
  const towards = [...graph.nodes.keys()];
  if (end < reached.start) towards.reverse();
  const links: MissingLink[] = [];
  let last: number | undefined;
  for (const to of towards) {
    if (leading.has(to) && last !== undefined) links.push({ from: last, to });
    if (reached.costs[to]) last = to;
  }
  let next: number | undefined;
  for (const from of towards.reverse()) {
    if (reached.costs[from] && next !== undefined) links.push({ from, to: next });
    if (leading.has(from)) next = from;
  }
  const length = ({ from, to }: MissingLink): number => Math.abs(to - from);
  links.sort((a, b) => length(a) - length(b) || Math.abs(end - a.to) - Math.abs(end - b.to));
  let [best, least] = [links[0] ?? { from: reached.start, to: end }, Infinity];
  for (const link of links) {
    const inTheWay = graph.obstacles(graph.nodes[link.from]!.name, graph.nodes[link.to]!.name).length;
    if (inTheWay < least) [best, least] = [link, inTheWay];
    // There is no hop yet, so something is in the way of each.
    if (least === 1) break;
  }
  return best;
}

/** The nodes from which the end can be reached, itself included. */
function leadingTo(graph: UpgradeGraph, end: number): ReadonlySet<number> {
  const before = graph.nodes.map((): number[] => []);
  graph.nodes.forEach((_, node) => {
    for (const to of graph.successors(node)) before[to]!.push(node);
  });
  const found = new Set([end]);
  for (const node of found) for (const one of before[node]!) found.add(one);
  return found;
}
