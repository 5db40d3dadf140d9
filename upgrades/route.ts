import type { Catalog } from "../releases/catalog";
import { compareVersions } from "../releases/version";
import { hopObstacles, offlineMigrations, type Kind } from "./hop";

/**
 * The releases to pass through from `from` to `to`, both included, or null when no allowed way exists. The cheapest
 * route is taken: fewest hops, then fewest of them offline; among equals the one whose stops are the newest, so that the
 * same question always has the same answer.
 *
 * A route only climbs or only descends, so the releases in between, in version order, are a DAG in topological order and
 * one pass over them is enough: O(n²) hops for n releases in between.
 * @param obstacles whether a hop is free, for a caller that sees more of it than the catalog
 */
export function findRoute(
  catalog: Catalog,
  kind: Kind,
  from: string,
  to: string,
  isFree: (from: string, to: string) => boolean = (a, b) => hopObstacles(catalog, kind, a, b).length === 0,
): readonly string[] | null {
  if (from === to) return [from];
  const climbing = compareVersions(to, from) > 0;
  const [low, high] = climbing ? [from, to] : [to, from];
  const between = catalog.crossed(low, high).map(({ version }) => version).filter((version) => version !== high);
  const stops = climbing ? [from, ...between, to] : [from, ...between.reverse(), to];
  const best: (Way | undefined)[] = [{ hops: 0, offline: 0, previous: -1 }];
  for (let i = 1; i < stops.length; i++) {
    // The newest way in last, so that among equals it wins.
    for (let j = 0; j < i; j++) {
      const before = best[j];
      if (!before || !isFree(stops[j]!, stops[i]!)) continue;
      const offline = climbing && offlineMigrations(catalog, kind, stops[j]!, stops[i]!).length > 0 ? 1 : 0;
      const way = { hops: before.hops + 1, offline: before.offline + offline, previous: j };
      const known = best[i];
      if (!known || way.hops < known.hops || (way.hops === known.hops && way.offline <= known.offline)) best[i] = way;
    }
  }
  return best[stops.length - 1] ? walkBack(stops, best) : null;
}

interface Way {
  readonly hops: number;
  readonly offline: number;
  readonly previous: number;
}

function walkBack(stops: readonly string[], best: readonly (Way | undefined)[]): string[] {
  const route: string[] = [];
  for (let i = stops.length - 1; i >= 0; i = best[i]!.previous) route.unshift(stops[i]!);
  return route;
}

/** Every release that can be entered from `from` in one hop, up or down, oldest first. */
export function directSuccessors(catalog: Catalog, kind: Kind, from: string): string[] {
  return catalog.releases.map(({ version }) => version)
    .filter((to) => to !== from && hopObstacles(catalog, kind, from, to).length === 0);
}

/**
 * The reachable releases closest to `to`, on the same side of `from`: the newest one below it and the oldest one above.
 */
export function nearestReachable(catalog: Catalog, kind: Kind, from: string, to: string): string[] {
  const side = Math.sign(compareVersions(to, from));
  const reachable = catalog.releases.map(({ version }) => version).filter((version) =>
    version !== to && Math.sign(compareVersions(version, from)) === side && findRoute(catalog, kind, from, version) !== null);
  const below = reachable.filter((version) => compareVersions(version, to) < 0).at(-1);
  const above = reachable.find((version) => compareVersions(version, to) > 0);
  return [below, above].filter((version) => version !== undefined);
}
