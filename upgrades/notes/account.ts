import type { Lines } from "./blocks";
import type { ImportedNote, LeftOver } from "./model";
import type { Heading, Passage } from "./sections";

/** What takes in the words of some lines. */
interface Cover {
  readonly words: Set<string>;
  text: string;
}

/**
 * Goes over the source line by line and finds what the notes do not have. That the notes were made with care is not
 * trusted: what a parser passes over in silence (a link's definition, a title, what is nested too deep) is found here.
 */
export function accountFor(source: string, notes: readonly ImportedNote[], passages: readonly Passage[]): readonly LeftOver[] {
  const covers = new Map<string, Cover & { readonly lines: Lines }>();
  const cover = (lines: Lines, text: string): void => {
    const key = `${lines.from} ${lines.to}`;
    const known = covers.get(key) ?? { lines, words: new Set(), text: "" };
    for (const word of wordsOf(text)) known.words.add(word);
    known.text += `${text}\n`;
    covers.set(key, known);
  };
  // Many notes stand below the same heading, and are parts of the same lines.
  const headings = new Map<string, Heading>();
  for (const { note, lines, headings: above, aside } of notes) {
    cover(lines, [note.text, note.source, ...aside].join("\n"));
    for (const heading of above) headings.set(`${heading.lines.from} ${heading.text}`, heading);
  }
  for (const { text, lines } of headings.values()) cover(lines, text);
  const byLine = new Map<number, Cover[]>();
  for (const one of covers.values()) {
    for (let line = one.lines.from; line <= one.lines.to; line++) byLine.set(line, [...byLine.get(line) ?? [], one]);
  }
  const reasons = new Map<number, string>();
  for (const { lines, why } of passages) {
    for (let line = lines.from; line <= lines.to; line++) if (!reasons.has(line)) reasons.set(line, why);
  }
  return source.split("\n").flatMap((text, i): LeftOver[] => {
    const line = i + 1;
    const covering = byLine.get(line) ?? [];
    const missing = wordsOf(text).filter((word) => !covering.some(({ words, text: whole }) => words.has(word) || whole.includes(word)));
    if (missing.length === 0) return [];
    const why = covering.length > 0 ? `of this line, ${missing.join(" ")} is in no note` : reasons.get(line) ?? "no text that is shown";
    return [{ line, text, why }];
  });
}

/** Runs of letters and digits. Character references are signs, whatever letters they are written with. */
export function wordsOf(line: string): readonly string[] {
  return line.replace(/&(?:#\w+|\w+);/g, " ").match(/[\p{L}\p{N}]+/gu) ?? [];
}
