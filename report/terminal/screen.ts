import Table from "cli-table3";
import { createColors } from "picocolors";

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

/**
 * Lines of columns without rules, the way terminals like them. Text is wrapped at words inside its column.
 * @param widths of each column in characters; the last may be left out and takes what is left
 */
export function columns(rows: readonly (readonly string[])[], widths: readonly number[], indent = 2): string {
  if (rows.length === 0) return "";
  const count = Math.max(...rows.map((row) => row.length));
  // A word that is wider than its column widens it; in the last one there is no room for that, and it is broken.
  const wide = widths.map((least, column) => Math.max(least, ...rows.map((row) => longestWord(row[column] ?? "") + 1)));
  const taken = wide.reduce((sum, one) => sum + one, indent);
  const all = [...wide, ...Array.from({ length: count - widths.length }, () => width - taken)];
  const empty = Object.fromEntries([
    "top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right", "left", "left-mid", "mid",
    "mid-mid", "right", "right-mid", "middle",
  ].map((name) => [name, ""]));
  const table = new Table({ chars: empty, colWidths: all, wordWrap: true, style: { "padding-left": 0, "padding-right": 1, head: [], border: [] } });
  table.push(...rows.map((row) => row.map((text, column) => broken(text, all[column]! - 1))));
  return table.toString().split("\n").map((line) => `${" ".repeat(indent)}${line}`.trimEnd()).join("\n");
}

function longestWord(text: string): number {
  return Math.max(0, ...plain(text).split(/\s/).map((word) => word.length));
}

function broken(text: string, most: number): string {
  // A coloured word is left alone: its colour's marks must not be broken.
  return text.split(" ").map((word) => word.length <= most || word.includes("\u001b") ? word
    : word.match(new RegExp(`.{1,${Math.max(1, most)}}`, "gs"))?.join(" ") ?? word).join(" ");
}

export function heading(paint: Paint, left: string, right = ""): string {
  const gap = Math.max(2, width - plain(left).length - plain(right).length);
  return `${paint.bold(left)}${right === "" ? "" : " ".repeat(gap) + right}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Without colours, for measuring. */
export function plain(text: string): string {
   
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}
