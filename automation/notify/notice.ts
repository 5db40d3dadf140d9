import type { Announced } from "../../config/notify";
import { oneLine } from "../../releases/problem";
import type { Reason } from "../../upgrades/reason";
import { redact } from "../cluster/redact";
import type { Result, UpgradeResult } from "../deploy/run";
import type { PlanRequest } from "../request";

/** What is posted to whoever is told of a run. */
export interface Notice {
  readonly schema: "stepwise/notification/v1";
  readonly event: Announced;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly stack: string;
  /** All of it in one line, which chats show as it is. */
  readonly text: string;
  /** Where the stack file wants every component, by component. */
  readonly wanted: Readonly<Record<string, string>>;
  /** Of the stack file; `-dirty` behind it where files differ from it, null without git. */
  readonly commit: string | null;
  /** How the run ended, as `up` says it; null before it has. */
  readonly result: Result | "broke off" | null;
  /** What was done: one line for each update. */
  readonly ups: readonly { readonly message: string; readonly result: "succeeded" | "failed" }[];
  /** Why it was refused. */
  readonly reasons: readonly (Reason & { readonly component?: string })[];
  readonly next: readonly string[];
}

/** What a notice is about, whatever it tells. */
export interface Told {
  readonly request: Pick<PlanRequest, "stack" | "travellers">;
  readonly commit: string | undefined;
}

/** Longer texts are cut, and of longer lists the first are told: a chat is no log. */
const [longestText, longestList] = [600, 20];

/** Before the first update of a run is made. */
export function startedNotice(told: Told, firstUp: string, now: Date): Notice {
  return notice(told, "started", now, { text: `${nameOf(told)}: begins with ${firstUp}` });
}

/** @returns undefined where nothing was done and nothing had to be: there is nothing to tell */
export function endedNotice(told: Told, ended: Pick<UpgradeResult, "result" | "ups" | "reasons" | "next">, now: Date): Notice | undefined {
  const { result, ups, reasons, next } = ended;
  const event = announcedOf(result);
  if (event === "succeeded" && ups.length === 0) return undefined;
  const why = reasons[0]?.message ?? (result === "reached" ? undefined : next[0]);
  const done = ups.length === 0 ? "" : `, after ${ups.length === 1 ? "one update" : `${ups.length} updates`}`;
  return notice(told, event, now, {
    result, next,
    reasons: reasons.map(({ component, ...reason }) => ({ ...cleanReason(reason), ...(component !== undefined && { component }) })),
    ups: ups.map(({ message, outcome }) => ({ message, result: outcome.result })),
    text: `${nameOf(told)}: ${result === "reached" ? "is where its file wants it" : result}${done}${why === undefined ? "" : `: ${why}`}`,
  });
}

/** A run that ended in an error, so that what it left behind is not known to it. */
export function brokenOffNotice(told: Told, now: Date): Notice {
  const { stack } = told.request.stack;
  return notice(told, "failed", now, {
    result: "broke off", next: [`stepwise status --stack ${stack} says where it is`], text: `${nameOf(told)}: broke off; look where it is`,
  });
}

/** What a run's end is told as. */
export function announcedOf(result: Result): Announced {
  switch (result) {
    case "reached": return "succeeded";
    case "blocked":
    case "locked": return "refused";
    case "cancelled":
    case "stopped":
    case "rolled back":
    case "needs a person": return "failed";
  }
}

function notice(
  { request, commit }: Told, event: Announced, now: Date,
  { text, next = [], reasons = [], ups = [], result = null }: Partial<Notice> & Pick<Notice, "text">,
): Notice {
  return {
    schema: "stepwise/notification/v1", event, time: now.toISOString(), stack: request.stack.stack, text: clean(text),
    wanted: Object.fromEntries(request.travellers.map(({ component, wanted }) => [component, wanted])), commit: commit ?? null, result,
    ups: ups.slice(0, longestList), reasons: reasons.slice(0, longestList), next: next.slice(0, longestList).map(clean),
  };
}

function nameOf({ request: { stack: { stack } } }: Told): string {
  return `stepwise up --stack ${stack}`;
}

function cleanReason({ id, kind, message, remedy }: Reason): Reason {
  return { id, kind, message: clean(message), remedy: clean(remedy) };
}

/** What engines and clusters have said may quote what they were given. */
function clean(text: string): string {
  const line = oneLine(redact(text));
  return line.length <= longestText ? line : `${line.slice(0, longestText - 1)}…`;
}
