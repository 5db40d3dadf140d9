import { Document, Scalar, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { oneLine } from "./inline";
import type { Import, ImportedNote } from "./model";

/** As wide as the catalogs are written, in columns. */
const width = 120;
/** Where a note's text begins on the line of its key. */
const textColumn = 14;

/**
 * The entry as YAML, to be put below `releases:` of a catalog as it is: an item of a list, indented by two. Comments say
 * where each note comes from, what of it is a guess, what to ask of it, and which lines were not taken over.
 */
export function entryYaml({ entry, notes, leftOver }: Import): string {
  const document = new Document({ releases: [{ version: entry.version, date: entry.date, notes: notes.map(({ note }) => note) }] });
  const release = document.getIn(["releases", 0]) as YAMLMap;
  for (const key of ["version", "date"]) (release.get(key, true) as Scalar).type = Scalar.QUOTE_DOUBLE;
  const list = release.get("notes") as YAMLSeq<YAMLMap>;
  list.items.forEach((node, i) => annotate(node, notes[i]!));
  const text = document.toString({ lineWidth: width }).replace(/^releases:\n/, "");
  return text + leftOver.map(({ line, text: left, why }) => `    ${comment(`not taken over, line ${line}: ${left} (${why})`)}\n`).join("");
}

function annotate(node: YAMLMap, { note, lines, headings, aside, guessed, asks }: ImportedNote): void {
  const place = [`line ${lines.from}`, ...headings.length > 0 ? [headings.map((heading) => heading.text).join(" / ")] : []].join(", ");
  const left = aside.length > 0 ? [`beside the text: ${aside.map((part) => `"${withoutLink(part, note.source)}"`).join(", ")}`] : [];
  node.commentBefore = [place, ...left, ...asks].map((text) => comment(text).slice(1)).join("\n");
  for (const { key, value } of node.items as Pair<Scalar<string>, Scalar<string>>[]) {
    if (!value) continue;
    if (key.value === "text") textStyle(value);
    else if (guessed.some((name) => name === key.value)) value.comment = key.value === "source" ? " no link was found" : " guessed";
  }
}

/** The source is shown by itself. */
function withoutLink(part: string, source: string): string {
  return part.replaceAll(` (${source})`, "").replaceAll(source, "").trim();
}

function textStyle(text: Scalar<string>): void {
  if (text.value.includes("\n")) text.type = Scalar.BLOCK_LITERAL;
  else if (text.value.length > width - textColumn) text.type = Scalar.BLOCK_FOLDED;
}

/** One line, whatever is in the text. */
function comment(text: string): string {
  return `# ${oneLine(text.replace(/\p{Cc}/gu, " "))}`;
}
