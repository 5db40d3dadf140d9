import type { HistoryEntry } from "../../../engines/engine";
import { pastUpdates, type PastUpdate } from "../../../automation/rollback/pastUpdates";
import { stackText, type SmallStack } from "../../support/kingdomStack";

/** The configuration of a small stack, as its file says it. */
export function configOf(stack: SmallStack): Record<string, unknown> {
  return (JSON.parse(stackText(stack)) as { config: Record<string, unknown> }).config;
}

/** The same as Pulumi's CLI shows it in its history: what is not text is JSON. */
export function asText(config: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));
}

/** One entry of a history, at a minute of an afternoon. */
export function entry(minute: number, stack: SmallStack | undefined, more: Partial<HistoryEntry> = {}): HistoryEntry {
  const time = (seconds: number): string => new Date(Date.UTC(2026, 10, 20, 14, minute, seconds)).toISOString();
  return {
    kind: "update", result: "succeeded", message: `at minute ${minute}`, startTime: time(0), endTime: time(30),
    config: stack ? configOf(stack) : {}, ...more,
  };
}

/** A Kingdom's climb, one hop a minute, newest first. */
export function climbs(...versions: readonly string[]): PastUpdate[] {
  return pastUpdates(versions.map((version, minute) => entry(minute, { version })).reverse());
}
