import * as fc from "fast-check";
import type { JointComponent, JointConstraint, Tie } from "../../../upgrades/joint/model";

/** A component with states named by their positions, and hops from each position. */
export function component(
  id: string,
  rank: number,
  hops: readonly (readonly number[])[],
  more: Partial<JointComponent> = {},
): JointComponent {
  return {
    id,
    rank,
    states: hops.map((_, position) => String(position)),
    start: 0,
    goal: hops.length - 1,
    hops: (position) => hops[position]!,
    windows: () => 0,
    ...more,
  };
}

/** Hops from each position to the next. */
export const steps = (size: number): number[][] => Array.from({ length: size }, (_, i) => (i + 1 < size ? [i + 1] : []));

/** Hops from each position to all later ones. */
export const leaps = (size: number): number[][] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size - 1 - i }, (_, k) => i + 1 + k));

export function constraint(
  id: string,
  between: readonly [string, string],
  allows: (a: number, b: number) => boolean,
  preference = false,
): JointConstraint {
  return { id, message: `${between.join(" and ")}: ${id}`, between, allows, preference };
}

export interface World {
  readonly components: readonly JointComponent[];
  readonly constraints: readonly JointConstraint[];
}

const ids = ["a", "b", "c", "d"] as const;

/** A few components of a few states, whose goals can be reached alone, tied together by random tables, locks and orders. */
export function worlds(most: number, preferences: boolean): fc.Arbitrary<World> {
  return fc.integer({ min: 2, max: most }).chain((n) => {
    const parts = fc.tuple(...ids.slice(0, n).map((id) => components(id, n > 3 ? 3 : 4)));
    return parts.chain((all) => fc.record({ components: fc.constant(all), constraints: constraints(all, preferences) }));
  });
}

/** Three components that go step by step, tied so closely that locks come up which no two or three positions show. */
export function tangles(preferences: boolean): fc.Arbitrary<World> {
  const all = ids.slice(0, 3).map((id) => component(id, 0, steps(3)));
  const table = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 9, maxLength: 9 });
  return fc.tuple(table, table, table, preferences ? fc.nat(3) : fc.constant(3)).map(([ab, ac, bc, wished]) => ({
    components: all,
    constraints: ([["a", "b", ab], ["a", "c", ac], ["b", "c", bc]] as const).map(([one, other, forbidden], i) =>
      constraint(`${one}${other}`, [one, other], (x, y) => x + y === 0 || x + y === 4 || forbidden[3 * x + y]! > 2, i === wished)),
  }));
}

/**
 * What catalogs make of several components: each goes step by step or in leaps, some with windows, tied to earlier ones by
 * limits on skew along a path, a star or a tree, by requirements and by locks, and wishing to come after them.
 * @param count how many components, 3 or 4
 * @param tied whether limits and requirements are no locks, as in catalogs
 */
export function ladders(count: 3 | 4, tied: boolean, preferences: boolean): fc.Arbitrary<World> {
  const size = 4;
  const position = fc.integer({ min: 1, max: size - 1 });
  const pair = fc.tuple(fc.nat(count - 1), fc.nat(count - 1)).filter(([a, b]) => a !== b).map(([a, b]) => [ids[a]!, ids[b]!] as const);
  const as = (tie: Tie): { readonly tie?: Tie } => (tied ? { tie } : {});
  const limit = fc.record({ ahead: fc.nat(1), behind: fc.nat(2) });
  return fc.record({
    leaping: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
    windows: fc.array(fc.nat(1), { minLength: size, maxLength: size }),
    parents: fc.constantFrom([0, 0, 0], [0, 1, 2], [0, 0, 1]).map((all) => all.slice(0, count - 1)),
    skew: fc.array(fc.option(limit, { freq: 3 }), { minLength: 3, maxLength: 3 }),
    needs: fc.array(fc.record({ pair, at: position, bound: position }), { maxLength: 2 }),
    locks: fc.array(fc.record({ pair, at: position }), { maxLength: 2 }),
  }).map(({ leaping, windows, parents, skew, needs, locks }): World => {
    const near = parents.flatMap((parent, i) => {
      const [between, most] = [[ids[i + 1]!, ids[parent]!] as const, skew[i]];
      return [
        ...(most ? [{ ...constraint(`skew-${i}`, between, (x, y) => x - y <= most.ahead && y - x <= most.behind), ...as("any") }] : []),
        ...(preferences ? [constraint(`after-${i}`, between, (x, y) => x === 0 || y === size - 1, true)] : []),
      ];
    });
    return {
      components: leaping.map((isLeaping, i) =>
        component(ids[i]!, i, isLeaping ? leaps(size) : steps(size), { windows: (_, to) => windows[(to + i) % size]! })),
      constraints: [
        ...near,
        ...needs.map(({ pair: between, at, bound }, i) =>
          ({ ...constraint(`needs-${i}`, between, (x, y) => x < at || y >= bound), ...as("first") })),
        ...locks.map(({ pair: between, at }, i) => constraint(`lock-${i}`, between, (x, y) => (x >= at) === (y >= at))),
      ],
    };
  });
}

function components(id: string, most: number): fc.Arbitrary<JointComponent> {
  return fc.integer({ min: 2, max: most }).chain((size) => {
    const position = fc.nat(size - 1);
    return fc.record({
      hops: fc.array(fc.tuple(position, position), { maxLength: 2 * size }),
      windows: fc.array(fc.nat(2), { minLength: size * size, maxLength: size * size }),
      start: position,
      goal: position,
      rank: fc.nat(2),
    }).map(({ hops, windows, start, goal, rank }): JointComponent => {
      const all = [...hops, ...(start === goal ? [] : [[start, goal] as const])];
      return {
        id,
        rank,
        states: Array.from({ length: size }, (_, i) => `${id}${i}`),
        start,
        goal,
        hops: (from) => all.filter((hop) => hop[0] === from && hop[1] !== from).map((hop) => hop[1]),
        windows: (from, to) => windows[from * size + to]!,
      };
    });
  });
}

function constraints(all: readonly JointComponent[], preferences: boolean): fc.Arbitrary<JointConstraint[]> {
  const place = fc.nat(all.length - 1);
  const one = fc.tuple(place, place).filter(([i, j]) => i !== j).chain(([i, j]) => {
    const [first, second] = [all[i]!, all[j]!];
    const [own, its] = [fc.nat(first.states.length - 1), fc.nat(second.states.length - 1)];
    const between = [first.id, second.id] as const;
    const preference = preferences ? fc.boolean() : fc.constant(false);
    return fc.tuple(preference, fc.oneof(
      fc.array(fc.tuple(own, its), { minLength: 1, maxLength: 4 }).map((forbidden) => (a: number, b: number) =>
        !forbidden.some((pair) => pair[0] === a && pair[1] === b)),
      fc.tuple(own, its).map(([v, w]) => (a: number, b: number) => (a >= v) === (b >= w)),
      fc.tuple(own, its).map(([v, w]) => (a: number, b: number) => a < v || b >= w),
      fc.constant((a: number, b: number) => (a === first.goal) === (b === second.goal)),
      fc.constant((a: number, b: number) => a === first.goal || b === second.start),
    )).map(([wished, allows]) => ({ between, allows, wished }));
  });
  return fc.array(one, { minLength: 1, maxLength: 5 })
    .map((some) => some.map(({ between, allows, wished }, i) => constraint(`k${i}`, between, allows, wished)));
}
