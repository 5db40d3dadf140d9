import { html, type Content, type Html } from "./html";

export type Tone = "good" | "bad" | "warn" | "plain";

/** A word with a sign before it. The sign is left out for readers that speak, since the word says it all. */
export function badge(tone: Tone, sign: string, word: Content): Html {
  return html`<span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** Something that must not be overlooked. */
export function box(tone: Tone, content: Content): Html {
  return html`<div class="box ${tone}">${content}</div>`;
}
