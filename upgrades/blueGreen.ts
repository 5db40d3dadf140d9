import type { Catalog } from "../releases/catalog";
import { compareVersions } from "../releases/version";
import type { Change, Circumstances } from "./change";
import { migrationsCrossed, notInCatalog } from "./hop";
import { legality, type Reason } from "./reason";

/** That a component's new release is put beside the old one and tested before traffic goes to it, as its setting `blueGreen` says. */
export interface BlueGreen {
  /** The release that stays beside the one that serves, where that is newer. @default - none */
  readonly previous?: string | undefined;
}

/**
 * What stands against a climb by blue-green. Both releases run on the migrated data, the old one to be gone back to in one
 * step: a migration that it can't run on, or that needs the servers stopped, takes that away.
 */
export function openBlueGreen(
  catalog: Catalog, { component, kind }: Pick<Change, "component" | "kind">, from: string, to: string, known: Circumstances,
): Reason[] {
  const asked = known.blueGreen?.(component);
  if (asked === undefined) return [];
  const inTheWay = migrationsInTheWay(catalog, component, kind, from, to);
  if (inTheWay.length > 0 || asked.previous === from) return inTheWay;
  return [{
    id: "blue-green-previous", kind: "readiness",
    message: `${from} → ${to} of ${component} is to be gone back from in one step, and ${from} would not stay: ` +
      `blueGreen.previous is ${asked.previous ?? "not set"}`,
    remedy: `set blueGreen.previous of ${component} to "${from}" in the stack file; take it out when ${to} has proved itself`,
  }];
}

/** Why a release can't stay beside the one that a change asks for. Its setting may have come without a climb. */
export function keptReleaseObstacles(catalog: Catalog, { component, kind, version }: Change, known: Circumstances): Reason[] {
  const previous = known.blueGreen?.(component)?.previous;
  if (previous === undefined || compareVersions(previous, version) >= 0) return [];
  return catalog.release(previous) ? migrationsInTheWay(catalog, component, kind, previous, version) : [notInCatalog(catalog, previous)];
}

function migrationsInTheWay(catalog: Catalog, component: string, kind: string, older: string, newer: string): Reason[] {
  return migrationsCrossed(catalog, kind, older, newer)
    .filter(({ migration: { reversible, window } }) => !reversible || window === "offline")
    .map(({ version, migration: { store, text, source, reversible } }) => legality(
      `blue-green:${store}@${version}`,
      `${older} can't stay beside ${newer} of ${component}: ${version} ` +
        (reversible ? "migrates with the servers stopped" : `migrates ${store} so that ${older} can't run on it`) + `: ${text} (${source})`,
      `take blueGreen of ${component} out of the stack file for this: ` +
        (reversible ? "the servers are stopped, migrated and started again" : "a rolling update, which goes back by its backup"),
    ));
}
