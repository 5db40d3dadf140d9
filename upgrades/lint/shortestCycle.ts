/** Edges that may be looked at in one component. In all real graphs that is enough; in the worst it ends the search in time. */
const mostSteps = 4_000_000;

/**
 * A shortest cycle of a strongly connected component: from each member the shortest way back to it, breadth first, no
 * farther than the best one yet.
 * @param members at least two, ascending; of cycles of one length the one through the first of them is taken
 * @returns the nodes in their order, and whether it is known that there is no shorter one
 */
export function shortestCycle(
  members: readonly number[],
  successors: (node: number) => readonly number[],
): { readonly nodes: readonly number[]; readonly proven: boolean } {
  let best: readonly number[] = [];
  let steps = 0;
  for (const start of members) {
    const found = wayBack(start, best.length === 0 ? Infinity : best.length - 1);
    if (found) best = found;
    // Without self-loops none is shorter than two.
    if (best.length === 2) break;
    if (steps > mostSteps) return { nodes: best, proven: false };
  }
  return { nodes: best, proven: true };

  function wayBack(start: number, most: number): number[] | null {
    const previous = new Map<number, number>();
    let layer = [start];
    for (let length = 1; length <= most && layer.length > 0; length++) {
      const next: number[] = [];
      for (const node of layer) {
        for (const to of successors(node)) {
          steps++;
          if (to === start) return wayTo(node);
          if (previous.has(to)) continue;
          previous.set(to, node);
          next.push(to);
        }
      }
      layer = next;
    }
    return null;

    function wayTo(end: number): number[] {
      const way = [end];
      for (let node = end; node !== start; way.push(node)) node = previous.get(node)!;
      return way.reverse();
    }
  }
}
