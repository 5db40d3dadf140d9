import type { Missing, Verdict } from "../../upgrades/check";
import { costText, differenceText } from "./cost";
import { reasonText } from "./reason";
import { columns, heading, type Paint } from "./screen";

/**
 * A verdict on a graph as a person reads it: the way and what it costs, or what is missing, then every reason.
 * @param more further rows, such as what upstream would do
 */
export function verdictText(title: string, verdict: Verdict, paint: Paint, more: readonly (readonly [string, string])[] = []): string {
  const word = verdict.allowed ? paint.green(paint.bold("ALLOWED")) : paint.red(paint.bold("BLOCKED"));
  return [
    heading(paint, `${title} ${verdict.from} → ${verdict.to}`, word),
    columns([
      ["route", verdict.route?.join(" → ") ?? "none"],
      ...(verdict.cost && verdict.cost.hops > 0 ? [["cost", costText(verdict.cost, verdict.order)]] : []),
      ...(verdict.runnerUp ? [["runner-up", `${verdict.runnerUp.route.join(" → ")}: ${differenceText(verdict.runnerUp.more, verdict.order)}`]] : []),
      ...(verdict.nearest.length > 0 ? [["nearest", `${verdict.nearest.join(" and ")} can be reached`]] : []),
      ...(verdict.missing ? missingRows(verdict.missing) : []),
      ["from here", verdict.available.join(" ") || "nothing can be entered in one hop"],
      ...more,
    ], [12]),
    ...verdict.reasons.map((reason) => reasonText(reason, [], paint)),
  ].join("\n");
}

function missingRows({ from, to, change }: Missing): string[][] {
  return [["missing", `${from} → ${to}`], ["allowed if", change]];
}
