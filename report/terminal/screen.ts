import Table from "cli-table3";
import { createColors } from "picocolors";
import { cellText, columnsOf, wrapped } from "./cellText";

export { plain } from "./cellText";

/** How wide a report is written, in columns. */
export const width = 100;

export type Paint = ReturnType<typeof createColors>;

/**
 * Colours for a stream: where it is a terminal and nobody asked for none. https://no-color.org: any value of NO_COLOR
 * but the empty one means none; FORCE_COLOR means colour without a terminal.
 */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  const refused = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return createColors(!refused && ((env["FORCE_COLOR"] ?? "") !== "" || stream.isTTY === true));
}

// A column is widened for a long word, but not beyond use; and the last always has room for a short word.
const widest = 80;
const narrowest = 10;

const noRules = Object.fromEntries([
  "top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right", "left", "left-mid", "mid",
  "mid-mid", "right", "right-mid", "middle",
].map((name) => [name, ""]));

/**
 * Lines of columns without rules, the way terminals like them. Text is wrapped at words inside its column. It may come
 * from anywhere: control characters other than our own colours are replaced, and a very long text is cut and says so.
 * @param widths of each column in characters; the last may be left out and takes what is left
 */
export function columns(rows: readonly (readonly string[])[], widths: readonly number[], indent = 2): string {
  const cells = rows.map((row) => row.map(cellText));
  const count = cells.reduce((most, row) => Math.max(most, row.length), 0);
  // A word that is wider than its column widens it; in the last one there is no room for that, and it is broken.
  const wide = widths.map((least, column) =>
    cells.reduce((most, row) => Math.max(most, Math.min(widest, longestWord(row[column] ?? "")) + 1), least));
  const taken = wide.reduce((sum, one) => sum + one, indent);
  const all = [...wide, ...Array.from({ length: count - widths.length }, () => Math.max(narrowest, width - taken))];
  return cells.flatMap((row) => rowLines(row, all)).map((line) => `${" ".repeat(indent)}${line}`.trimEnd()).join("\n");
}

/** The table lays out finished lines, one row at a time: it measures a whole cell, and all rows before, for every line it draws. */
function rowLines(row: readonly string[], widths: readonly number[]): string[] {
  const lines = row.map((text, column) => wrapped(text, widths[column]! - 1));
  const height = lines.reduce((most, { length }) => Math.max(most, length), 0);
  const table = new Table({ chars: noRules, colWidths: [...widths], style: { "padding-left": 0, "padding-right": 1, head: [], border: [] } });
  table.push(...Array.from({ length: height }, (_, at) => widths.map((_width, column) => lines[column]?.[at] ?? "")));
  return table.toString().split("\n");
}

function longestWord(text: string): number {
  return text.split(/\s/).reduce((most, word) => Math.max(most, columnsOf(word)), 0);
}

/** A line with its result at the page's edge. Both may come from anywhere, as in `columns`. */
export function heading(paint: Paint, left: string, right = ""): string {
  const [start, end] = [left, right].map((text) => wrapped(cellText(text), Infinity).join("")) as [string, string];
  const gap = Math.max(2, width - columnsOf(start) - columnsOf(end));
  return `${paint.bold(start)}${end === "" ? "" : " ".repeat(gap) + end}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
