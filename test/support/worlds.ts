import * as fc from "fast-check";
import type { Catalog } from "../../releases/catalog";
import { catalogFrom, migration } from "./catalogs";

/** A small catalog as plain data: releases are numbers from 1, edges are pairs. Of one component kind, `core`. */
export interface World {
  readonly size: number;
  /** Older to newer. */
  readonly upgrades: readonly (readonly [number, number])[];
  /** Newer to older. */
  readonly downgrades: readonly (readonly [number, number])[];
  /** By release: the releases from which a hop may not pass over it. */
  readonly stops: ReadonlyMap<number, readonly number[]>;
  readonly withdrawn: readonly number[];
  readonly irreversible: readonly number[];
  readonly offline: readonly number[];
}

export const nameOf = (release: number): string => `1.${release}.0`;

export function catalogOfWorld(world: World): Catalog {
  const edges = (pairs: readonly (readonly [number, number])[]) =>
    pairs.map(([from, to]) => ({ from: nameOf(from), to: nameOf(to) }));
  const never = { from: "0.0.0", to: "0.0.0" };
  return catalogFrom({
    upgrades: [never, ...edges(world.upgrades)],
    downgrades: edges(world.downgrades),
    releases: releasesOf(world).map((n) => {
      const from = world.stops.get(n);
      const migrates = world.irreversible.includes(n) || world.offline.includes(n);
      return {
        version: nameOf(n),
        withdrawn: world.withdrawn.includes(n),
        ...(from && { stop: { id: `stop-${n}`, from: from.map(nameOf).join(" || ") || "0.0.0" } }),
        migrations: migrates
          ? [
              migration({
                reversible: !world.irreversible.includes(n),
                window: world.offline.includes(n) ? "offline" : "online",
              }),
            ]
          : [],
      };
    }),
  });
}

export function releasesOf({ size }: World): number[] {
  return Array.from({ length: size }, (_, i) => i + 1);
}

/** Whether one hop is allowed, said anew from the design and not from the product's code. */
export function oracleAllows(world: World, from: number, to: number): boolean {
  const has = (pairs: readonly (readonly [number, number])[]) => pairs.some(([a, b]) => a === from && b === to);
  if (from < to) {
    const passedOver = [...world.stops].some(([stop, starts]) => from < stop && stop < to && starts.includes(from));
    return has(world.upgrades) && !world.withdrawn.includes(to) && !passedOver;
  }
  const forGood = world.irreversible.some((release) => to < release && release <= from);
  return has(world.downgrades) && !forGood && !world.withdrawn.includes(to);
}

/** Every way from one release to another that only climbs or only descends. Exponential, so for small worlds only. */
export function oracleRoutes(world: World, from: number, to: number): number[][] {
  if (from === to) return [[from]];
  const up = to > from;
  const next = releasesOf(world).filter(
    (n) => (up ? n > from && n <= to : n < from && n >= to) && oracleAllows(world, from, n),
  );
  return next.flatMap((n) => oracleRoutes(world, n, to).map((rest) => [from, ...rest]));
}

/** How many hops of a route have an offline migration. */
export function offlineHops(world: World, route: readonly number[]): number {
  return route.slice(1).filter((to, i) => world.offline.some((release) => release > route[i]! && release <= to)).length;
}

export const worlds: fc.Arbitrary<World> = fc.integer({ min: 2, max: 7 }).chain((size) => {
  const release = fc.integer({ min: 1, max: size });
  const some = fc.uniqueArray(release, { maxLength: 2 });
  const climbs = pairsUpTo(size);
  return fc.record({
    size: fc.constant(size),
    upgrades: fc.subarray(climbs),
    downgrades: fc.subarray(climbs.map(([older, newer]) => [newer, older] as const)),
    stops: fc
      .array(fc.tuple(release, fc.uniqueArray(release, { maxLength: 4 })), { maxLength: 2 })
      .map((all) => new Map(all)),
    withdrawn: some,
    irreversible: some,
    offline: some,
  });
});

/** A world and two of its releases. */
export const journeys = worlds.chain((world) => {
  const release = fc.integer({ min: 1, max: world.size });
  return fc.tuple(fc.constant(world), release, release);
});

function pairsUpTo(size: number): (readonly [number, number])[] {
  const all = Array.from({ length: size }, (_, i) => i + 1);
  return all.flatMap((older) => all.filter((newer) => newer > older).map((newer) => [older, newer] as const));
}
