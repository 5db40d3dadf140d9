import { Heap } from "heap-js";
import type { Track } from "./track";

/**
 * For every two positions of two tracks, what the first, `mover`, still has to pay at least in any order of these two that
 * brings both to their goals; the other's hops are free. Positions are looked up at `own * other.size + its`. No order of
 * more components is cheaper for `mover`, since it contains an order of these two.
 */
export class PairTable {
  private readonly layers: Float64Array[];
  /** How many hops of both together the pair needs at least; infinite where there is no order. */
  readonly together: Float64Array;

  /** @param allowed 1 where both positions may be at once. A start where they may not can be left, not entered. */
  constructor(private readonly mover: Track, private readonly other: Track, private readonly allowed: Uint8Array) {
    const alone = new Float64Array(allowed.length).fill(Infinity);
    const goal = mover.goal * other.size + other.goal;
    this.layers = [alone];
    this.together = new Float64Array(allowed.length).fill(Infinity);
    if (!allowed[goal] && goal !== this.start) return;
    alone[goal] = 0;
    this.settle(alone, [goal]);
    for (let hops = 0; this.newIn(hops); hops++);
  }

  /** The least cost with at most so many hops of both together. */
  with(together: number): Float64Array {
    while (this.layers.length <= together) {
      const layer = Float64Array.from(this.layers.at(-1)!);
      this.settle(layer, this.leaveTogether(layer));
      this.layers.push(layer);
    }
    return this.layers[together]!;
  }

  private get start(): number {
    return this.mover.start * this.other.size + this.other.start;
  }

  /** Notes what can first be done with so many hops together. False where nothing can, or nothing is left to find. */
  private newIn(hops: number): boolean {
    const layer = this.with(hops);
    let [found, left] = [false, false];
    for (let pair = 0; pair < layer.length; pair++) {
      if (this.together[pair] !== Infinity) continue;
      if (layer[pair] !== Infinity) {
        this.together[pair] = hops;
        found = true;
      } else if (this.mayBeLeft(pair)) left = true;
    }
    return found && left;
  }

  private mayBeLeft(pair: number): boolean {
    return this.allowed[pair] === 1 || pair === this.start;
  }

  /** Dijkstra's algorithm backwards over hops of one component: O(P·(d + log P)) for P pairs and d hops from each. */
  private settle(layer: Float64Array, seeds: readonly number[]): void {
    const open = new Heap<readonly [cost: number, pair: number]>((a, b) => a[0] - b[0]);
    for (const pair of seeds) open.push([layer[pair]!, pair]);
    for (let next = open.pop(); next; next = open.pop()) {
      const [cost, pair] = next;
      if (cost > layer[pair]! || !this.allowed[pair]) continue;
      const b = pair % this.other.size;
      const a = (pair - b) / this.other.size;
      const offer = (from: number, sum: number): void => {
        if (sum >= layer[from]! || !this.mayBeLeft(from)) return;
        layer[from] = sum;
        open.push([sum, from]);
      };
      for (const hop of this.mover.previous[a]!) offer(hop.at * this.other.size + b, cost + hop.cost);
      for (const hop of this.other.previous[b]!) offer(a * this.other.size + hop.at, cost);
    }
  }

  /**
   * Lowers what a hop of both lowers, and says which pairs those are. Only hops count where neither can go alone: what
   * can be done one after the other costs no more that way. O(P·d²).
   */
  private leaveTogether(layer: Float64Array): number[] {
    const { mover, other, allowed } = this;
    const before = Float64Array.from(layer);
    const lowered: number[] = [];
    for (let pair = 0; pair < layer.length; pair++) {
      if (!this.mayBeLeft(pair)) continue;
      const b = pair % other.size;
      const a = (pair - b) / other.size;
      const others = other.next[b]!.filter((hop) => !allowed[a * other.size + hop.at]);
      if (others.length === 0) continue;
      for (const own of mover.next[a]!) {
        const row = own.at * other.size;
        if (allowed[row + b]) continue;
        for (const { at } of others) if (allowed[row + at]) layer[pair] = Math.min(layer[pair]!, before[row + at]! + own.cost);
      }
      if (layer[pair]! < before[pair]!) lowered.push(pair);
    }
    return lowered;
  }
}
