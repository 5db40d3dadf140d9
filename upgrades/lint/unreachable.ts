import type { Releases } from "./ends";
import { findingId, type Finding } from "./finding";
import { everyReleaseIsAStart } from "./severity";

/**
 * Releases that nothing leads into, though they may be entered and are no start. A start is the first release of those that
 * hang together, and in some formats every release.
 */
export function unreachableFindings({ format, title, count, nodes, ranks, successors }: Releases): Finding[] {
  if (everyReleaseIsAStart(format)) return [];
  const entered = new Uint8Array(count);
  const first = firstOfEach(count);
  for (let node = 0; node < count; node++) {
    for (const next of successors(node)) {
      entered[next] = 1;
      first.join(node, next);
    }
  }
  const isStart = (node: number): boolean => ranks[first.of(node)] === ranks[node];
  return nodes.flatMap(({ name, path, withdrawn }, node): Finding[] => entered[node] || withdrawn || isStart(node) ? [] : [{
    id: findingId("unreachable", name),
    severity: "note",
    message: `no way leads into ${name} in ${title}; it can only be installed first`,
    nodes: [name],
    path,
  }]);
}

/** Which nodes hang together, each group known by its first one: a disjoint-set forest with path halving. */
function firstOfEach(count: number): { of(node: number): number; join(a: number, b: number): void } {
  const parent = Int32Array.from({ length: count }, (_, node) => node);
  const of = (node: number): number => {
    let at = node;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  return {
    of,
    join: (a, b) => {
      const [x, y] = [of(a), of(b)];
      parent[Math.max(x, y)] = Math.min(x, y);
    },
  };
}
