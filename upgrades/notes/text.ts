import type { Block, Lines, Row } from "./blocks";
import { oneLine, type Inline } from "./inline";

/** How many words a text has: signs alone are none. */
export function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

export function linesOf(blocks: readonly Block[]): Lines {
  return { from: blocks[0]!.lines.from, to: blocks.at(-1)!.lines.to };
}

/** The addresses that a block links to, in order. */
export function linksOf(block: Block): readonly string[] {
  switch (block.type) {
    case "heading":
    case "paragraph": return block.inline.links;
    case "list": return block.items.flatMap(({ blocks }) => blocks.flatMap(linksOf));
    case "quote": return block.blocks.flatMap(linksOf);
    case "table": return [...block.head, ...block.rows.flatMap(({ cells }) => cells)].flatMap(({ links }) => links);
    case "code":
    case "html": return [];
  }
}

/** Blocks as one text: the items of a list are parted by semicolons, code keeps its lines. */
export function textOf(blocks: readonly Block[]): string {
  return blocks.reduce((text, block) => {
    const more = blockText(block);
    if (text === "" || more === "") return text + more;
    return block.type === "code" || text.endsWith("\n") ? `${text.trimEnd()}\n${more}` : `${text} ${more}`;
  }, "").trimEnd();
}

function blockText(block: Block): string {
  switch (block.type) {
    case "heading":
    case "paragraph": return block.inline.text;
    case "list": return block.items.map(({ blocks }) => textOf(blocks)).filter((text) => text !== "").reduce(joinItems, "");
    case "quote": return textOf(block.blocks);
    case "table": return block.rows.map((row) => rowText(block.head, row)).filter((text) => text !== "").join("; ");
    case "code": return `${block.text}\n`;
    case "html": return oneLine(block.text);
  }
}

function joinItems(text: string, item: string): string {
  if (text === "") return item;
  return `${text}${/[.;:!?]$/.test(text) ? "" : ";"} ${item}`;
}

/** A table's row, each cell with the head of its column. */
export function rowText(head: readonly Inline[], { cells }: Row): string {
  return cells.flatMap(({ text }, i) => {
    const label = head[i]?.text ?? "";
    return text === "" ? [] : [label === "" ? text : `${label}: ${text}`];
  }).join(", ");
}
