import type { JointHop } from "./model";

/**
 * One order out of several that don't concern each other: always the hop next in its order whose first component comes
 * first. What is merged in besides doesn't change the order of the others.
 * @param components in rollout order
 */
export function merged(orders: readonly (readonly JointHop[])[], components: readonly string[]): JointHop[] {
  const place = new Map(components.map((component, i) => [component, i]));
  const left = orders.map((hops) => ({ hops, next: 0 }));
  const result: JointHop[] = [];
  for (;;) {
    const heads = left.flatMap((order) => {
      const hop = order.hops[order.next];
      return hop ? [{ order, hop, place: place.get(hop.changes[0]!.component)! }] : [];
    });
    const [first] = heads.sort((a, b) => a.place - b.place);
    if (!first) return result;
    result.push(first.hop);
    first.order.next++;
  }
}
