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
 * are found without trying one. When `states` have been looked at in vain, as many again are on a way straight for the
 * goals, and what that finds may not be the cheapest.
 * @param most the most component hops that may be made together with another
 */
export function cheapestOrder(space: Space, states: number, most: number): Order {
  let together = total(togetherFrom(space, space.start));
  for (let left = states; together <= most && together !== Infinity;) {
    const { goal, wanting, looked } = bestFirst(space, together, left, nearestInAll);
    if (goal) return orderTo(space, goal, together, true);
    left -= looked;
    if (left <= 0) {
      const straight = bestFirst(space, together, states, nearestToGoal);
      return straight.goal ? orderTo(space, straight.goal, together, false) : { kind: "undecided" };
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
  readonly number: number;
  readonly from?: { readonly node: Node; readonly move: Move };
}

function nearestInAll(a: Node, b: Node): number {
  return a.spent + a.rest - b.spent - b.rest || a.rest - b.rest || b.number - a.number;
}

function nearestToGoal(a: Node, b: Node): number {
  return a.rest - b.rest || a.spent - b.spent || b.number - a.number;
}

interface Result {
  readonly goal?: Node;
  /** The least number of component hops made together that would have led further; infinite where none would. */
  readonly wanting: number;
  readonly looked: number;
}

/** Follows the ways that make at most so many component hops together, until `states` have been looked at. */
function bestFirst(space: Space, together: number, states: number, order: (a: Node, b: Node) => number): Result {
  const goal = keyOf(space.goal);
  const open = new Heap(order);
  const best = new Map<string, number>();
  const closed = new Set<string>();
  let [wanting, looked, number] = [Infinity, 0, 0];
  open.push({ state: space.start, spent: 0, together, rest: leastCost(space, space.start, together), number });
  for (let node = open.pop(); node && looked < states; node = open.pop()) {
    if (keyOf(node.state) === goal) return { goal: node, wanting, looked };
    const here = keyOf([...node.state, node.together]);
    if (closed.has(here)) continue;
    closed.add(here);
    const around = movesFrom(space, node.state, { together: node.together, cost: Infinity, combinations: states - looked });
    looked += 1 + around.looked + around.moves.length;
    wanting = Math.min(wanting, together - node.together + around.wanting);
    // The later an equal, the sooner it is followed: so those that are preferred come last.
    for (const move of [...around.moves].reverse()) {
      const [key, spent] = [keyOf([...move.to, move.together]), node.spent + move.cost];
      if (spent >= (best.get(key) ?? Infinity)) continue;
      best.set(key, spent);
      open.push({ state: move.to, spent, together: move.together, rest: move.rest, number: ++number, from: { node, move } });
    }
  }
  return { wanting, looked };
}

function orderTo(space: Space, goal: Node, together: number, optimal: boolean): FoundOrder {
  const hops: JointHop[] = [];
  for (let { from } = goal; from; { from } = from.node) hops.push(hopOf(space, from.node.state, from.move));
  return { kind: "found", hops: hops.reverse(), together: together - goal.together, cost: goal.spent, optimal };
}

/** Numbers as a text to look them up by. */
export function keyOf(numbers: readonly number[]): string {
  return String.fromCharCode(...numbers);
}
