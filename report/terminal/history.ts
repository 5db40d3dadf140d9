import { shownTime } from "../../automation/rollback/describe";
import type { History, HistoryRow, VersionChange } from "../../automation/rollback/history";
import { columns, heading, plural, type Paint } from "./screen";

/** A stack's history as a person reads it, newest first. */
export function historyText({ stack, updates }: History, paint: Paint): string {
  if (updates.length === 0) return `${heading(paint, `History of the stack ${stack}`)}\n  nothing was ever run on it`;
  return [
    heading(paint, `History of the stack ${stack}`, plural(updates.length, "entry", "entries")),
    columns([[paint.dim("when (UTC)"), paint.dim("result"), paint.dim("what")], ...updates.flatMap((row) => rowLines(row, paint))], [21, 13]),
  ].join("\n");
}

function rowLines(row: HistoryRow, paint: Paint): string[][] {
  const { kind, message, startTime, endTime, changes, unreadable } = row;
  const said = message.trim() === "" ? "(no message)" : message;
  if (kind === "refresh") return [[shownTime(startTime), row.result === "succeeded" ? "refresh" : `refresh ${row.result}`, said].map(paint.dim)];
  const under = [
    ...changes.map(changeText).filter((change) => !message.includes(change)).map(paint.dim),
    ...(row.components ?? []).filter(({ stage }) => stage !== undefined).map(({ component, stage }) => paint.dim(`${component} in its stage ${stage}`)),
    ...(unreadable === undefined ? [] : [paint.yellow(`unreadable: ${unreadable}`)]),
    ...(Date.parse(endTime) < Date.parse(startTime) ? [paint.yellow("the clock was set back while it ran, or its times are wrong")] : []),
  ];
  return [[shownTime(startTime), resultText(row, paint), said], ...under.map((line) => ["", "", line])];
}

function resultText({ result }: HistoryRow, paint: Paint): string {
  switch (result) {
    case "succeeded": return paint.green(result);
    case "failed": return paint.red(result);
    case "in-progress": return paint.yellow(result);
  }
}

function changeText({ component, from, to }: VersionChange): string {
  return `${component} ${from ?? "nothing"} → ${to ?? "nothing"}`;
}
