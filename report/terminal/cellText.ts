import { oneLine } from "../../releases/problem";

/** How many characters of a cell are shown; whoever needs more does not read it in a terminal. */
const longest = 4000;

// The colours that reports are written in, and their ends. A name may hold these too: all it can do is colour its own cell.
const colour = /(\u001b\[(?:1|2|22|31|32|33|35|36|39)m)/;

/** Text from outside, perhaps coloured, made fit for a terminal: one line, no control characters, not endless. */
export function cellText(text: string): string {
  const safe = text.split(colour).map((part, i) => i % 2 === 1 ? part : oneLine(part)).join("");
  if (safe.length <= longest) return safe;
  // Neither half a colour nor half a character, and whole words where they are not too long for that.
  const start = safe.slice(0, longest).replace(/\u001b\[?\d*$|[\ud800-\udbff]$/, "").replace(/\s\S{0,200}$/, "");
  const more = plain(safe.slice(start.length)).length;
  return more === 0 ? start : `${start}… (${more.toLocaleString("en-US")} more ${more === 1 ? "character" : "characters"}; --json has all)`;
}

/** Without colours, for measuring. */
export function plain(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}

// What may take two columns; to take too many for that only ends a line early.
const wide = new RegExp([
  "[\\u1100-\\u115f\\u2329\\u232a\\u2e80-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6]",
  "\\p{Extended_Pictographic}",
].join("|"), "gu");

/** How many columns a text takes at most, colours not counted. */
export function columnsOf(text: string): number {
  const seen = plain(text);
  // A wide character outside the basic plane has a length of two as it is.
  return seen.length + (seen.match(wide) ?? []).filter((char) => char.length === 1).length;
}

// After a dot or a slash, and before an index, which is not to be taken for the start of a colour.
const pathBreaks = /(?<=[./])|(?<!\u001b)(?=\[)/;

/**
 * Lines of at most so many columns, broken between words, and inside a word only where it is wider than a line: between the
 * names of a path before inside of one. Every line begins and ends its own colours. Takes time in proportion to the text.
 * @param text as `cellText` gives it
 */
export function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  const open = new Set<string>();
  let line = "";
  let used = 0;
  let gap = "";
  const end = (): void => {
    lines.push(line + closing(open));
    line = [...open].join("");
    used = 0;
    gap = "";
  };
  for (const [part] of text.matchAll(/\s+|\S+/g)) {
    if (/^\s/.test(part)) {
      gap += part;
      continue;
    }
    const size = columnsOf(part);
    if (size > 0) {
      if (used > 0 && used + gap.length + size > most) end();
      const kept = used + gap.length + size <= most ? gap : "";
      line += kept;
      used += kept.length;
      gap = "";
    }
    for (const name of size > most ? part.split(pathBreaks) : [part]) {
      const length = columnsOf(name);
      if (used + length > most && length <= most) end();
      for (const [unit] of name.matchAll(/\u001b\[\d+m|./gsu)) {
        const step = columnsOf(unit);
        if (used > 0 && used + step > most) end();
        line += unit;
        used += step;
        if (step === 0) follow(open, unit);
      }
    }
  }
  return [...lines, line + closing(open)];
}

const boldEnds = "\u001b[22m";
const colourEnds = "\u001b[39m";

/** Bold and dim end together, and one colour takes the place of another. */
function follow(open: Set<string>, code: string): void {
  const isColour = code.startsWith("\u001b[3");
  if (isColour || code === boldEnds) {
    for (const one of open) if (one.startsWith("\u001b[3") === isColour) open.delete(one);
  }
  if (code !== boldEnds && code !== colourEnds) open.add(code);
}

function closing(open: ReadonlySet<string>): string {
  const colours = [...open].filter((code) => code.startsWith("\u001b[3")).length;
  return (open.size > colours ? boldEnds : "") + (colours > 0 ? colourEnds : "");
}
