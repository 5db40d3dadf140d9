import type { VerifiedIn } from "../config/demands";
import { oneLine } from "../releases/problem";
import { confirmation } from "./acceptance";
import type { Circumstances } from "./change";
import type { Reason } from "./reason";
import { verification, type Past } from "./verifiedElsewhere";

/** What a stack demands before a hop begins, and who is asked about it. */
export interface Demands {
  readonly verifiedIn: readonly VerifiedIn[];
  /** Whether every hop begins in a maintenance window. */
  readonly maintenance: boolean;
  readonly cleanCommit: boolean;
  /** What the components of another stack have been through, as far as it is known at a time; an error where nothing is. */
  readonly pastOf: (stack: string, now: string) => Past;
  readonly workingCopy: () => WorkingCopy;
  /** Whether nobody is asked and all counts as met: a rehearsal from nothing needs no other stack. @default - false */
  readonly areTakenForMet?: boolean | undefined;
}

/** How the files that a run is made from differ from their commit; an error where nobody knows. */
export type WorkingCopy = { readonly commit: string; readonly changed: readonly string[] } | Error;

/** What is about to be done to a component; `from` is null for an install. */
export interface BeginningHop {
  readonly component: string;
  readonly kind: string;
  readonly from: string | null;
  readonly to: string;
}

/** A demand that is met, by the id under which a stack file could confirm it, and by what. */
export interface MetDemand {
  readonly id: string;
  readonly by: string;
}

/** The id of the demand for a clean commit. */
export const cleanCommit = "clean-commit";

/** The id under which somebody confirms that a hop may begin although it was not verified in another stack. */
export function verifiedInId(stack: string, component: string, to: string): string {
  return `verified-in:${stack}:${component}@${to}`;
}

/** Whether an id is that of a demand, which is about the beginning of a hop and not about its later stages. */
export function isDemand(id: string): boolean {
  return id === cleanCommit || id.startsWith("verified-in:");
}

/** What this stack demands before a hop begins, beside a window, and is not known to be so. */
export function openDemands(hop: BeginningHop, known: Circumstances): Reason[] {
  return asked(hop, known).flatMap((one) => "reason" in one ? [one.reason] : []);
}

/** What of it is so; who asks the gate afterwards can say it there, where less is known. */
export function metDemands(hop: BeginningHop, known: Circumstances): MetDemand[] {
  return asked(hop, known).flatMap((one) => "met" in one ? [one.met] : []);
}

type Answer = { readonly reason: Reason } | { readonly met: MetDemand };

/** Every demand that nobody has confirmed, with its answer. */
function asked(hop: BeginningHop, { demands, permits, now }: Circumstances): Answer[] {
  if (!demands) return [];
  const answers = demands.verifiedIn.map((where) => ({
    id: verifiedInId(where.stack, hop.component, hop.to),
    answer: () => verifiedElsewhere(hop, where, demands.pastOf(where.stack, now), now),
  }));
  const all = demands.cleanCommit ? [...answers, { id: cleanCommit, answer: () => committed(demands.workingCopy()) }] : answers;
  return all.filter(({ id }) => !Object.hasOwn(permits.confirmed, id))
    .map(({ id, answer }) => demands.areTakenForMet ? { met: { id, by: "a rehearsal" } } : answer());
}

function verifiedElsewhere(hop: BeginningHop, { stack, seconds }: VerifiedIn, past: Past, now: string): Answer {
  const { component, from, to } = hop;
  const id = verifiedInId(stack, component, to);
  const found = verification(hop, past, seconds, now);
  if (found.isVerified) return { met: { id, by: `what ${stack} has been through` } };
  const age = seconds === 0 ? "" : `, at least ${ageText(seconds)} ago`;
  return {
    reason: {
      id, kind: "readiness",
      message: `this stack demands that ${stack} has verified ${from === null ? to : `${from} → ${to}`} of ${component} before${age}; ` +
        oneLine(found.why),
      remedy: `${found.until === undefined ? `see to it there (stepwise up --stack ${stack})` : `wait until ${found.until}`}; ` +
        `or state that it may begin all the same: ${confirmation(id)}`,
    },
  };
}

function committed(copy: WorkingCopy): Answer {
  const open = (found: string, remedy: string): Answer =>
    ({ reason: { id: cleanCommit, kind: "readiness", message: `this stack demands a clean commit, and ${found}`, remedy } });
  if (copy instanceof Error) return open(`what is committed is not known: ${oneLine(copy.message)}`, "run it from a clone of the repository that holds the stack file");
  const { commit, changed } = copy;
  if (changed.length === 0) return { met: { id: cleanCommit, by: `commit ${commit}` } };
  const names = changed.slice(0, 5).map(oneLine).join(", ");
  return open(
    `${changed.length === 1 ? "a file differs" : `${changed.length} files differ`} from ${commit}: ${names}${changed.length > 5 ? " and more" : ""}`,
    "commit what is meant, have it reviewed, and run the same again from a clean working copy",
  );
}

function ageText(seconds: number): string {
  const [unit, size] = seconds % 86_400 === 0 ? ["day", 86_400] : seconds % 3600 === 0 ? ["hour", 3600] : ["minute", 60];
  const count = seconds / (size as number);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
