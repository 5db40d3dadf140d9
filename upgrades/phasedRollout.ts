import { createHash } from "node:crypto";
import type { Catalog } from "../releases/catalog";
import type { PhasedRollout } from "../releases/schema";
import { confirmation } from "./acceptance";
import type { Circumstances } from "./change";
import type { Reason } from "./reason";

const second = 1_000;
const minute = 60 * second;

/**
 * The time at which a roll-out reaches a stack, to the second, in milliseconds since 1970, or undefined where it stops short
 * of it. As in Fedora CoreOS the share grows evenly over its duration, and does not grow without one
 * (https://github.com/coreos/fedora-coreos-cincinnati/blob/main/commons/src/policy.rs). Other than there, nothing is
 * offered to anybody before the start, a wariness of 0 included.
 * @param wariness the share, from 0 to 1, at which the stack is reached
 */
export function reachedAt({ start, startPercentage, durationMinutes }: PhasedRollout, wariness: number): number | undefined {
  const begin = Date.parse(start);
  const first = startPercentage / 100;
  if (wariness <= first) return begin;
  if (durationMinutes === undefined) return undefined;
  return begin + Math.round((wariness - first) / (1 - first) * durationMinutes * minute / second) * second;
}

/** The share of stacks, from 0 to 1, that a roll-out has reached at a time, in milliseconds since 1970. */
export function shareAt({ start, startPercentage, durationMinutes }: PhasedRollout, time: number): number {
  const elapsed = time - Date.parse(start);
  if (elapsed < 0) return 0;
  const first = startPercentage / 100;
  return durationMinutes === undefined ? first : Math.min(1, first + (1 - first) * elapsed / (durationMinutes * minute));
}

/** A stack's place where its file states none: above 0 and up to 1, evenly spread, the same for the same stack and release. */
export function derivedWariness(stack: string, release: string): number {
  const digest = createHash("sha256").update(JSON.stringify([stack, release])).digest();
  return (digest.readUIntBE(0, 6) + 1) / 2 ** 48;
}

/** Nothing where a release's roll-out has reached the stack, or it has none, and else when it will. */
export function openRollout(catalog: Catalog, to: string, { wariness, permits, now }: Circumstances): Reason[] {
  const rollout = catalog.release(to)?.rollout;
  const id = idOf(to);
  if (!rollout || Object.hasOwn(permits.confirmed, id)) return [];
  const [place, time] = [wariness(to), Date.parse(now)];
  const at = reachedAt(rollout, place);
  if (at !== undefined && at <= time) return [];
  const share = shareAt(rollout, time);
  const so = time < Date.parse(rollout.start) ? `starts at ${rollout.start}` : `has reached ${percent(share)} of the stacks`;
  return [{
    id, kind: "readiness",
    message: `the roll-out of ${to} ${so}${at === undefined ? " and goes no farther" : ""}; this stack's turn is at ${percent(place)}` +
      (at === undefined ? "" : `, ${timeText(at)}`),
    remedy: `wait ${at === undefined ? "until the catalog lets it go on" : `until ${timeText(at)}`}; or state that it may be ahead of it: ${confirmation(id)}`,
  }];
}

/** Every id under which somebody can confirm that a stack may be ahead of a roll-out. */
export function rolloutIds({ releases }: Catalog): string[] {
  return releases.flatMap(({ version, rollout }) => rollout ? [idOf(version)] : []);
}

function idOf(version: string): string {
  return `rollout:${version}`;
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}

/** A time, in milliseconds since 1970, as catalogs and stack files write it; in whole seconds. */
export function timeText(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}
