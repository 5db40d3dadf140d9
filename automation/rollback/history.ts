import type { HistoryEntry } from "../../engines/engine";
import { isRead, type PastUpdate, type ReadUpdate } from "./pastUpdates";

/** What `stepwise history --json` prints. */
export interface History {
  readonly schema: "stepwise/history/v1";
  readonly stack: string;
  /** Newest first. */
  readonly updates: readonly HistoryRow[];
}

export interface HistoryRow extends Omit<HistoryEntry, "config"> {
  /** What its configuration asked for; absent where that can't be read. */
  readonly components?: readonly Asked[];
  /** Against the newest readable update before it; a refresh changes none. */
  readonly changes: readonly VersionChange[];
  /** Why its configuration can't be read. */
  readonly unreadable?: string;
}

type Asked = { readonly component: string } & Pick<ReadUpdate["components"][number], "version" | "returnedFrom" | "stage">;

/** Null where the component is not there. */
export interface VersionChange {
  readonly component: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** The stack's history with what each update changed; settings are left out. */
export function historyOf(stack: string, past: readonly PastUpdate[]): History {
  const updates = past.map((update, i): HistoryRow => {
    const { kind, result, message, startTime, endTime } = update;
    const row = { kind, result, message, startTime, endTime };
    if (!isRead(update)) return { ...row, changes: [], unreadable: update.unreadable };
    const before = past.slice(i + 1).filter(isRead).find((one) => one.kind === "update");
    const components = update.components.map(({ id, version, returnedFrom, stage }): Asked =>
      ({ component: id, version, ...(returnedFrom && { returnedFrom }), ...(stage && { stage }) }));
    return { ...row, components, changes: kind === "update" ? changesOf(before, update) : [] };
  });
  return { schema: "stepwise/history/v1", stack, updates };
}

function changesOf(before: ReadUpdate | undefined, after: ReadUpdate): VersionChange[] {
  const [then, now] = [before, after].map((update) => new Map(update?.components.map(({ id, version }) => [id, version]))) as
    [Map<string, string>, Map<string, string>];
  return [...new Set([...now.keys(), ...then.keys()])]
    .map((component) => ({ component, from: then.get(component) ?? null, to: now.get(component) ?? null }))
    .filter(({ from, to }) => from !== to);
}
