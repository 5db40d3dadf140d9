import { described } from "../../automation/rollback/describe";
import type { RollbackPlan } from "../../automation/rollback/planRollback";
import { shownValue } from "../../automation/rollback/settings";
import { oneLine } from "../../releases/problem";
import { reasonText } from "./reason";
import { columns, heading, plural, type Paint } from "./screen";

/** What a rollback will do: to which update, along which steps, what it restores and loses, and which settings differ. */
export function rollbackText(stack: string, { choice, ways, reasons, settings, patch }: RollbackPlan, paint: Paint): string {
  const { update, returns, staying, notThen, notNow } = choice;
  const steps = returns.flatMap(({ component, from, to }) => {
    const way = ways.get(component);
    return way ? [[component, [from, ...way.map((hop) => hop.to)].join(" → ")]] : [[component, paint.red(`${from} → ${to} is not possible`)]];
  });
  const restores = [...ways.values()].flat().flatMap(({ from, to, restore }) => restore ? [{ from, to, restore }] : []);
  const part = (title: string, rows: readonly string[][], widths: readonly number[]): string[] =>
    (rows.length === 0 ? [] : ["", paint.bold(title), columns(rows, widths)]);
  return [
    heading(paint, `Rollback of the stack ${stack}`, reasons.length === 0 ? paint.green(paint.bold("ALLOWED")) : paint.red(paint.bold("BLOCKED"))),
    columns([["to the update", described(update)]], [16]),
    "",
    columns([
      ...steps,
      ...staying.map((component) => [component, paint.dim("stays")]),
      ...notThen.map((component) => [component, paint.yellow("was not there then; it stays as it is")]),
      ...notNow.map((component) => [component, paint.yellow("was there then and is not now; it is not brought back")]),
    ], [30]),
    ...(reasons.length === 0 ? [] : ["", ...reasons.map((reason) => reasonText(reason, [reason.component], paint))]),
    ...part("Restored, with the servers stopped", restores.map(({ from, to, restore }) =>
      [paint.red("!"), `${from} → ${to} restores the backup ${restore.backup}; lost is ${restore.lost}`]), [2]),
    ...part("Settings that the older release needs, as they were", (settings?.restored ?? []).map(({ at, then, now }) =>
      [at.slice(1).join("."), `${shownValue(now)} → ${shownValue(then)}`]), [40]),
    ...part(`Settings that differ from that update and stay as they are${count(settings?.staying.length ?? 0)}`,
      (settings?.staying ?? []).slice(0, 20).map(({ at, then, now }) => [at.slice(1).join("."), `${shownValue(now)}, then ${shownValue(then)}`]), [40]),
    ...(patch === "" ? [] : ["", paint.bold("The stack file"), ...patch.trimEnd().split("\n").map((line) => coloured(line, paint))]),
  ].join("\n");
}

function count(number: number): string {
  return number > 20 ? ` (the first 20 of ${plural(number, "setting")})` : "";
}

function coloured(line: string, paint: Paint): string {
  const shown = `  ${oneLine(line)}`;
  if (/^(---|\+\+\+|@@)/.test(line)) return paint.dim(shown);
  return line.startsWith("+") ? paint.green(shown) : line.startsWith("-") ? paint.red(shown) : shown;
}
