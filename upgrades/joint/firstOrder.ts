import type { JointHop } from "./model";
import { hopOf, movesFrom, type Moves } from "./moves";
import { keyOf, type FoundOrder } from "./search";
import type { Space, State } from "./space";

/**
 * Of all orders of a group that are as good as `known`, the first in order of preference: at every step the component that
 * comes first in rollout order, and its latest position, that such an order can go on with. So a component goes all the way
 * before the next begins, where that is as good. Undefined when `states` have been looked at in vain.
 */
export function firstOrder(space: Space, known: FoundOrder, states: number): readonly JointHop[] | undefined {
  const goal = keyOf(space.goal);
  /** The least that had been spent where it was tried: with more, it can't do better. */
  const tried = new Map<string, number>();
  const way: { readonly state: State; readonly spent: number; readonly moves: Moves["moves"]; next: number }[] = [];
  let looked = 0;
  const enter = (state: State, together: number, spent: number): void => {
    const key = keyOf([...state, together]);
    if ((tried.get(key) ?? Infinity) <= spent) return;
    tried.set(key, spent);
    const around = movesFrom(space, state, { together, cost: known.cost - spent, combinations: states - looked });
    looked += 1 + around.looked + around.moves.length;
    way.push({ state, spent, moves: around.moves, next: 0 });
  };
  enter(space.start, known.together, 0);
  for (let here = way.at(-1); here && looked < states; here = way.at(-1)) {
    if (keyOf(here.state) === goal) return way.slice(0, -1).map((step) => hopOf(space, step.state, step.moves[step.next - 1]!));
    const move = here.moves[here.next++];
    if (move) enter(move.to, move.together, here.spent + move.cost);
    else way.pop();
  }
  return undefined;
}
