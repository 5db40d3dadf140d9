import * as fc from "fast-check";
import type { Catalog } from "../../releases/catalog";
import type { Traveller } from "../../upgrades/planModel";
import { catalogFrom, componentRequirement, migration, skewLimit } from "./catalogs";
import { returns, travels } from "./plans";

const kinds = ["core", "worker", "report"] as const;
type Kind = (typeof kinds)[number];
type Pair = readonly [Kind, Kind];

interface Limit {
  readonly pair: Pair;
  readonly ahead: number;
  readonly behind: number;
}

interface Need {
  readonly pair: Pair;
  /** The release that states it, and the bound of what it needs. */
  readonly at: number;
  readonly bound: number;
  readonly upTo: boolean;
  readonly together: boolean;
}

/** Components of three kinds between few releases, with limits and requirements among them, as plain data. */
export interface JointWorld {
  readonly size: number;
  /** Every hop goes to the release beside it; else to any. */
  readonly stepwise: boolean;
  readonly limits: readonly Limit[];
  readonly needs: readonly Need[];
  readonly travellers: readonly { readonly name: string; readonly kind: Kind; readonly from: number | null; readonly to: number }[];
}

/** Where every component is: the number of its release, null where there is nothing. */
export type Places = Readonly<Record<string, number | null>>;

export const versionOf = (release: number): string => `1.${release}.0`;
export const releaseOf = (version: string): number => Number(version.split(".")[1]);

export function catalogOfJointWorld({ size, stepwise, limits, needs }: JointWorld): Catalog {
  const all = Array.from({ length: size }, (_, release) => release);
  const beside = all.slice(1).map((release) => [versionOf(release - 1), versionOf(release)] as const);
  return catalogFrom({
    releases: all.map((release) => ({
      version: versionOf(release),
      migrations: release === 1 ? [migration()] : [],
      requires: needs.flatMap(({ pair: [component, other], at, bound, upTo, together }, i) => at !== release ? []
        : [componentRequirement(`N${i}`, { component, needs: other, range: `${upTo ? "<=" : ">="}${versionOf(bound)}`, together })]),
    })),
    skew: limits.map(({ pair: [component, of], ahead, behind }, i) => skewLimit(`K${i}`, { component, of, ahead, behind })),
    ...(stepwise && {
      upgrades: beside.map(([from, to]) => ({ from, to })),
      downgrades: beside.map(([to, from]) => ({ from, to })),
    }),
  });
}

export function travellersOf({ travellers }: JointWorld): Traveller[] {
  return travellers.map(({ name, kind, from, to }) => from !== null && to < from
    ? returns(`demo/${name}`, kind, versionOf(from), versionOf(to))
    : travels(`demo/${name}`, kind, from === null ? null : versionOf(from), versionOf(to)));
}

export function startOf({ travellers }: JointWorld): Places {
  return Object.fromEntries(travellers.map(({ name, from }) => [`demo/${name}`, from]));
}

/** What is broken between the component and any other, said anew from the catalog's words and not from the product's code. */
export function brokenAround(world: JointWorld, places: Places, component: string): string[] {
  const all = world.travellers.map(({ name, kind }) => ({ id: `demo/${name}`, kind, at: places[`demo/${name}`]! }));
  return all.flatMap((one) => all.flatMap((other) => {
    if (one === other || one.at === null || (one.id !== component && other.id !== component)) return [];
    const is = ({ pair: [a, b] }: { readonly pair: Pair }) => a === one.kind && b === other.kind;
    const stated = world.needs.filter((need) => is(need) && need.at <= one.at!);
    const newest = stated.filter(({ at }) => at === Math.max(...stated.map((need) => need.at)));
    const unmet = newest.filter(({ bound, upTo }) => other.at === null || (upTo ? other.at > bound : other.at < bound));
    const apart = world.limits.filter((limit) => is(limit) && other.at !== null
      && (one.at! - other.at > limit.ahead || other.at - one.at! > limit.behind));
    return [...unmet, ...apart].map((rule) => `${one.id} and ${other.id}: ${JSON.stringify(rule)}`);
  }));
}

/** Whether there is an order that moves one component at a time, tried out exhaustively. */
export function hasOrderOfSingles(world: JointWorld): boolean {
  const goal = Object.fromEntries(world.travellers.map(({ name, to }) => [`demo/${name}`, to]));
  const key = (places: Places): string => Object.values(places).join();
  const seen = new Map([[key(startOf(world)), startOf(world)]]);
  for (const places of seen.values()) {
    for (const { name, from, to } of world.travellers) {
      const [id, at] = [`demo/${name}`, places[`demo/${name}`]!];
      const reachable = at === null ? [to] : Array.from({ length: world.size }, (_, release) => release).filter((release) =>
        (from !== null && to < from ? release < at && release >= to : release > at && release <= to)
        && (!world.stepwise || Math.abs(release - at) === 1));
      for (const release of reachable) {
        const after = { ...places, [id]: release };
        if (brokenAround(world, after, id).length === 0) seen.set(key(after), after);
      }
    }
  }
  return seen.has(key(goal));
}

const pairs: readonly Pair[] = kinds.flatMap((one) => kinds.filter((other) => other !== one).map((other) => [one, other] as const));
const names = [["core", "core"], ["worker-a", "worker"], ["worker-b", "worker"], ["report", "report"]] as const;

export function jointWorlds(together: fc.Arbitrary<boolean>): fc.Arbitrary<JointWorld> {
  return fc.integer({ min: 2, max: 4 }).chain((size) => {
    const release = fc.nat(size - 1);
    const pair = fc.constantFrom(...pairs);
    const travellers = fc.tuple(...names.map(([name, kind]) =>
      fc.tuple(fc.option(release, { freq: 5 }), release, fc.integer({ min: 0, max: 4 }))
        // Most go up; what goes back is one in five.
        .map(([from, to, chance]) => from === null || chance === 0 ? { name, kind, from, to }
          : { name, kind, from: Math.min(from, to), to: Math.max(from, to) })));
    return fc.record({
      size: fc.constant(size),
      stepwise: fc.boolean(),
      limits: fc.array(fc.record({ pair, ahead: fc.nat(2), behind: fc.nat(2) }), { maxLength: 2 }),
      needs: fc.array(
        fc.record({ pair, at: fc.integer({ min: 1, max: size - 1 }), bound: release, upTo: fc.constantFrom(false, false, true), together }),
        { maxLength: 3 },
      ),
      travellers: travellers.chain((all) => fc.subarray([...all], { minLength: 2 })),
    });
  });
}
