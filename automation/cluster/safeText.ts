import { oneLine } from "../../releases/problem";
import { redact } from "./redact";

/** Longer lines are cut, and so are longer texts at their beginning: what went wrong stands at the end. */
export const longestLine = 500;
export const mostLines = 40;

/** Looked at for secrets; a line beyond that is cut first, and its last word with it, which might be half of one. */
const longestRead = 8_000;

/** Text of a container as it may be kept and shown: the last lines, nothing secret, nothing that a terminal would obey. */
export function safeLines(text: string, known: readonly string[] = []): string[] {
  const lines = text.replace(/\n+$/, "").split("\n").map((line) => bounded(oneLine(withoutColours(line.replace(/\r$/, "")))));
  const shown = redact(lines.join("\n"), known).split("\n");
  return shown.length === 1 && shown[0] === "" ? [] : shown.slice(-mostLines).map(cut);
}

/** A message of the cluster in one line, under the same rules. */
export function safeLine(text: string, known: readonly string[] = []): string {
  return cut(redact(bounded(oneLine(withoutColours(text.trim()))), known));
}

/** Every text in a value, under the same rules, so that none is forgotten. */
export function safeTexts<T>(value: T, known: readonly string[]): T {
  const clean = (inner: unknown): unknown => {
    if (typeof inner === "string") return safeLine(inner, known);
    if (Array.isArray(inner)) return inner.map(clean);
    if (typeof inner !== "object" || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, clean(one)]));
  };
  return clean(value) as T;
}

/** A name between colour codes would not be recognised. */
function withoutColours(text: string): string {
  return text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, "");
}

function bounded(line: string): string {
  return line.length <= longestRead ? line : line.slice(0, longestRead).replace(/\S{0,1000}$/, "");
}

function cut(line: string): string {
  return line.length <= longestLine ? line : `${line.slice(0, longestLine - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
