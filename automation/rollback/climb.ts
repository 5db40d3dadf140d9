import type { ReturnedFrom } from "../../config/versioned";
import { compareVersions } from "../../releases/version";
import type { InstallationState } from "../../upgrades/installationState";
import { legality, type Reason } from "../../upgrades/reason";
import { isRead, type PastUpdate } from "./pastUpdates";

/** Whether the stack file that said a return was committed: git's word, or why git can't tell. */
export type Committed = "yes" | "no" | { readonly unknown: string };

/** A component that `up` is asked to take upwards. */
export interface Climber {
  readonly component: string;
  readonly state: InstallationState;
  /** What the stack file asks for. */
  readonly wanted: string;
  readonly returnedFrom?: ReturnedFrom | undefined;
}

/** The return that a climb would undo; undefined where it would undo none. */
export function returnUndone({ state, wanted, returnedFrom }: Climber): ReturnedFrom | undefined {
  if (state.kind !== "complete" || returnedFrom !== undefined || compareVersions(wanted, state.deployed) <= 0) return undefined;
  return state.returnedFrom;
}

/**
 * Why `up` may not climb: the component was gone back with, and nobody has seen that in the stack file, so that the next
 * merge would undo it. Once the return was committed, whoever takes it out again has decided so.
 * @param committed asked of git, only where {@link returnUndone} says that there is a return
 * @param meant components of which somebody said that they are to climb again
 */
export function climbReasons(climber: Climber, committed: Committed, meant: readonly string[]): Reason[] {
  const undone = returnUndone(climber);
  const { component, wanted } = climber;
  if (!undone || committed === "yes" || meant.includes(component)) return [];
  const why = committed === "no" ? "and no commit of the stack file says so" : `and whether the stack file was committed with it is not known: ${committed.unknown}`;
  return [legality(
    "return-not-committed",
    `${component} was gone back with from ${undone.version}, ${why}; going to ${wanted} would undo it`,
    `commit the stack file with the return in it (returnedFrom.version "${undone.version}"); if ${wanted} is meant, take it out again in a later commit, ` +
      `or say so: --climb-again ${component}`,
  )];
}

/**
 * From when on a commit can be about a return: when the release that was gone back from was asked for, since a reviewed
 * return is committed before it is carried out. Undefined where the history does not say.
 * @param past newest first
 */
export function climbTime(past: readonly PastUpdate[], component: string, { version }: ReturnedFrom): string | undefined {
  const found = past.find((update) => update.kind === "update" && isRead(update)
    && update.components.some((one) => one.id === component && one.version === version && one.returnedFrom === undefined));
  return found && !Number.isNaN(Date.parse(found.startTime)) ? found.startTime : undefined;
}
