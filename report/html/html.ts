import { unseen } from "../../releases/problem";

/** A piece of finished HTML. Everything else that reaches the page is text and gets escaped. */
export class Html {
  constructor(readonly text: string) {}
}

export type Content = Html | string | number | undefined | false | readonly Content[];

/**
 * HTML from a template: what stands in the template is markup, what is put in is text, unless it was made by this
 * function itself. So nothing that comes from a catalog, a stack or a log can become markup by being forgotten.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(strings.map((text, i) => text + (i < values.length ? textOf(values[i]) : "")).join(""));
}

function textOf(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Html) return content.text;
  if (typeof content === "string" || typeof content === "number") return escape(String(content));
  return content.map(textOf).join("");
}

/** Several pieces with something between them, such as `", "`. */
export function joined(parts: readonly Content[], between: Content): Content {
  return parts.map((part, i) => (i === 0 ? part : [between, part]));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;",
};

/** Text as it may stand between tags and in a quoted attribute. */
export function escape(text: string): string {
  // Line ends and tabs are white space in HTML; the rest is not allowed there.
  return text.replace(unseen, (char) => /[\t\n\r]/.test(char) ? char : "\ufffd").replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
