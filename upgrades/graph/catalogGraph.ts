import type { Catalog } from "../../releases/catalog";
import { rangeIndex, type RangeIndex } from "../../releases/rangeIndex";
import { compareVersions } from "../../releases/version";
import { concerns, hopObstacles, isRequired, type HopKnowledge, type Kind } from "../hop";
import type { GraphRisk, HopCost, UpgradeGraph } from "./model";
import { exposure } from "./risk";

export interface CatalogGraphOptions {
  /** A component's kind, whose migrations and notes count, or null for the system as a whole. @default - null */
  readonly kind?: Kind;
  /** Going up or going back: a route never mixes the two. @default - up */
  readonly direction?: "up" | "down";
  /** @default - nothing is known, so every risk and every conditional stop counts */
  readonly known?: HopKnowledge | undefined;
}

/**
 * A catalog's rules as a graph, indexed so that a question costs as much as the part of the graph that it looks at:
 * rules are resolved to positions once, and what a hop crosses is the difference of two sums. Exactly the hops without
 * {@link hopObstacles} are in it, which is a property that the tests hold it to.
 */
export function catalogGraph(catalog: Catalog, options: CatalogGraphOptions = {}): UpgradeGraph {
  const { kind = null, direction = "up", known = {} } = options;
  const { facts = {}, schema, restoring } = known;
  const { releases } = catalog;
  const nodes = releases.map(({ version, withdrawn }) => ({ name: version, version, withdrawn: withdrawn?.reason }));
  const positions = new Map(nodes.map(({ name }, position) => [name, position]));
  const inKnownRange = rangeIndex(catalog);
  const targets = targetsByStart(nodes.length, direction === "up" ? catalog.upgrades : catalog.downgrades, inKnownRange);
  const bounds = direction === "up" ? climbBounds() : descentBounds();
  const mine = releases.map((release) => release.migrations.filter(({ component }) => kind === null || component === kind));
  const offline = sums(mine.map((migrations) => migrations.filter(({ window }) => window === "offline").length));
  const irreversible = sums(mine.map((migrations) => migrations.filter(({ reversible }) => !reversible).length));
  const actions = sums(releases.map(({ notes }) => notes.filter((note) => note.kind === "action" && concerns(kind, note.component)).length));
  const risks = direction === "down" ? [] : releases.flatMap((release, position) => release.risks
    .filter((risk) => concerns(kind, risk.component))
    .map((risk) => ({
      position,
      from: risk.from === undefined ? undefined : new Set(inKnownRange(risk.from)),
      risk: { name: risk.id, message: risk.text, url: risk.source, when: risk.when ?? "always" } satisfies GraphRisk,
    }))
    .filter(({ risk }) => exposure(risk.when, facts) !== "notExposed"));

  /** The last position that a hop up may reach: the first required stop in its way. */
  function climbBounds(): readonly number[] {
    const last = nodes.map(() => nodes.length - 1);
    releases.forEach(({ stop }, position) => {
      if (!stop || !isRequired(stop, facts)) return;
      for (const from of inKnownRange(stop.from)) if (from < position) last[from] = Math.min(last[from]!, position);
    });
    return last;
  }

  /** The oldest position that a hop down may reach: what has migrated the data last and can't be run on by anything older. */
  function descentBounds(): readonly number[] {
    const written = schema === undefined ? -1 : releases.filter(({ version }) => compareVersions(version, schema) <= 0).length - 1;
    const final = releases.map(({ migrations }) =>
      migrations.some(({ component, reversible }) => !reversible && (kind === null || component === kind)));
    return nodes.map((_, position) =>
      restoring ? 0 : Math.max(0, final.lastIndexOf(true, Math.max(position, written))));
  }

  function successors(from: number): number[] {
    const bound = bounds[from]!;
    const [low, high] = direction === "up" ? [from + 1, bound] : [bound, from - 1];
    const found = targets[from]!.map((list) => list.slice(lowerBound(list, low), lowerBound(list, high + 1)));
    const all = found.length === 1 ? found[0]! : [...new Set(found.flat())].sort((a, b) => a - b);
    return all.filter((position) => nodes[position]!.withdrawn === undefined);
  }

  function risksOf(from: number, to: number): GraphRisk[] {
    return risks.filter(({ position, from: starts }) => from < position && position <= to && (starts?.has(from) ?? true))
      .map(({ risk }) => risk);
  }

  function cost(from: number, to: number): HopCost {
    const crossed = (sum: readonly number[]): number => sum[to + 1]! - sum[from + 1]!;
    if (direction === "down") return { hops: 1, windows: restoring ? 1 : 0, irreversible: 0, actions: 0, exposures: 0 };
    return {
      hops: 1,
      windows: crossed(offline) > 0 ? 1 : 0,
      irreversible: crossed(irreversible),
      actions: crossed(actions),
      exposures: risks.length === 0 ? 0 : risksOf(from, to).length,
    };
  }

  return {
    format: "stepwise",
    name: catalog.system,
    title: catalog.title,
    digest: catalog.digest,
    nodes,
    positionOf: (name) => positions.get(name),
    successors,
    cost,
    obstacles: (from, to) => hopObstacles(catalog, kind, from, to, known),
    risks: risksOf,
  };
}

/** For each release, the lists of releases that its rules let follow. */
function targetsByStart(
  count: number,
  rules: Catalog["upgrades"],
  inKnownRange: RangeIndex,
): readonly (readonly number[])[][] {
  const lists = Array.from({ length: count }, () => new Set<readonly number[]>());
  for (const { from, to } of rules) for (const start of inKnownRange(from)) lists[start]!.add(inKnownRange(to));
  return lists.map((set) => [...set]);
}

/** `result[i]` is the sum of the first `i` values. */
function sums(values: readonly number[]): readonly number[] {
  const result = [0];
  for (const value of values) result.push(result.at(-1)! + value);
  return result;
}

/** The first index whose value is not below `value`, in an ascending list. */
function lowerBound(list: readonly number[], value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
