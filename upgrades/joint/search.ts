import { Heap } from "heap-js";
import type { JointHop } from "./model";
import { hopOf, movesFrom, type Move } from "./moves";
import { leastCost, togetherFrom, total, type Space, type State } from "./space";

export interface FoundOrder {
  readonly kind: "found";
  readonly hops: readonly JointHop[];
  /** How many component hops are made together with another. */
  readonly together: number;
  readonly cost: number;
  readonly optimal: boolean;
}

export type Order = FoundOrder | { readonly kind: "none" } | { readonly kind: "undecided" };

/**
 * The cheapest order of a group of those that make the fewest component hops together with another. It is looked for by A*,
 * first with as few of these as must be for certain, and with more only when that has been searched to the end: most plans
 * are found without trying one. When `states` have been looked at in vain, as many again are on ways more and more straight
 * for the goals, with any number of hops together, and what that finds may not be the cheapest.
 * @param most the most component hops that may be made together with another
 */
export function cheapestOrder(space: Space, states: number, most: number): Order {
  let together = total(togetherFrom(space, space.start));
  for (let left = states; together <= most && together !== Infinity;) {
    const { goal, wanting, looked } = bestFirst(space, together, left, nearestInAll);
    if (goal) return orderTo(space, goal, true);
    left -= looked;
    if (left <= 0) {
      for (const order of [nearly, nearestToGoal]) {
        const straight = bestFirst(space, most, states, order);
        if (straight.goal) return orderTo(space, straight.goal, false);
      }
      return { kind: "undecided" };
    }
    together = wanting;
  }
  return { kind: "none" };
}

interface Node {
  readonly state: State;
  readonly spent: number;
  readonly together: number;
  readonly rest: number;
  /** What the ways on that were not looked at yet cost at least, from the start to the goals. */
  readonly whole: number;
  readonly number: number;
  readonly from?: { readonly node: Node; readonly move: Move };
}

function nearestInAll(a: Node, b: Node): number {
  return a.whole - b.whole || a.rest - b.rest || b.number - a.number;
}

/** A* with a bound that is no bound any more: dearer ways are left alone sooner, also where they would end cheaper. */
function nearly(a: Node, b: Node): number {
  return a.spent - b.spent + overrating * (a.whole - a.spent - b.whole + b.spent) || b.number - a.number;
}

/** By how much the rest of a way is made to look dearer: enough to leave plateaus soon, little enough to find good orders. */
const overrating = 1.2;

function nearestToGoal(a: Node, b: Node): number {
  return a.whole - a.spent - b.whole + b.spent || a.spent - b.spent || b.number - a.number;
}

interface Result {
  readonly goal?: Node;
  /** The least number of component hops made together that would have led further; infinite where none would. */
  readonly wanting: number;
  readonly looked: number;
}

/**
 * Follows the ways that make at most so many component hops together, until `states` have been looked at. Of the moves from
 * a state those are made first that cost no more than it promised; it waits for its turn again with the next dearer ones.
 */
function bestFirst(space: Space, together: number, states: number, order: (a: Node, b: Node) => number): Result {
  const goal = keyOf(space.goal);
  const open = new Heap(order);
  const best = new Map<string, number>();
  const closed = new Set<string>();
  let [wanting, looked, number] = [Infinity, 0, 0];
  const rest = leastCost(space, space.start, together);
  open.push({ state: space.start, spent: 0, together, rest, whole: rest, number });
  for (let node = open.pop(); node && looked < states; node = open.pop()) {
    const { state, spent, whole } = node;
    if (keyOf(state) === goal) return { goal: node, wanting, looked };
    if (whole === spent + node.rest) {
      const here = keyOf([...state, node.together]);
      if (closed.has(here)) continue;
      closed.add(here);
    }
    const around = movesFrom(space, state, { together: node.together, cost: whole - spent, combinations: states - looked });
    looked += 1 + around.looked + around.moves.length;
    wanting = Math.min(wanting, together - node.together + around.wanting);
    if (around.beyond !== Infinity) open.push({ ...node, whole: spent + around.beyond });
    // The later an equal, the sooner it is followed: so those that are preferred come last.
    for (const move of [...around.moves].reverse()) {
      const [key, sum] = [keyOf([...move.to, move.together]), spent + move.cost];
      if (sum >= (best.get(key) ?? Infinity)) continue;
      best.set(key, sum);
      const { to, together: left, rest: after } = move;
      open.push({ state: to, spent: sum, together: left, rest: after, whole: sum + after, number: ++number, from: { node, move } });
    }
  }
  return { wanting, looked };
}

function orderTo(space: Space, goal: Node, optimal: boolean): FoundOrder {
  const hops: JointHop[] = [];
  for (let { from } = goal; from; { from } = from.node) hops.push(hopOf(space, from.node.state, from.move));
  const together = total(hops.map(({ changes: { length } }) => (length > 1 ? length : 0)));
  return { kind: "found", hops: hops.reverse(), together, cost: goal.spent, optimal };
}

/** Numbers as a text to look them up by. */
export function keyOf(numbers: readonly number[]): string {
  return String.fromCharCode(...numbers);
}
