import type MarkdownIt from "markdown-it";

/** The text of a paragraph, a heading or a table's cell. */
export interface Inline {
  /**
   * On one line and without marks for emphasis; a link is `label (address)`, an image the same; code keeps its backticks,
   * since what stands in it is no marker, and struck text its tildes, since it is not meant.
   */
  readonly text: string;
  /** The addresses that it links to, in order. */
  readonly links: readonly string[];
  /** All of it is bold: a heading, where the author did not write one. */
  readonly bold: boolean;
}

type Token = ReturnType<MarkdownIt["parse"]>[number];

/** The text of the parser's inline tokens. */
export function inlineOf(tokens: readonly Token[]): Inline {
  const links: string[] = [];
  const open: { readonly address: string; readonly start: number }[] = [];
  let text = "";
  for (const token of tokens) {
    switch (token.type) {
      case "softbreak":
      case "hardbreak":
        text += " ";
        break;
      case "code_inline":
        text += `${token.markup}${token.content}${token.markup}`;
        break;
      case "image": {
        const address = token.attrGet("src") ?? "";
        text += labelled(token.content, address);
        break;
      }
      case "link_open": {
        const address = token.attrGet("href") ?? "";
        links.push(address);
        open.push({ address, start: text.length });
        break;
      }
      case "link_close": {
        const { address, start } = open.pop()!;
        text = text.slice(0, start) + labelled(text.slice(start), address);
        break;
      }
      case "s_open":
      case "s_close":
        text += token.markup;
        break;
      default:
        // Emphasis has no content; text and HTML are kept.
        text += token.content;
    }
  }
  return { text: oneLine(text), links, bold: isBold(tokens) };
}

function labelled(label: string, address: string): string {
  if (label === "" || address === "") return label || address;
  return label === address ? address : `${label} (${address})`;
}

function isBold(tokens: readonly Token[]): boolean {
  const said = tokens.filter((token) => token.nesting !== 0 || token.content.trim() !== "");
  let depth = 0;
  return said.length > 0 && said.every((token) => {
    if (token.type === "strong_open" || token.type === "strong_close") depth += token.nesting;
    return token.type.startsWith("strong_") || depth > 0 || /^\s*:\s*$/.test(token.content);
  });
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
