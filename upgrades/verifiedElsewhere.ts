import { compareVersions } from "../releases/version";
import type { BeginningHop } from "./demands";
import type { InstallationState } from "./installationState";

/** An update with which a component came to another release, all its phases with it. */
export interface Arrival {
  /** Null where it was installed. */
  readonly from: string | null;
  readonly to: string;
  /** When the update ended, ISO 8601. */
  readonly at: string;
  /** The release that it went back from, where that was a return. */
  readonly returnedFrom?: string | undefined;
}

/** A component of another stack: where it is, and how it came there. */
export interface PastComponent {
  readonly component: string;
  /** Its kind in the catalog; undefined where only the state is known. */
  readonly kind: string | undefined;
  readonly state: InstallationState;
  /** Oldest first. Undefined where the stack's history is not known. */
  readonly arrivals: readonly Arrival[] | undefined;
}

/** Every component of another stack, or why nothing is known of it. */
export type Past = readonly PastComponent[] | Error;

/** Whether a hop was verified in another stack; else why not, and until when that is only a matter of time. */
export type Verification =
  | { readonly isVerified: true }
  | { readonly isVerified: false; readonly why: string; readonly until?: string | undefined };

/**
 * Whether another stack has verified a hop for so long. What counts is its component of the same name, and where it has none,
 * all of the same kind. A hop is verified where its history has an update that crossed at least the same releases and
 * succeeded, since the verification is an update's last phase, and that was not gone back from. Without a history, it is
 * where the component is at the release now, however it came there.
 * @param seconds for how long
 * @param now in UTC, ISO 8601
 */
export function verification(hop: BeginningHop, past: Past, seconds: number, now: string): Verification {
  if (past instanceof Error) return no(`nothing is known of it: ${past.message}`);
  const system = hop.component.split("/")[0]!;
  const same = past.filter(({ component }) => component === hop.component);
  const counting = same.length > 0 ? same : past.filter(({ component, kind }) => kind === hop.kind && component.startsWith(`${system}/`));
  if (counting.length === 0) return no(`it has no ${hop.component}, and no other ${hop.kind} is known there`);
  const found = counting.map((one) => ofComponent(hop, one, seconds, now));
  return found.find(({ isVerified }) => !isVerified) ?? { isVerified: true };
}

function ofComponent(hop: BeginningHop, { component, state, arrivals }: PastComponent, seconds: number, now: string): Verification {
  const { to } = hop;
  if (state.kind === "incomplete" && state.attempted === to) return no(`there ${component} is unfinished at ${to}`);
  if ("returnedFrom" in state && state.returnedFrom?.version === to) return no(`there ${component} was gone back with from ${to}`);
  if (!arrivals || arrivals.length === 0) return ofState(hop, component, state, seconds);
  const at = arrivals.map((arrival) => crosses(arrival, hop)).lastIndexOf(true);
  if (at < 0) {
    const other = arrivals.filter((arrival) => arrival.to === to).at(-1);
    return no(other === undefined ? `there ${component} has not come to ${to}`
      : `there ${component} came to ${to} from ${other.returnedFrom ?? other.from ?? "nothing"}, which is another hop`);
  }
  const later = arrivals.slice(at + 1);
  if (later.some(({ returnedFrom }) => returnedFrom === to)) return no(`there ${component} was gone back with from ${to}`);
  // What was updated in part (--target) is not where its history says.
  if (later.length === 0 && !(state.kind === "complete" && state.deployed === to) && state.kind !== "incomplete") {
    return no(`there ${component} is not at ${to} any more, and its history does not say why`);
  }
  const since = Date.parse(arrivals[at]!.at);
  if (Number.isNaN(since)) return no(`since when ${component} is verified at ${to} there is not known`);
  const due = since + seconds * 1000;
  if (due <= Date.parse(now)) return { isVerified: true };
  return { ...no(`there ${component} has been verified at ${to} since ${arrivals[at]!.at} only`), until: new Date(due).toISOString() };
}

/** Whether an update is the hop that is asked about, or a longer one that crossed the same releases. */
function crosses({ from, to, returnedFrom }: Arrival, hop: BeginningHop): boolean {
  if (to !== hop.to || returnedFrom !== undefined) return false;
  return hop.from === null || (from !== null && compareVersions(from, hop.from) <= 0);
}

function ofState({ to }: BeginningHop, component: string, state: InstallationState, seconds: number): Verification {
  if (state.kind !== "complete" || state.deployed !== to) return no(`there ${component} is not at ${to}, and its history is not known here`);
  if (state.returnedFrom !== undefined) return no(`there ${component} was gone back with to ${to}`);
  return seconds === 0 ? { isVerified: true } : no(`since when ${component} is at ${to} there is not known here`);
}

function no(why: string): Extract<Verification, { isVerified: false }> {
  return { isVerified: false, why };
}
