import type { Block, Item, Lines } from "./blocks";
import { kindOfHeading, kindOfHeadings, whyNoNotes, type NoteKind } from "./headings";
import { isMarked } from "./markers";
import { linesOf, linksOf, rowText, textOf, wordsIn } from "./text";

/** A heading, or what serves as one: a bold line, the words before a list, the title of a list in a list. */
export interface Heading {
  readonly text: string;
  readonly lines: Lines;
}

/** A part of the text that can be a note. */
export interface Candidate {
  /** On one line but for code, which keeps its lines. */
  readonly text: string;
  readonly links: readonly string[];
  readonly lines: Lines;
  /** Outermost first. */
  readonly headings: readonly Heading[];
  /** What the headings say. */
  readonly kind: NoteKind | undefined;
}

/** Lines that are no note, and why. */
export interface Passage {
  readonly lines: Lines;
  readonly why: string;
}

interface Placed extends Heading {
  /** 1 to 6 for real headings; the others are deeper. */
  readonly rank: number;
}

/** Of a heading that is shown above no note. */
export const emptyHeading = "a heading with no note below it";
const boldRank = 7;
const introductionRank = 8;
/** A title is no longer than this, in words. */
const titleLength = 4;
/** What is shorter, in words, is a part of something and says nothing by itself. */
const sayingLength = 3;

export interface Sections {
  readonly candidates: readonly Candidate[];
  readonly passages: readonly Passage[];
}

/** Parts a text into what can be a note of `release` and what can't; both may speak of a heading's lines. */
export function sectionsOf(blocks: readonly Block[], release: string): Sections {
  const walker = new Walker(release);
  walker.walk(blocks, []);
  return walker;
}

class Walker {
  readonly candidates: Candidate[] = [];
  readonly passages: Passage[] = [];

  constructor(private readonly release: string) {}

  walk(blocks: readonly Block[], above: readonly Placed[]): void {
    let path = above;
    for (let i = 0; i < blocks.length; i++) {
      const block = blocks[i]!;
      const next = blocks[i + 1];
      switch (block.type) {
        case "heading":
          this.leave(block.lines, emptyHeading);
          path = below(path, block.inline.text, block.lines, block.level);
          break;
        case "list":
          this.list(block.items, path);
          break;
        case "quote":
          this.walk(block.blocks, path);
          break;
        case "table":
          this.table(block, path);
          break;
        case "code":
          this.leave(block.lines, "code that belongs to no note");
          break;
        case "html":
          this.leave(block.lines, "HTML");
          break;
        case "paragraph":
          if (isBoldHeading(block, next)) {
            this.leave(block.lines, emptyHeading);
            path = below(path, block.inline.text, block.lines, boldRank);
          } else if (next?.type === "list" && block.inline.text.endsWith(":")) {
            i++;
            this.leave(block.lines, emptyHeading);
            if (next.items.every(saysSomething)) this.list(next.items, below(path, block.inline.text, block.lines, introductionRank));
            else this.offer([block, next], path);
          } else {
            const code = blocks.slice(i + 1).findIndex(({ type }) => type !== "code");
            const end = code < 0 ? blocks.length : i + 1 + code;
            this.paragraph(blocks.slice(i, end), path);
            i = end - 1;
          }
      }
    }
  }

  private list(items: readonly Item[], path: readonly Placed[]): void {
    for (const { blocks, lines } of items) {
      const [head, ...rest] = blocks;
      const nested = rest.find((block) => block.type === "list");
      if (head?.type === "paragraph" && nested?.type === "list" && isTitle(head) && nested.items.every(saysSomething)) {
        this.leave(head.lines, emptyHeading);
        this.walk(rest, below(path, head.inline.text, head.lines, introductionRank));
      } else if (blocks.length > 0) {
        this.offer(blocks, path, lines);
      }
    }
  }

  private table({ head, rows, lines }: Extract<Block, { type: "table" }>, path: readonly Placed[]): void {
    if (kindAt(path) === undefined) {
      this.leave(lines, "a table below no heading that says what kind of notes these are");
      return;
    }
    const columns = head.map(({ text }) => text).filter((text) => text !== "").join(" | ");
    const title = { text: columns, lines: { from: lines.from, to: lines.from }, rank: introductionRank };
    for (const row of rows) {
      this.add({ text: rowText(head, row), links: row.cells.flatMap(({ links }) => links), lines: row.lines }, columns === "" ? path : [...path, title]);
    }
  }

  /** A paragraph with the code that follows it. */
  private paragraph(blocks: readonly Block[], path: readonly Placed[]): void {
    const { from, to } = linesOf(blocks);
    if (kindAt(path) !== undefined || isMarked(textOf(blocks))) this.offer(blocks, path);
    else this.leave({ from, to }, "text below no heading that says what kind of note it is");
  }

  private offer(blocks: readonly Block[], path: readonly Placed[], lines = linesOf(blocks)): void {
    this.add({ text: textOf(blocks), links: blocks.flatMap(linksOf), lines }, path);
  }

  private add(found: Pick<Candidate, "text" | "links" | "lines">, path: readonly Placed[]): void {
    if (!/[\p{L}\p{N}]/u.test(found.text)) return;
    const why = /^full change ?log: \S+$/i.test(found.text) ? "a link to all changes" : whyNoNotes(path.map(({ text }) => text), this.release);
    if (why !== undefined) this.leave(found.lines, why);
    else this.candidates.push({ ...found, headings: path.map(({ text, lines }) => ({ text, lines })), kind: kindAt(path) });
  }

  private leave(lines: Lines, why: string): void {
    this.passages.push({ lines, why });
  }
}

function below(path: readonly Placed[], text: string, lines: Lines, rank: number): readonly Placed[] {
  // An introduction holds for the list that it is given to, so one may stand in another.
  const kept = rank === introductionRank ? path : path.filter((heading) => heading.rank < rank);
  return [...kept, { text, lines, rank }];
}

function kindAt(path: readonly Placed[]): NoteKind | undefined {
  return kindOfHeadings(path.map(({ text }) => text));
}

/** A bold line is a heading when it names a kind of notes, or is short and a list follows. */
function isBoldHeading({ inline }: Extract<Block, { type: "paragraph" }>, next: Block | undefined): boolean {
  return inline.bold && wordsIn(inline.text) <= 2 * titleLength && (kindOfHeading(inline.text) !== undefined || next?.type === "list");
}

function isTitle({ inline }: Extract<Block, { type: "paragraph" }>): boolean {
  return inline.links.length === 0 && !inline.text.includes("`") && !isMarked(inline.text) && (inline.bold || wordsIn(inline.text) <= titleLength);
}

function saysSomething({ blocks }: Item): boolean {
  return wordsIn(textOf(blocks)) >= sayingLength;
}
