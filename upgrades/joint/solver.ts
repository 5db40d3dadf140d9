import { joining, type Locks } from "./locks";
import type { Leaps } from "./pair";
import type { Group } from "./relation";
import { cheapestOrder, type Order } from "./search";
import { spaceOf, type Space, type TableCache } from "./space";
import type { Track } from "./track";

/** Searches the groups of one plan, and remembers what was found: the same groups and pairs come up again and again. */
export class Solver {
  private readonly tables: TableCache = new Map();
  private readonly spaces = new Map<string, Space>();
  private readonly found = new Map<string, Order>();

  /** @param states how many each search may look at */
  constructor(readonly states: number, private readonly locks: Locks) {}

  space(group: Group): Space {
    const key = keyOf(group);
    const space = this.spaces.get(key) ?? spaceOf(group, this.locks, this.tables);
    this.spaces.set(key, space);
    return space;
  }

  /** How the constraints of a group let two of its tracks be moved in one hop; undefined where they never may. */
  leaps({ relations }: Group, first: Track, second: Track): Leaps | undefined {
    return joining(this.locks, relations, first, second).leaps;
  }

  /**
   * The cheapest order of a group.
   * @param together the most component hops that may be made together with another
   */
  order(group: Group, together = Infinity): Order {
    const key = keyOf(group);
    const known = this.found.get(key);
    if (known) return known;
    const order = cheapestOrder(this.space(group), this.states, together);
    if (order.kind === "found") this.found.set(key, order);
    return order;
  }
}

function keyOf({ tracks, relations }: Group): string {
  return JSON.stringify([tracks.map(({ id }) => id), relations.map(({ constraint }) => constraint.id).sort()]);
}
