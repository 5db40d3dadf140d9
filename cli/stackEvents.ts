import type { UpgradeEvent } from "../automation/deploy/events";
import type { Result } from "../automation/deploy/run";
import type { StackRun, StackVerification } from "../automation/waves/model";
import type { VerificationRun } from "../automation/verify/model";
import { oneLine } from "../releases/problem";
import { exitCodes, resultCodes } from "./exitCodes";

/** The last event of `up --json`, as far as it is read here. */
interface EndedEvent {
  readonly event: "ended";
  readonly result: Result;
  readonly reasons: readonly { readonly message: string; readonly remedy: string }[];
  readonly next: readonly string[];
}

export type StackEvent = UpgradeEvent | EndedEvent;

/** A line of `up --json`; undefined for any other. */
export function stackEventIn(line: string): StackEvent | undefined {
  const said = parsed(line);
  return typeof said === "object" && said !== null && "event" in said && typeof said.event === "string" ? said as StackEvent : undefined;
}

/** How a run ended, by its last event, its exit code, and what it said last on standard error. */
export function stackRunOf(ended: EndedEvent | undefined, code: number | null, lastComplaint: string): StackRun {
  if (ended && Object.hasOwn(resultCodes, ended.result)) {
    const [reason] = ended.reasons;
    return { result: ended.result, next: short(reason ? `${reason.message}; ${reason.remedy}` : ended.next.join("; ")) };
  }
  return { result: code === exitCodes.wrongInput ? "wrong input" : "broke off", next: short(lastComplaint) };
}

/** What `verify --json` printed. Without an answer nothing is known. */
export function verificationOf(text: string, code: number | null): StackVerification {
  const said = parsed(text) as Partial<VerificationRun> | undefined;
  const amiss = said?.checks?.find(({ result }) => result === "failed") ?? said?.checks?.find(({ result }) => result === "unknown");
  const why = amiss && short(`${amiss.component}: ${amiss.check}: ${amiss.message}`);
  if (code === exitCodes.done && said?.result === "passed") return { result: "passed" };
  return code === exitCodes.needsAPerson ? { result: "failed", why } : { result: "unknown", why: why ?? "it did not say what it found" };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** For one cell of a table. */
function short(text: string): string | undefined {
  const line = oneLine(text.trim());
  return line === "" ? undefined : line.length <= 600 ? line : `${line.slice(0, 599)}…`;
}
