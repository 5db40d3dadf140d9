import type { Permits } from "./change";
import { acceptance, isAccepted } from "./acceptance";
import type { ResourceChange } from "./planModel";
import type { Reason } from "./reason";

/**
 * Why something about a resource changes. `unexplained`: what the state has is not what the program asks for with the
 * settings and releases of the last update, so the change comes from elsewhere; `setting`: the stack file says something
 * else than it did; `catalog`: another release, in whose notes or changes it is named; `version`: another release;
 * `resumed`: nothing else than what an earlier update began and did not bring to an end.
 */
export const causeNames = ["unexplained", "setting", "catalog", "version", "resumed"] as const;
export type CauseName = (typeof causeNames)[number];

export interface Cause {
  readonly cause: CauseName;
  /** For `catalog`: ids of notes, and changes of objects, flags and keys as `0.5.30 object CronJob/reports`. */
  readonly items?: readonly string[];
  /** For `setting`: where they stand in the stack file, `stepwise:halo.reporting.pdpName`. */
  readonly settings?: readonly string[];
  /** What of the resource; empty where that is all of it. Each flag of a list stands alone: `spec.args["--port"]`. */
  readonly paths: readonly string[];
}

/** What a change would take away for good, where no release on the way announces that. */
export interface Loss {
  /** `deletion`: the object goes; `replacement`: it keeps data, and another takes its place. */
  readonly kind: "deletion" | "replacement";
  /** What makes it go, as a sentence goes on after "would be deleted": `because stepwise:halo.kingdom has changed`. */
  readonly why: string;
}

/** A change with its causes. */
export interface ExplainedChange extends ResourceChange {
  readonly causes: readonly Cause[];
  /** @default - nothing is lost, or a catalog or the stack file says that it is to go */
  readonly loss?: Loss | undefined;
}

/** The worst that is known of a change: the one word for it. */
export function worstCause(causes: readonly Pick<Cause, "cause">[]): CauseName | undefined {
  return causeNames.find((name) => causes.some(({ cause }) => cause === name));
}

/** What is unexplained before the rest; each in the order that it was in. */
export function unexplainedFirst<T extends Pick<ResourceChange, "causes">>(changes: readonly T[]): T[] {
  const rank = ({ causes = [] }: T): number => (worstCause(causes) === "unexplained" ? 0 : 1);
  return [...changes].sort((a, b) => rank(a) - rank(b));
}

/** How many paths a reason names. */
const shown = 5;

/** Why changes may not be made: what is unexplained, and what would be lost unannounced, until somebody answers for it by name. */
export function changeReasons(changes: readonly ExplainedChange[], risks: Permits["risks"], now: string): Reason[] {
  const all = changes.flatMap((change): Reason[] => [...unexplainedReason(change), ...lossReason(change)]);
  const open = new Map(all.filter(({ id }) => !isAccepted(risks, id, now)).map((reason) => [reason.id, reason]));
  return [...open.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whether an acceptance is one of a change and not of a catalog's risk. */
export function isChangeId(id: string): boolean {
  return /^(unexplained|deletion|replacement):./.test(id);
}

function unexplainedReason(change: ExplainedChange): Reason[] {
  const paths = change.causes.filter(({ cause }) => cause === "unexplained").flatMap((one) => one.paths);
  if (worstCause(change.causes) !== "unexplained") return [];
  const where = paths.length === 0 ? "" : `: ${paths.slice(0, shown).join(", ")}${paths.length > shown ? ` and ${paths.length - shown} more` : ""}`;
  const id = `unexplained:${changeName(change)}`;
  return [{
    id, kind: "exposure", message: `the ${change.op} of ${changeName(change)} follows neither from a release nor from the stack file${where}`,
    remedy: "find out where it comes from (a state that was edited or refreshed, a program that is not the one of the last update); " +
      `if it is meant, ${acceptance(id)}`,
  }];
}

function lossReason(change: ExplainedChange): Reason[] {
  if (!change.loss) return [];
  const { kind, why } = change.loss;
  const name = changeName(change);
  const id = `${kind}:${name}`;
  const what = kind === "deletion" ? `${name} would be deleted` : `${name} keeps data and would be replaced`;
  return [{ id, kind: "exposure", message: `${what} ${why}, and no release on the way announces it`, remedy: `if it is meant, ${acceptance(id)}` }];
}

/** What a change is accepted by: `Deployment/kingdom-system-api-server-deployment`, by its logical name. */
export function changeName({ type, name }: Pick<ResourceChange, "type" | "name">): string {
  return `${type.split(":").at(-1) ?? type}/${name}`;
}
