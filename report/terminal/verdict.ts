import type { Missing, Verdict } from "../../upgrades/check";
import { costText, differenceText } from "./cost";
import { reasonText } from "./reason";
import { columns, heading, plural, type Paint } from "./screen";

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
      ["from here", verdict.available.join(" ") || (isKnown(verdict) ? "nothing can be entered in one hop" : "unknown")],
      ...more,
    ], [12]),
    ...reasonLines(verdict, paint),
  ].join("\n");
}

/** How many reasons why one hop is not enough are told before they are only counted. */
const most = 4;

/** Why it is blocked; or, where it is allowed, why not in one hop, which the route has answered. */
function reasonLines({ allowed, reasons }: Verdict, paint: Paint): string[] {
  const detours = allowed ? reasons.filter(({ kind }) => kind === "legality") : [];
  const rest = reasons.filter((reason) => !detours.includes(reason));
  const more = detours.length > most ? [`  and ${plural(detours.length - most, "reason")} more, with --json`] : [];
  return [
    ...(detours.length === 0 ? [] : ["", paint.bold("why not in one hop"), ...detours.slice(0, most).map((reason) => reasonText(reason, [], paint)), ...more]),
    ...(rest.length === 0 ? [] : ["", paint.bold(allowed ? "risks on the way" : "why it is blocked"), ...rest.map((reason) => reasonText(reason, [], paint))]),
  ];
}

function isKnown({ from, reasons }: Verdict): boolean {
  return !reasons.some(({ id }) => id === `not-in-graph:${from}` || id === `not-in-catalog:${from}`);
}

function missingRows({ from, to, change }: Missing): string[][] {
  return [["missing", `${from} → ${to}`], ["allowed if", change]];
}
