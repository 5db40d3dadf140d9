import type { Verdict } from "../../upgrades/check";
import { columns, heading, type Paint } from "./screen";

/** A verdict on a graph as a person reads it. */
export function verdictText(title: string, verdict: Verdict, paint: Paint): string {
  const word = verdict.allowed ? paint.green(paint.bold("ALLOWED")) : paint.red(paint.bold("BLOCKED"));
  return [
    heading(paint, `${title} ${verdict.from} → ${verdict.to}`, word),
    columns([
      ["route", verdict.route?.join(" → ") ?? "none"],
      ...(verdict.nearest.length > 0 ? [["nearest", `${verdict.nearest.join(" and ")} can be reached`]] : []),
      ["from here", verdict.available.join(" ") || "nothing can be entered in one hop"],
    ], [12]),
    ...verdict.reasons.map(({ id, message, remedy }) =>
      columns([[paint.yellow(id), `${message}.`], ["", `${paint.dim("→")} ${remedy}.`]], [28])),
  ].join("\n");
}
