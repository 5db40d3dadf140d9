import type { GraphDocument } from "../graph/model";
import { supportedTemplates } from "./k0rdentChain";

/** One stop of a path as kcm keeps it: the template and the version that the edge into it claims, else the template's name. */
export interface PathStop {
  readonly name: string;
  readonly version: string;
}

/** By template, what its edges lead to, in the order of the file. Of a template stated twice the last counts, as in kcm. */
export type Upgrades = ReadonlyMap<string, readonly PathStop[]>;

export function upgradesOf(document: GraphDocument): Upgrades {
  return new Map(supportedTemplates(document).map(({ node, upgrades }) =>
    [node.name, upgrades.map(({ to, label }) => ({ name: to, version: label ?? to }))]));
}

/** The most stops that paths may have together for them to be enumerated: about 13 templates that all lead to all later ones. */
export const enumerationLimit = 50_000;

/**
 * Every path that kcm 8373a24 enumerates from a template, in its order: depth first, each up to the first template that was
 * met before. Undefined where they have more than {@link enumerationLimit} stops together.
 * https://github.com/k0rdent/kcm/blob/8373a24/api/v1beta1/templatechain_common.go
 */
export function enumeratedPaths(upgrades: Upgrades, start: string): readonly (readonly PathStop[])[] | undefined {
  const paths: (readonly PathStop[])[] = [];
  const met = new Set<string>();
  let stops = 0;
  const walk = (name: string, path: readonly PathStop[]): void => {
    if (met.has(name)) return;
    met.add(name);
    for (const stop of upgrades.get(name) ?? []) {
      if (stops > enumerationLimit) break;
      if (path.some((before) => before.name === stop.name && before.version === stop.version)) continue;
      const extended = [...path, stop];
      stops += extended.length;
      paths.push(extended);
      walk(stop.name, extended);
    }
    met.delete(name);
  };
  walk(start, []);
  return stops > enumerationLimit ? undefined : paths;
}

/**
 * How many paths kcm would enumerate from a template, without doing so: linear in the edges. Undefined where a cycle can be
 * reached, since no fast way is known to count simple paths then.
 */
export function countPaths(upgrades: Upgrades, start: string): bigint | undefined {
  const counts = new Map<string, bigint>();
  const open = new Set<string>();
  const work = [start];
  while (work.length > 0) {
    const name = work.at(-1)!;
    const targets = upgrades.get(name) ?? [];
    if (!open.has(name) && !counts.has(name)) {
      open.add(name);
      if (targets.some((target) => open.has(target.name))) return undefined;
      work.push(...targets.map((target) => target.name).filter((target) => !counts.has(target)));
    } else {
      work.pop();
      if (open.delete(name)) counts.set(name, targets.reduce((sum, target) => sum + 1n + counts.get(target.name)!, 0n));
    }
  }
  return counts.get(start)!;
}

/** By destination the longest path, the first of those as long: what kcm keeps. */
export function keptPaths(paths: readonly (readonly PathStop[])[]): ReadonlyMap<string, readonly PathStop[]> {
  const longest = new Map<string, readonly PathStop[]>();
  for (const path of paths) {
    const { name } = path.at(-1)!;
    if (path.length > (longest.get(name)?.length ?? 0)) longest.set(name, path);
  }
  return longest;
}
