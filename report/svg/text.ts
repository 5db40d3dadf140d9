const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Names and titles as one line; what XML does not allow even when escaped is replaced, the rest is escaped when written. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").replace(/[\ufffe\uffff]/g, "\ufffd").trim();
}

/** How much wider strong type is. */
export const strong = 1.12;

/**
 * An upper bound for 13px text in the usual fonts, the widest of which is DejaVu Sans: there is nothing to measure with when
 * a picture is made, and a name must not leave its box.
 */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += segmentWidth(segment);
  return width;
}

function segmentWidth(segment: string): number {
  if (/^[ijlfrtIJ.,:;|'!()[\]/\\ -]$/.test(segment)) return 5.8;
  if (/^[a-z0-9·–_]$/.test(segment) && !/^[mw]$/.test(segment)) return 8.4;
  if (/^[A-Z&#+=<>~→✓✕^]$/.test(segment) && !/^[MW]$/.test(segment)) return 11;
  if (/^[\u0020-\u10ff…—]$/.test(segment)) return 13.5;
  return 18;
}

/** The text, or as much of its beginning and its end as fits: versions differ at the end. */
export function fitted(text: string, width: number): string {
  const line = oneLine(text);
  if (widthOf(line) <= width) return line;
  const parts = [...segmenter.segment(line)].map(({ segment }) => segment);
  let [head, tail] = [0, 0];
  const shortened = (): string => `${parts.slice(0, head).join("")}…${parts.slice(parts.length - tail).join("")}`;
  while (head + tail < parts.length) {
    if (head <= tail) head++; else tail++;
    if (widthOf(shortened()) <= width) continue;
    if (head > tail) head--; else tail--;
    break;
  }
  return shortened();
}

/** Lines of at most that width, broken between words; a word that is too long by itself is shortened. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of oneLine(text).split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)!} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitted(word, width));
  }
  return lines;
}
