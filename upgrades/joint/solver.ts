import type { Group } from "./relation";
import { cheapestOrder, type Order } from "./search";
import { spaceOf, type Space, type TableCache } from "./space";

/** Searches the groups of one plan, and remembers what was found: the same groups and pairs come up again and again. */
export class Solver {
  private readonly tables: TableCache = new Map();
  private readonly found = new Map<string, Order>();

  /** @param states how many each search may look at */
  constructor(readonly states: number) {}

  space(group: Group): Space {
    return spaceOf(group, this.tables);
  }

  /**
   * The cheapest order of a group.
   * @param together the most component hops that may be made together with another
   */
  order(group: Group, together = Infinity): Order {
    const key = JSON.stringify([group.tracks.map(({ id }) => id), group.relations.map(({ constraint }) => constraint.id).sort()]);
    const known = this.found.get(key);
    if (known) return known;
    const order = cheapestOrder(this.space(group), this.states, together);
    if (order.kind === "found") this.found.set(key, order);
    return order;
  }
}
