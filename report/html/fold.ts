import { html, type Content, type Html } from "./html";

/** Something to look up rather than to read; it prints opened. */
export function fold(summary: Content, content: Content): Html {
  return html`<details><summary>${summary}</summary>${content}</details>`;
}
