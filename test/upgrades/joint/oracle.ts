import type { JointChange, JointComponent, JointConstraint, JointHop } from "../../../upgrades/joint/model";

/** Component hops made together, component hops, windows. */
export type Price = readonly [number, number, number];

export interface Verdict {
  readonly price: Price;
  readonly hops: readonly JointHop[];
}

type State = ReadonlyMap<string, number>;

interface Step {
  readonly changes: readonly JointChange[];
  readonly to: State;
  readonly price: Price;
}

/**
 * The best order by plain means: every state there is, every set of components moved at once from each, prices relaxed until
 * nothing changes, then the best steps followed from the start. Nothing is shared with what it is the measure of.
 */
export function bestOrder(components: readonly JointComponent[], constraints: readonly JointConstraint[]): Verdict | undefined {
  const inOrder = [...components].sort((a, b) => a.rank - b.rank || a.id.localeCompare(b.id));
  const start = new Map(inOrder.map((one) => [one.id, one.start]));
  const goal = name(new Map(inOrder.map((one) => [one.id, one.goal])));
  const steps = new Map<string, readonly Step[]>();
  for (const open: State[] = [start]; open.length > 0;) {
    const state = open.pop()!;
    if (steps.has(name(state))) continue;
    const from = stepsFrom(inOrder, constraints, state);
    steps.set(name(state), from);
    open.push(...from.map(({ to }) => to));
  }
  const prices = new Map<string, Price>([[goal, [0, 0, 0]]]);
  for (let changed = true; changed;) {
    changed = false;
    for (const [state, from] of steps) {
      for (const step of from) {
        const rest = prices.get(name(step.to));
        const known = prices.get(state);
        if (!rest || (known && compare(sum(step.price, rest), known) >= 0)) continue;
        prices.set(state, sum(step.price, rest));
        changed = true;
      }
    }
  }
  const price = prices.get(name(start));
  if (!price) return undefined;
  const hops: JointHop[] = [];
  for (let at = name(start), left = price; at !== goal;) {
    const step = steps.get(at)!.filter(({ to, price: own }) => prices.has(name(to)) && compare(sum(own, prices.get(name(to))!), left) === 0)
      .sort((a, b) => preferred(a.changes, b.changes, inOrder))[0]!;
    hops.push({ changes: step.changes });
    at = name(step.to);
    left = prices.get(at)!;
  }
  return { price, hops };
}

export function priceOf(components: readonly JointComponent[], hops: readonly JointHop[]): Price {
  return hops.map(({ changes }) => changesPrice(components, changes)).reduce(sum, [0, 0, 0]);
}

function changesPrice(components: readonly JointComponent[], changes: readonly JointChange[]): Price {
  const windows = changes.map((change) => components.find(({ id }) => id === change.component)!.windows(change.from, change.to));
  return [changes.length > 1 ? changes.length : 0, changes.length, windows.reduce((a, b) => a + b, 0)];
}

/** Whether all that these changes touch holds after them. */
export function holdsAfter(constraints: readonly JointConstraint[], state: State, changes: readonly JointChange[]): boolean {
  const after = new Map([...state, ...changes.map((change) => [change.component, change.to] as const)]);
  return constraints
    .filter(({ between }) => changes.some((change) => between.includes(change.component)))
    .every(({ between: [a, b], allows }) => allows(after.get(a)!, after.get(b)!));
}

/** Whether changes may be made at once: constraints and wishes hold, locks tie them, and no part of them could be made alone. */
export function mayBeMade(constraints: readonly JointConstraint[], state: State, changes: readonly JointChange[]): boolean {
  const hard = constraints.filter(({ preference }) => !preference);
  return holdsAfter(constraints, state, changes) && areTied(hard, changes)
    && parts(changes).every((part) => part.length === changes.length || !holdsAfter(hard, state, part));
}

/** Whether locks lead from any change to every other, and all else would also hold with one of two changes before the other. */
function areTied(hard: readonly JointConstraint[], changes: readonly JointChange[]): boolean {
  const isLock = ({ tie }: JointConstraint): boolean => tie === undefined || tie === "lock";
  const moved = new Map(changes.map((change) => [change.component, change]));
  const inside = hard.filter(({ between: [a, b] }) => moved.has(a) && moved.has(b));
  const reached = new Set(changes.slice(0, 1).map(({ component }) => component));
  for (let size = 0; size < reached.size;) {
    size = reached.size;
    for (const { between: [a, b] } of inside.filter(isLock)) if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
  }
  const inTurn = inside.filter((one) => !isLock(one)).every(({ between: [a, b], tie, allows }) => {
    const [first, second] = [moved.get(a)!, moved.get(b)!];
    return allows(first.to, second.from) || (tie === "any" && allows(first.from, second.to));
  });
  return reached.size === changes.length && inTurn;
}

function stepsFrom(components: readonly JointComponent[], constraints: readonly JointConstraint[], state: State): Step[] {
  const choices = components.reduce<JointChange[][]>((all, one) => {
    const from = state.get(one.id)!;
    const own = [...new Set(one.hops(from))].map((to) => ({ component: one.id, from, to }));
    return all.flatMap((changes) => [changes, ...own.map((change) => [...changes, change])]);
  }, [[]]);
  return choices.filter((changes) => changes.length > 0 && mayBeMade(constraints, state, changes)).map((changes) => ({
    changes,
    to: new Map([...state, ...changes.map((change) => [change.component, change.to] as const)]),
    price: changesPrice(components, changes),
  }));
}

function parts<T>(all: readonly T[]): T[][] {
  return all.reduce<T[][]>((some, one) => [...some, ...some.map((part) => [...part, one])], [[]]).filter(({ length }) => length > 0);
}

function preferred(a: readonly JointChange[], b: readonly JointChange[], inOrder: readonly JointComponent[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const place = (change: JointChange): number => inOrder.findIndex(({ id }) => id === change.component);
    const order = place(a[i]!) - place(b[i]!) || b[i]!.to - a[i]!.to;
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function sum(a: Price, b: Price): Price {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function compare(a: Price, b: Price): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function name(state: State): string {
  return [...state.values()].join(",");
}
