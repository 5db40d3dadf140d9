import MarkdownIt from "markdown-it";
import { inlineOf, type Inline } from "./inline";

/** Lines of the source, one-based, both included. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

export interface Item {
  readonly blocks: readonly Block[];
  readonly lines: Lines;
}

/** What a Markdown text is made of, as far as release notes care. */
export type Block =
  /** `level` 1 to 6. */
  | { readonly type: "heading"; readonly level: number; readonly inline: Inline; readonly lines: Lines }
  | { readonly type: "paragraph"; readonly inline: Inline; readonly lines: Lines }
  | { readonly type: "list"; readonly items: readonly Item[]; readonly lines: Lines }
  | { readonly type: "quote"; readonly blocks: readonly Block[]; readonly lines: Lines }
  | { readonly type: "table"; readonly head: readonly Inline[]; readonly rows: readonly Row[]; readonly lines: Lines }
  /** `text` with its fence, as it was written, without the indentation of what it stands in. */
  | { readonly type: "code"; readonly text: string; readonly lines: Lines }
  | { readonly type: "html"; readonly text: string; readonly lines: Lines };

export interface Row {
  readonly cells: readonly Inline[];
  readonly lines: Lines;
}

type Token = ReturnType<MarkdownIt["parse"]>[number];

const markdown = new MarkdownIt("default", { html: true, linkify: true });
// Links are kept as they were written: they are shown to a person and looked for in the source.
markdown.normalizeLink = (url) => url;
markdown.normalizeLinkText = (url) => url;
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

/** Parses Markdown (CommonMark with GitHub's tables and bare links). Every text is Markdown; nothing is thrown. */
export function blocksOf(text: string): Block[] {
  return new Reader(markdown.parse(text, {})).blocks();
}

/** Makes a tree of the parser's flat list of tokens. */
class Reader {
  private next = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** The blocks up to the end of the one that the reader is in. */
  blocks(): Block[] {
    const found: Block[] = [];
    for (;;) {
      const token = this.tokens[this.next];
      if (token === undefined || token.nesting < 0) return found;
      this.next++;
      const block = this.block(token);
      if (block) found.push(block);
    }
  }

  private block(token: Token): Block | undefined {
    const lines = linesOf(token);
    switch (token.type) {
      case "heading_open": return { type: "heading", level: Number(token.tag.slice(1)), inline: this.inline(), lines };
      case "paragraph_open": return { type: "paragraph", inline: this.inline(), lines };
      case "blockquote_open": return { type: "quote", blocks: this.inside(() => this.blocks()), lines };
      case "table_open": return this.inside(() => this.table(lines));
      case "bullet_list_open":
      case "ordered_list_open": return { type: "list", items: this.inside(() => this.each("list_item_open", () => this.blocks())
        .map(({ value, lines: itemLines }) => ({ blocks: value, lines: itemLines }))), lines };
      case "fence": return { type: "code", text: `${token.markup}${token.info}\n${token.content}${token.markup}`, lines };
      case "code_block": return { type: "code", text: token.content.trimEnd(), lines };
      case "html_block": return { type: "html", text: token.content.trimEnd(), lines };
      default: return undefined;
    }
  }

  private inline(): Inline {
    return this.inside(() => inlineOf(this.tokens[this.next++]!.children ?? []));
  }

  private table(lines: Lines): Block {
    const [head, ...body] = this.sections();
    return { type: "table", head: head?.[0]?.cells ?? [], rows: body.flat(), lines };
  }

  /** The rows of a table's head, then those of its body. */
  private sections(): Row[][] {
    return this.each(/^t(head|body)_open$/, () => this.each("tr_open", () => this.each(/^t[hd]_open$/, () => inlineOf(this.tokens[this.next++]!.children ?? [])))
      .map(({ value, lines }) => ({ cells: value.map((cell) => cell.value), lines }))).map(({ value }) => value);
  }

  /** Reads what stands in each of the elements of a kind that follow each other. */
  private each<T>(kind: string | RegExp, read: () => T): { value: T; lines: Lines }[] {
    const found: { value: T; lines: Lines }[] = [];
    for (;;) {
      const token = this.tokens[this.next];
      if (token === undefined || (typeof kind === "string" ? token.type !== kind : !kind.test(token.type))) return found;
      this.next++;
      found.push({ value: this.inside(read), lines: linesOf(token) });
    }
  }

  /** Reads what stands in an element, and its end. */
  private inside<T>(read: () => T): T {
    const value = read();
    this.next++;
    return value;
  }
}

function linesOf({ map }: Token): Lines {
  const [from, end] = map ?? [0, 1];
  return { from: from + 1, to: Math.max(end, from + 1) };
}
