import type { Catalog } from "../../releases/catalog";
import { compareVersions } from "../../releases/version";
import { hopObstacles, migrationsCrossed } from "../../upgrades/hop";
import { startingVersion, type InstallationState } from "../../upgrades/installationState";
import { legality, type Reason } from "../../upgrades/reason";
import { findRoute } from "../../upgrades/route";
import type { Goal } from "../hopFile";
import { backupFor, type BackupRecord } from "./backups";
import type { Choice } from "./choose";
import { shownTime } from "./describe";

/** One step of a way back. */
export interface ReturnHop {
  readonly from: string;
  readonly to: string;
  /** Absent where the older release runs on the data as it is. */
  readonly restore?: Restore | undefined;
}

export interface Restore {
  readonly backup: string;
  /** The stores whose schema is in the way. The component's other stores go back with them. */
  readonly stores: readonly string[];
  /** What is lost with it, in words. */
  readonly lost: string;
}

/** The way back of one component, or why there is none. */
export type WayDown = { readonly hops: readonly ReturnHop[] } | { readonly reasons: readonly Reason[] };

/** What a way back is looked for with. */
export interface Returning {
  readonly component: string;
  readonly kind: string;
  readonly state: InstallationState;
  readonly to: string;
  /** The value of the component's tag: see `backupTag`. */
  readonly backups: string | undefined;
  /** The time in UTC, ISO 8601. */
  readonly now: string;
}

/**
 * The steps down the catalog's downgrades, without restoring anything where that is possible; else with the backup of each
 * step whose schema is in the way.
 */
export function wayDown(catalog: Catalog, { component, kind, state, to, backups, now }: Returning): WayDown {
  const start = startingVersion(state);
  if (start === undefined) throw new Error(`${component} is at no known release, and was to go back`);
  let schema = state.kind === "complete" ? state.schema ?? start : start;
  const route = findRoute(catalog, kind, start, to, { known: { schema } })
    ?? findRoute(catalog, kind, start, to, { known: { schema, restoring: true } });
  if (!route) return { reasons: hopObstacles(catalog, kind, start, to, { schema, restoring: true }) };
  const hops: ReturnHop[] = [];
  for (const [i, next] of route.slice(1).entries()) {
    const from = route[i]!;
    const inTheWay = hopObstacles(catalog, kind, from, next, { schema });
    if (inTheWay.length === 0) {
      hops.push({ from, to: next });
      continue;
    }
    const backup = backupFor(backups, { component, from, to: next });
    if (backup === undefined) return { reasons: [...inTheWay, noBackup(component, from, next)] };
    const written = compareVersions(schema, from) > 0 ? schema : from;
    const stores = migrationsCrossed(catalog, kind, next, written).filter(({ migration }) => !migration.reversible)
      .map(({ migration }) => migration.store);
    hops.push({ from, to: next, restore: { backup, stores: [...new Set(stores)], lost: lostText(catalog, component, kind, backup, now) } });
    schema = next;
  }
  return { hops };
}

/** Whether going back over a noted hop restores its backup, for `recordBackup`. */
export function needsBackup(catalog: Catalog, kind: string): (record: BackupRecord) => boolean {
  return ({ from, to }) => hopObstacles(catalog, kind, to, from).length > 0;
}

/**
 * What the stack file has to say once the ways have been gone: of what returns, the last step's release and what it came
 * from; of what stays, what is there. Both are what the gates will find in the state.
 */
export function goalsAfterReturn(
  { returns, staying }: Choice, states: ReadonlyMap<string, InstallationState>, ways: ReadonlyMap<string, readonly ReturnHop[]>,
): Map<string, Goal> {
  const stay = staying.flatMap((component): [string, Goal][] => {
    const state = states.get(component);
    return state?.kind === "complete" ? [[component, { version: state.deployed, returnedFrom: state.returnedFrom }]] : [];
  });
  const back = returns.flatMap(({ component }): [string, Goal][] => {
    const last = ways.get(component)?.at(-1);
    if (!last) return [];
    return [[component, { version: last.to, returnedFrom: { version: last.from, ...(last.restore && { restore: last.restore.backup }) } }]];
  });
  return new Map([...stay, ...back]);
}

function noBackup(component: string, from: string, to: string): Reason {
  return legality(
    `no-backup:${component}:${from}:${to}`,
    `going back from ${from} to ${to} needs the backup that was taken of ${component} when it left ${to}, and none is noted for this stack`,
    `if there is one, name it: version "${to}" with returnedFrom: {version: "${from}", restore: "<backup>"}; else stay at ${from}, or go forward`,
  );
}

/** `everything written to kingdom (spanner) since 2026-11-20 14:03:11 UTC, 3 h 12 min ago` */
function lostText(catalog: Catalog, component: string, kind: string, backup: string, now: string): string {
  const stores = (Object.hasOwn(catalog.components, kind) ? catalog.components[kind]!.stores : []).map(({ name }) => name);
  const which = stores.length === 0 ? "" : stores.length === 1 ? ` (${stores[0]})` : ` (whichever it has of ${stores.join(", ")})`;
  const taken = takenAt(backup);
  const since = taken === undefined ? `since the backup ${backup} was taken` : `since ${shownTime(taken)} UTC${agoText(Date.parse(now) - Date.parse(taken))}`;
  return `everything written to ${component.split("/")[1] ?? component}${which} ${since}`;
}

/** The time in a backup's id, ISO 8601 in UTC. */
function takenAt(backup: string): string | undefined {
  const iso = backup.replace(/^.*-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/, "$1-$2-$3T$4:$5:$6Z");
  return iso === backup || Number.isNaN(Date.parse(iso)) ? undefined : iso;
}

/** A clock that says it is still to come says nothing. */
function agoText(milliseconds: number): string {
  if (!(milliseconds >= 0)) return "";
  const minutes = Math.floor(milliseconds / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days > 0) return `, ${days} d ${hours} h ago`;
  return hours > 0 ? `, ${hours} h ${minutes % 60} min ago` : `, ${minutes} min ago`;
}
