/** A directed graph of the nodes 0, 1, …; what can be entered from each is asked for when it is needed. */
export interface Directed {
  readonly count: number;
  successors(node: number): readonly number[];
}

/** The strongly connected components of a graph: what can be got to from each other. */
export interface Components {
  /** The component of every node. */
  readonly of: Int32Array;
  /** The nodes of every component. An edge leads within a component or into one with a lower number, never a higher. */
  readonly members: readonly (readonly number[])[];
}

/**
 * Tarjan's algorithm, without recursion: O(nodes + edges). The last successor is looked at first, so that in a graph whose
 * releases lead to newer ones few are under way at once, however many edges there are.
 */
export function components({ count, successors }: Directed): Components {
  const of = new Int32Array(count).fill(-1);
  const members: number[][] = [];
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const open: number[] = [];
  let visited = 0;
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    const path = [entered(root)];
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { node, targets } = step;
      const next = targets[--step.left];
      if (next === undefined) {
        path.pop();
        const above = path.at(-1);
        if (above) low[above.node] = Math.min(low[above.node]!, low[node]!);
        if (low[node] === index[node]) close(node);
      } else if (index[next] === -1) {
        path.push(entered(next));
      } else if (of[next] === -1) {
        low[node] = Math.min(low[node]!, index[next]!);
      }
    }
  }
  return { of, members };

  function entered(node: number): { readonly node: number; readonly targets: readonly number[]; left: number } {
    index[node] = low[node] = visited++;
    open.push(node);
    const targets = successors(node);
    return { node, targets, left: targets.length };
  }

  function close(root: number): void {
    const found = open.splice(open.lastIndexOf(root));
    for (const node of found) of[node] = members.length;
    members.push(found);
  }
}

/** For every node whether one of `ends` can be got to from it, which an end itself can. O(nodes + edges). */
export function leadingTo({ successors }: Directed, { of, members }: Components, ends: ReadonlySet<number>): boolean[] {
  const leads: boolean[] = [];
  for (const nodes of members) {
    leads.push(nodes.some((node) => ends.has(node) || successors(node).some((next) => leads[of[next]!])));
  }
  return Array.from(of, (component) => leads[component]!);
}

/** For every node the highest of all that can be got to from it, itself included. O(nodes + edges). */
export function highestReached({ successors }: Directed, { of, members }: Components): number[] {
  const highest: number[] = [];
  for (const nodes of members) {
    let best = -1;
    for (const node of nodes) {
      best = Math.max(best, node);
      for (const next of successors(node)) best = Math.max(best, highest[of[next]!] ?? -1);
    }
    highest.push(best);
  }
  return Array.from(of, (component) => highest[component]!);
}
