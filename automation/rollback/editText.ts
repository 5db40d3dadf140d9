import { isScalar, visit, type Document } from "yaml";
import { asWritten, assign } from "../hopFile";

/** A value in a stack file; undefined where it is taken out. */
export interface Assignment {
  /** Such as `config`, `stepwise:halo`, `kingdom`, `version`. */
  readonly at: readonly string[];
  readonly value: unknown;
}

type Format = NonNullable<Parameters<Document["toString"]>[0]>;

const formats: readonly Format[] = [2, 4].flatMap((indent) => [true, false].flatMap((indentSeq) =>
  [false, true].map((flowCollectionPadding) => ({ ...asWritten, indent, indentSeq, flowCollectionPadding }))));

/**
 * A file's text with these assignments, twice: first with every untouched line as it was, which is right where the library
 * writes as many lines as the file has; then as the library writes all of it. Neither is checked here.
 * @param reviewed what `text` was parsed into
 * @param document a copy of it, which is changed
 */
export function editedTexts(text: string, reviewed: Document, document: Document, assignments: readonly Assignment[]): string[] {
  const format = formatOf(text, reviewed);
  const steps = [() => undefined, ...assignments.map(({ at, value }) => () => assignQuoted(document, at, value))];
  let written = linesOf(reviewed.toString(format));
  let lines = linesOf(text);
  const kept = lines.length === written.length;
  for (const step of steps) {
    step();
    const next = linesOf(document.toString(format));
    const { start, end } = unchanged(written, next);
    lines = [...lines.slice(0, start), ...next.slice(start, next.length - end), ...lines.slice(lines.length - end)];
    written = next;
  }
  return [...(kept ? [lines] : []), written].map((one) => text.includes("\r\n") ? one.map(withReturn).join("") : one.join(""));
}

/** How a file is laid out: as the library writes it with the fewest lines that the file does not have. */
function formatOf(text: string, reviewed: Document): Format {
  const there = new Set(linesOf(text).map((line) => line.trimEnd()));
  const strange = formats.map((format) => linesOf(reviewed.toString(format)).filter((line) => !there.has(line.trimEnd())).length);
  return formats[strange.indexOf(Math.min(...strange))]!;
}

/** New text stands in quotes: a version can look like a number to some reader of YAML. */
function assignQuoted(document: Document, at: readonly string[], value: unknown): void {
  const kept = value === undefined || (typeof value === "string" && isScalar(document.getIn(at, true)));
  const node = document.createNode(value);
  visit(node, {
    Scalar: (key, scalar) => {
      if (key !== "key" && typeof scalar.value === "string") scalar.type = "QUOTE_DOUBLE";
    },
  });
  assign(document, at, kept ? value : node);
}

/** How many lines at the start and at the end two texts share. */
function unchanged(before: readonly string[], after: readonly string[]): { readonly start: number; readonly end: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { start, end };
}

/** Lines with their ends. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function withReturn(line: string): string {
  return line.replace(/\r?\n$/, "\r\n");
}
