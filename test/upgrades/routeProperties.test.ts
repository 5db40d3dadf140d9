import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { catalogOf } from "../../releases/catalog";
import { checkCatalog } from "../../upgrades/check";
import { findRoute } from "../../upgrades/route";
import {
  catalogOfWorld,
  journeys,
  nameOf,
  offlineHops,
  oracleAllows,
  oracleRoutes,
  releasesOf,
  type World,
} from "../support/worlds";

const runs = { numRuns: 1_000 };
const numberOf = (version: string): number => Number(version.split(".")[1]);

function routeIn(world: World, from: number, to: number): number[] | null {
  return findRoute(catalogOfWorld(world), "core", nameOf(from), nameOf(to))?.map(numberOf) ?? null;
}

/** Fewest hops, then fewest of them offline, then the newest stops, compared from the destination back. */
function best(world: World, routes: readonly number[][]): number[] | undefined {
  const stopsBackwards = (route: readonly number[]) => [...route].reverse();
  return [...routes].sort(
    (a, b) =>
      a.length - b.length ||
      offlineHops(world, a) - offlineHops(world, b) ||
      stopsBackwards(b).reduce((order, stop, i) => order || stop - stopsBackwards(a)[i]!, 0),
  )[0];
}

describe("a route in any small catalog, beside one found by trying everything", () => {
  it("is there exactly where a way is", () => {
    fc.assert(
      fc.property(journeys, ([world, from, to]) => {
        assert.equal(routeIn(world, from, to) !== null, oracleRoutes(world, from, to).length > 0);
      }),
      runs,
    );
  });

  it("begins and ends where it was asked to, and every step of it is an allowed hop", () => {
    fc.assert(
      fc.property(journeys, ([world, from, to]) => {
        const route = routeIn(world, from, to);
        fc.pre(route !== null);
        assert.equal(route[0], from);
        assert.equal(route.at(-1), to);
        route.slice(1).forEach((next, i) => assert.ok(oracleAllows(world, route[i]!, next), `${route[i]} → ${next}`));
      }),
      runs,
    );
  });

  it("has no more hops than any other way, nor more offline ones than another as short", () => {
    fc.assert(
      fc.property(journeys, ([world, from, to]) => {
        const route = routeIn(world, from, to);
        fc.pre(route !== null);
        for (const other of oracleRoutes(world, from, to)) {
          assert.ok(route.length <= other.length, `${route} is longer than ${other}`);
          if (route.length === other.length && from < to)
            assert.ok(offlineHops(world, route) <= offlineHops(world, other), `${route}, ${other}`);
        }
      }),
      runs,
    );
  });

  it("has the newest stops among the best on the way up, so that there is one answer", () => {
    fc.assert(
      fc.property(journeys, ([world, a, b]) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        assert.deepEqual(routeIn(world, from, to) ?? undefined, best(world, oracleRoutes(world, from, to)));
      }),
      runs,
    );
  });

  it("is the same for the same question, whatever order the catalog is written in", () => {
    fc.assert(
      fc.property(journeys, fc.nat(), ([world, from, to], turn) => {
        const turned = <T>(all: readonly T[]): T[] =>
          [...all.slice(turn % (all.length || 1)), ...all.slice(0, turn % (all.length || 1))].reverse();
        const other = { ...world, upgrades: turned(world.upgrades), downgrades: turned(world.downgrades) };
        const catalog = catalogOfWorld(other);
        const reversed = catalogOf({
          schema: "stepwise/catalog/v1",
          source: "s",
          system: catalog.system,
          title: catalog.title,
          components: catalog.components,
          releases: [...catalog.releases].reverse(),
          upgrades: [...catalog.upgrades],
          downgrades: [...catalog.downgrades],
          skew: [],
        });
        assert.deepEqual(
          findRoute(reversed, "core", nameOf(from), nameOf(to))?.map(numberOf) ?? null,
          routeIn(world, from, to),
        );
      }),
      runs,
    );
  });

  it("is not changed by a newer release that comes out", () => {
    const more = fc.tuple(journeys, fc.array(fc.nat(6)), fc.boolean(), fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(more, ([[world, from, to], neighbours, isStop, withdrawn, irreversible]) => {
        const size = world.size + 1;
        const old = neighbours.map((n) => (n % world.size) + 1);
        const grown: World = {
          ...world,
          size,
          upgrades: [...world.upgrades, ...old.map((n) => [n, size] as const)],
          downgrades: [...world.downgrades, ...old.map((n) => [size, n] as const)],
          stops: isStop ? new Map([...world.stops, [size, releasesOf(world)]]) : world.stops,
          withdrawn: withdrawn ? [...world.withdrawn, size] : world.withdrawn,
          irreversible: irreversible ? [...world.irreversible, size] : world.irreversible,
        };
        assert.deepEqual(routeIn(grown, from, to), routeIn(world, from, to));
      }),
      runs,
    );
  });

  it("begins with one of the releases that can be entered", () => {
    fc.assert(
      fc.property(journeys, ([world, from, to]) => {
        const route = routeIn(world, from, to);
        fc.pre(route !== null && from !== to);
        assert.ok(checkCatalog(catalogOfWorld(world), nameOf(from), nameOf(to), "core").available.includes(nameOf(route[1]!)));
      }),
      runs,
    );
  });
});
