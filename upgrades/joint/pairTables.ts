import { leastTogether, mayBeLeft, type Pair } from "./pair";

/**
 * For every two positions of two tracks, what the first, `mover`, still has to pay at least in any order of these two that
 * brings both to their goals; the other's hops are free. Positions are looked up at `own * other.size + its`. No order of
 * more components is cheaper for `mover`, since it contains an order of these two.
 */
export class PairTable {
  private readonly layers: Float64Array[] = [];
  private isLast = false;
  /** How many hops of both together the pair needs at least; infinite where there is no order. */
  readonly together: Float64Array;

  constructor(readonly pair: Pair) {
    this.together = leastTogether(pair);
  }

  /** The least cost with at most so many hops of both together; any number of them may be infinite. */
  with(together: number): Float64Array {
    while (this.layers.length <= together && !this.isLast) {
      const layer = this.next(this.layers.at(-1));
      // What one hop more changes nothing in, no hop more does.
      this.isLast = !this.pair.leaps || (this.layers.at(-1)?.every((cost, here) => cost === layer[here]) ?? false);
      this.layers.push(layer);
    }
    return this.layers[Math.min(together, this.layers.length - 1)]!;
  }

  /** The table for one hop together more than in that one. */
  private next(last: Float64Array | undefined): Float64Array {
    const { mover, other, allowed } = this.pair;
    const goal = mover.goal * other.size + other.goal;
    const layer = last ? Float64Array.from(last) : new Float64Array(allowed.length).fill(Infinity);
    if (last) this.leaveTogether(layer, last);
    else if (mayBeLeft(this.pair, goal)) layer[goal] = 0;
    this.settle(layer);
    return layer;
  }

  /** Relaxes hops of one component until nothing changes: O(P·d) for P pairs and d hops from each where all lead on. */
  private settle(layer: Float64Array): void {
    const { mover, other, allowed } = this.pair;
    for (let changed = true; changed;) {
      changed = false;
      for (let a = mover.size - 1; a >= 0; a--) {
        for (let b = other.size - 1; b >= 0; b--) {
          const here = a * other.size + b;
          if (!mayBeLeft(this.pair, here)) continue;
          let least = layer[here]!;
          for (const { at, cost } of mover.next[a]!) {
            const to = at * other.size + b;
            if (allowed[to] && layer[to]! + cost < least) least = layer[to]! + cost;
          }
          for (const { at } of other.next[b]!) {
            const to = a * other.size + at;
            if (allowed[to] && layer[to]! < least) least = layer[to]!;
          }
          if (least === layer[here]!) continue;
          layer[here] = least;
          changed = true;
        }
      }
    }
  }

  /**
   * Lowers what a hop of both lowers. Only hops count where neither can go alone: what can be done one after the other costs
   * no more that way. O(P·d²).
   */
  private leaveTogether(layer: Float64Array, before: Float64Array): void {
    const { mover, other, allowed, leaps } = this.pair;
    if (!leaps) return;
    for (let here = 0; here < layer.length; here++) {
      if (!mayBeLeft(this.pair, here)) continue;
      const b = here % other.size;
      const a = (here - b) / other.size;
      const others = other.next[b]!.filter((hop) => !allowed[a * other.size + hop.at]);
      if (others.length === 0) continue;
      for (const own of mover.next[a]!) {
        const row = own.at * other.size;
        if (allowed[row + b]) continue;
        for (const { at } of others) {
          const cost = before[row + at]! + own.cost;
          if (allowed[row + at] && cost < layer[here]! && leaps(a, own.at, b, at)) layer[here] = cost;
        }
      }
    }
  }
}
