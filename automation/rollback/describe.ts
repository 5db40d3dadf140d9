import { isRead, isStage, type PastUpdate } from "./pastUpdates";

/** `2026-11-20 14:03:11`, the way history shows it; what is no time stays as it is. */
export function shownTime(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

/** One past update in one line, with why it can't be gone back to, where it can't. */
export function described(update: PastUpdate): string {
  const { startTime, message } = update;
  const why = unfit(update);
  return `${shownTime(startTime)} UTC ${JSON.stringify(message)}${why === undefined ? "" : ` (${why})`}`;
}

/** Why an entry of the history is nothing that can be gone back to. */
export function unfit(update: PastUpdate): string | undefined {
  if (update.kind !== "update") return `a ${update.kind}`;
  if (update.result !== "succeeded") return update.result;
  if (!isRead(update)) return `unreadable: ${update.unreadable}`;
  return isStage(update) ? "a stage of an offline hop" : undefined;
}

/** The newest few of them, for a message. */
export function listed(updates: readonly PastUpdate[], most = 5): string {
  if (updates.length === 0) return "none";
  const more = updates.length > most ? `; and ${updates.length - most} older` : "";
  return updates.slice(0, most).map(described).join("; ") + more;
}
