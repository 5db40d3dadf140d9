import type { Catalog } from "../releases/catalog";
import { inRange } from "../releases/range";
import type { Migration, Release } from "../releases/schema";
import { compareVersions } from "../releases/version";
import { noCost } from "./graph/cost";
import type { Facts, HopCost } from "./graph/model";
import { exposure } from "./graph/risk";
import { legality, type Reason } from "./reason";

/** A kind of component in the catalog, or null for a system as a whole. */
export type Kind = string | null;

/** What is known beyond the catalog, by which one hop is judged. */
export interface HopKnowledge {
  /** What is stated of the installation; a stop or a risk whose fact is unknown counts. @default - nothing */
  readonly facts?: Facts | undefined;
  /** Going down: the newest release that has migrated the data. @default - the one that is left */
  readonly schema?: string | undefined;
  /** Going down: a backup is restored, so that the schema is no obstacle. @default - false */
  readonly restoring?: boolean | undefined;
}

/** What stands in the way of going from one release straight to another: nothing, or every reason there is. */
export function hopObstacles(catalog: Catalog, kind: Kind, from: string, to: string, known: HopKnowledge = {}): readonly Reason[] {
  const missing = [from, to].filter((version) => !catalog.release(version)).map((version) => notInCatalog(catalog, version));
  if (missing.length > 0) return missing;
  const down = compareVersions(to, from) < 0;
  const obstacles = down ? descentObstacles(catalog, kind, from, to, known) : climbObstacles(catalog, from, to, known.facts);
  return [...withdrawnObstacle(catalog, to), ...obstacles];
}

/** A withdrawn release can be left, but not entered any more. */
export function withdrawnObstacle(catalog: Catalog, to: string): Reason[] {
  const withdrawn = catalog.release(to)?.withdrawn;
  return withdrawn ? [legality(
    `withdrawn:${to}`,
    `${to} was withdrawn: ${withdrawn.reason} (${withdrawn.source})`,
    `choose another release, such as ${catalog.newest}; one that is there already can still be left`,
  )] : [];
}

export function notInCatalog(catalog: Catalog, version: string): Reason {
  const [oldest, newest] = [catalog.releases[0]!.version, catalog.releases.at(-1)!.version];
  return legality(
    `not-in-catalog:${version}`,
    `${catalog.title} has no release ${version} in its catalog, which goes from ${oldest} to ${newest}`,
    `name a release of the catalog, or add ${version} to it with its notes and migrations`,
  );
}

function climbObstacles(catalog: Catalog, from: string, to: string, facts: Facts = {}): Reason[] {
  const reasons: Reason[] = [];
  if (!catalog.upgrades.some((rule) => inRange(from, rule.from) && inRange(to, rule.to))) {
    reasons.push(legality(
      `no-edge:${from}:${to}`,
      `no upgrade from ${from} straight to ${to} is in the catalog of ${catalog.title}`,
      "go by way of a release that the catalog allows after this one",
    ));
  }
  for (const { version, stop } of catalog.crossed(from, to)) {
    if (stop && version !== to && inRange(from, stop.from) && isRequired(stop, facts)) {
      reasons.push(legality(
        `required-stop:${stop.id}`,
        `${from} → ${to} passes over the required stop ${version}: ${stop.reason} (${stop.source})`,
        `go to ${version} first and let every phase of it finish`,
      ));
    }
  }
  return reasons;
}

/** A conditional stop is one where its condition holds, or nobody knows whether it does. */
export function isRequired({ when }: NonNullable<Release["stop"]>, facts: Facts): boolean {
  return when === undefined || exposure(when, facts) !== "notExposed";
}

function descentObstacles(catalog: Catalog, kind: Kind, from: string, to: string, { schema = from, restoring }: HopKnowledge): Reason[] {
  const written = compareVersions(schema, from) > 0 ? schema : from;
  const reasons: Reason[] = [];
  if (!catalog.downgrades.some((rule) => inRange(from, rule.from) && inRange(to, rule.to))) {
    reasons.push(legality(
      `no-downgrade:${from}:${to}`,
      `no way back from ${from} straight to ${to} is in the catalog of ${catalog.title}`,
      "stay, or go on to a release that mends what is wrong",
    ));
  }
  for (const { version, migration } of migrationsCrossed(catalog, kind, to, written)) {
    if (!migration.reversible && !restoring) {
      reasons.push(legality(
        `irreversible:${migration.store}@${version}`,
        `${version} changed the ${migration.store} schema in a way that ${to} can't run on: ${migration.text} (${migration.source})`,
        `restore the backup taken before ${version} (returnedFrom.restore names it), or stay at ${from} and go forward`,
      ));
    }
  }
  return reasons;
}

export interface CrossedMigration {
  readonly version: string;
  readonly migration: Migration;
}

/** The migrations of a kind of component in the releases after `older`, up to and including `newer`. */
export function migrationsCrossed(catalog: Catalog, kind: Kind, older: string, newer: string): CrossedMigration[] {
  return catalog.crossed(older, newer).flatMap(({ version, migrations }) =>
    migrations.filter(({ component }) => kind === null || component === kind).map((migration) => ({ version, migration })));
}

/** The migrations that need the component's stores to have no traffic. */
export function offlineMigrations(catalog: Catalog, kind: Kind, from: string, to: string): CrossedMigration[] {
  return migrationsCrossed(catalog, kind, from, to).filter(({ migration }) => migration.window === "offline");
}

/** What one hop costs, counted from the releases that it crosses. Going back costs its hop, and the stop for a restore. */
export function hopCost(catalog: Catalog, kind: Kind, from: string, to: string, { facts = {}, restoring }: HopKnowledge = {}): HopCost {
  if (compareVersions(to, from) < 0) return { ...noCost, hops: 1, windows: restoring ? 1 : 0 };
  const actions = catalog.crossed(from, to).flatMap(({ notes }) => notes)
    .filter(({ kind: what, component }) => what === "action" && concerns(kind, component));
  const migrations = migrationsCrossed(catalog, kind, from, to);
  return {
    hops: 1,
    windows: migrations.some(({ migration }) => migration.window === "offline") ? 1 : 0,
    irreversible: migrations.filter(({ migration }) => !migration.reversible).length,
    actions: actions.length,
    exposures: risksCrossed(catalog, kind, from, to, facts).length,
  };
}

export interface CrossedRisk {
  readonly version: string;
  readonly risk: Release["risks"][number];
  /** What is unknown counts as exposed. */
  readonly exposure: "exposed" | "unknown";
}

/** The risks of a climb that apply, or may. */
export function risksCrossed(catalog: Catalog, kind: Kind, from: string, to: string, facts: Facts): CrossedRisk[] {
  return catalog.crossed(from, to).flatMap(({ version, risks }) => risks.flatMap((risk): CrossedRisk[] => {
    if (!concerns(kind, risk.component) || (risk.from !== undefined && !inRange(from, risk.from))) return [];
    const applies = exposure(risk.when ?? "always", facts);
    return applies === "notExposed" ? [] : [{ version, risk, exposure: applies }];
  }));
}

/** Whether what is said of a component, or of the whole system, is said of this kind. */
export function concerns(kind: Kind, component: string): boolean {
  return kind === null || component === kind || component === "system";
}
