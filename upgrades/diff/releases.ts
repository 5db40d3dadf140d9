import { createHash } from "node:crypto";
import type { Catalog } from "../../releases/catalog";
import type { Release } from "../../releases/schema";
import type { UpgradeGraph } from "../graph/model";

/** Which part of a release says something else than before. */
const releaseParts = ["date", "notes", "migrations", "requires", "config", "stop", "risks", "withdrawn"] as const;
export type ReleasePart = (typeof releaseParts)[number];

export interface ReleaseChange {
  readonly release: string;
  readonly parts: readonly ReleasePart[];
  /** SHA-256 of all that is said of it, whatever the order of lists, in hexadecimal. */
  readonly before: string;
  readonly after: string;
}

/** The releases of two catalogs that say something else, oldest first. */
export function releaseChanges(before: Catalog, after: Catalog): ReleaseChange[] {
  return before.releases.flatMap((old): ReleaseChange[] => {
    const now = after.release(old.version);
    if (!now) return [];
    const parts = releaseParts.filter((part) => canonical(old[part]) !== canonical(now[part]));
    return parts.length === 0 ? [] : [{ release: old.version, parts, before: digestOf(old), after: digestOf(now) }];
  });
}

function digestOf(release: Release): string {
  return createHash("sha256").update(JSON.stringify(releaseParts.map((part) => canonical(release[part])))).digest("hex");
}

/** The schema gives keys their order; lists have none that means anything. */
function canonical(part: Release[ReleasePart]): string {
  return JSON.stringify(Array.isArray(part) ? part.map((one) => JSON.stringify(one)).sort() : part ?? null);
}

export interface Withdrawal {
  readonly release: string;
  readonly reason: string;
}

/** The releases of both graphs that are withdrawn in `one` and can be entered in `other`. */
export function withdrawnOnlyIn(one: UpgradeGraph, other: UpgradeGraph): Withdrawal[] {
  return one.nodes.flatMap(({ name, withdrawn }): Withdrawal[] => {
    const there = other.positionOf(name);
    const isNew = there !== undefined && other.nodes[there]!.withdrawn === undefined;
    return withdrawn !== undefined && isNew ? [{ release: name, reason: withdrawn }] : [];
  });
}
