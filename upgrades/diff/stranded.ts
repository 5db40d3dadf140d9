import type { UpgradeGraph } from "../graph/model";
import { components, highestReached, leadingTo } from "../lint/components";

/** A release that could get to the newest one before, and can't any more. */
export interface Stranded {
  readonly release: string;
  /** `removed`: it is not in the graph any more; `no-way`: no way leads from it to the newest release. */
  readonly because: "removed" | "no-way";
  /** The newest release that it can still get to; null where it is not in the graph, or gets nowhere. */
  readonly farthest: string | null;
}

/**
 * The releases that got to the newest release of the old graph, and can't get to the newest of the new one. The newest is
 * one that can be entered.
 * @param descending all ways lead down, so that the oldest is what everybody should get to
 */
export function newlyStranded(before: UpgradeGraph, after: UpgradeGraph, descending: boolean): Stranded[] {
  const [got, gets] = [goers(before, descending), goers(after, descending)];
  return before.nodes.flatMap(({ name }, position): Stranded[] => {
    if (!got.leads[position]) return [];
    const there = after.positionOf(name);
    if (there === undefined) return [{ release: name, because: "removed", farthest: null }];
    if (gets.leads[there]) return [];
    const farthest = gets.farthest(there);
    return [{ release: name, because: "no-way", farthest: farthest === there ? null : after.nodes[farthest]!.name }];
  });
}

/** The newest release that can be entered, or the oldest where ways lead down; undefined where there is none. */
export function goalOf({ nodes }: UpgradeGraph, descending: boolean): number | undefined {
  const open = nodes.flatMap(({ withdrawn }, position) => withdrawn === undefined ? [position] : []);
  return descending ? open[0] : open.at(-1);
}

/** Whether graphs have ways, and all of them lead to older releases, as those of a chain for going back do. */
export function leadsDown(...graphs: readonly UpgradeGraph[]): boolean {
  let hops = 0;
  for (const { nodes, successors } of graphs) {
    for (let position = 0; position < nodes.length; position++) {
      const targets = successors(position);
      if (targets.some((to) => to > position)) return false;
      hops += targets.length;
    }
  }
  return hops > 0;
}

function goers(graph: UpgradeGraph, descending: boolean): { readonly leads: readonly boolean[]; farthest(position: number): number } {
  const last = graph.nodes.length - 1;
  const turned = (position: number): number => descending ? last - position : position;
  // Turned round, so that the farthest is the highest either way.
  const directed = { count: graph.nodes.length, successors: (node: number) => graph.successors(turned(node)).map(turned) };
  const found = components(directed);
  const goal = goalOf(graph, descending);
  const leads = leadingTo(directed, found, new Set(goal === undefined ? [] : [turned(goal)]));
  const highest = highestReached(directed, found);
  return { leads: graph.nodes.map((_, position) => leads[turned(position)]!), farthest: (position) => turned(highest[turned(position)]!) };
}
