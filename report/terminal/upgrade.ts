import type { UpgradeResult } from "../../automation/deploy/run";
import type { HeldLock } from "../../engines/engine";
import { diagnosisText } from "./diagnosis";
import { reasonText } from "./reason";
import { stateText } from "./rehearsal";
import { columns, heading, type Paint } from "./screen";

/** How a run ended: what every component is, why it went no further, what was found out, and what to do. */
export function upgradeText(result: UpgradeResult, paint: Paint): string {
  const { stack, ups, states, reasons, diagnoses, lock, next } = result;
  const failures = ups.flatMap(({ message, outcome }) => outcome.result === "succeeded" ? []
    : outcome.diagnostics.filter(({ severity }) => severity === "error").map((diagnostic) => [paint.red("✗"), `${message}: ${diagnostic.message}`]));
  return [
    heading(paint, `The stack ${stack}`, resultWord(result, paint)),
    ...(lock ? ["", columns([[paint.red("✗"), lockText(lock)]], [2])] : []),
    ...(reasons.length === 0 ? [] : ["", ...reasons.map((reason) => reasonText(reason, reason.component === undefined ? [] : [reason.component], paint))]),
    ...(failures.length === 0 ? [] : ["", columns(failures, [2])]),
    ...diagnoses.flatMap((diagnosis) => ["", diagnosisText(diagnosis, paint)]),
    "",
    columns([[paint.dim("now"), ""], ...[...states].map(([component, state]) => [component, stateText(state)])], [30]),
    ...(next.length === 0 || reasons.length > 0 ? [] : ["", paint.bold("What next"), ...next.map((line) => columns([["•", line]], [2]))]),
  ].join("\n");
}

function resultWord({ result, ups }: UpgradeResult, paint: Paint): string {
  const word = paint.bold(result === "reached" && ups.length === 0 ? "NOTHING TO DO" : result.toUpperCase());
  return result === "reached" ? paint.green(word) : paint.red(word);
}

/** Who holds a stack, since when, and what to do about it. */
export function lockText({ by, pid, since, release }: HeldLock): string {
  const who = [by, pid === undefined ? undefined : `process ${pid}`, since === undefined ? undefined : `since ${since}`].filter(Boolean).join(", ");
  return `another run holds the stack${who === "" ? " (its backend does not say which)" : `: ${who}`}. Nothing was done. Wait until it has ended` +
    (release === undefined ? "" : `; once it is certain that it does not run any more: ${release}`);
}
