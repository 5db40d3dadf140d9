import { isRead, type PastUpdate } from "../rollback/pastUpdates";
import type { Arrival } from "../../upgrades/verifiedElsewhere";

/** How one component came to where it is, as far as a history says. */
export interface Travelled {
  readonly kind: string;
  /** Oldest first. */
  readonly arrivals: readonly Arrival[];
}

/**
 * The releases that each component of a stack came to, by its id. Only an update that succeeded brought anything anywhere:
 * the verification is its last phase. What follows an update that can't be read came from a release that nobody knows, and
 * is left out.
 * @param past newest first
 */
export function travelled(past: readonly PastUpdate[]): ReadonlyMap<string, Travelled> {
  const found = new Map<string, { kind: string; arrivals: Arrival[]; at: string | null | undefined }>();
  for (const update of [...past].reverse().filter(({ kind, result }) => kind === "update" && result === "succeeded")) {
    if (!isRead(update)) {
      for (const one of found.values()) one.at = undefined;
      continue;
    }
    const there = new Map(update.components.map((one) => [one.id, one]));
    for (const [id, one] of found) if (!there.has(id)) one.at = null;
    for (const { id, kind, version, returnedFrom, stage } of there.values()) {
      // With its servers stopped it has not come to its last phase.
      if (stage !== undefined) continue;
      const one = found.get(id) ?? { kind, arrivals: [], at: null };
      if (one.at !== undefined && one.at !== version) {
        one.arrivals.push({ from: one.at, to: version, at: update.endTime, ...(returnedFrom && { returnedFrom: returnedFrom.version }) });
      }
      found.set(id, { ...one, kind, at: version });
    }
  }
  return found;
}
