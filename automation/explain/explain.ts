import type { ExportedResource, ExportedStack, HistoryEntry } from "../../engines/engine";
import { changeReasons, worstCause, type ExplainedChange } from "../../upgrades/explain";
import type { ResourceChange } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import { upText } from "../deploy/goals";
import { goalsWith } from "./evaluate";
import type { Origin } from "./known";
import { labelled } from "./label";
import { candidates, fromNothing, originOf, standingOrigin, withSettingsAlone, type Asked } from "./origins";

/** The changes of a preview with their causes, and what has to be accepted by name before they are made. */
export interface Explained {
  readonly changes: readonly ExplainedChange[];
  readonly reasons: readonly Reason[];
}

/** Whether no update has ever succeeded, so that what is not there was never there. */
function beganFromNothing(history: readonly HistoryEntry[], saved: readonly ExportedResource[]): boolean {
  const updates = history.filter(({ kind }) => kind === "update");
  return updates.every(({ result }) => result !== "succeeded") && (updates.length > 0 || saved.length === 0);
}

/**
 * Why an engine's preview would change what it would change. The program is run in this process with the settings and
 * releases of the last update, and with one of the two changed; what none of these shows is unexplained.
 * @param changes as the engine previewed them
 * @param history the stack's, newest first; empty where it can't be read, and then only releases explain anything
 */
export async function explained(
  asked: Asked, changes: readonly ResourceChange[], exported: ExportedStack, history: readonly HistoryEntry[],
): Promise<Explained> {
  const changed = changes.filter(({ op }) => op !== "same");
  if (changed.length === 0) return { changes: [], reasons: [] };
  const { request: { stack, surroundings: { permits, now } } } = asked;
  const saved = exported.deployment.resources ?? [];
  const wanted = await goalsWith(stack.stack, () => upText(asked.request, asked.states, asked.up)) ?? new Map();
  const origins: Origin[] = [];
  const label = (): ExplainedChange[] => labelled(changed, { saved, origins, wanted });
  const isOpen = (): boolean => label().some(({ causes }) => worstCause(causes) === "unexplained");
  for (const update of candidates(history)) {
    const origin = await originOf(asked, update, wanted);
    if (!origin) continue;
    const several = labelled(changed, { saved, origins: [origin], wanted }).some(({ causes }) => causes.some(({ cause }) => cause === "setting"));
    origins.push(several ? await withSettingsAlone(origin, asked, update) : origin);
    if (!isOpen()) break;
  }
  if (beganFromNothing(history, saved)) origins.push(fromNothing(asked, wanted));
  if (origins.length === 0 || isOpen()) {
    const standing = await standingOrigin(asked, wanted);
    if (standing) origins.push(standing);
  }
  const labels = label();
  return { changes: labels, reasons: changeReasons(labels, permits.risks, now) };
}
