import { html, type Content, type Html } from "./html";

// A closing bracket or full stop behind an address belongs to the sentence.
const address = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:)\]]/g;

/** Text in which web addresses can be followed. Nothing else becomes a link, whatever scheme it names. */
export function linked(text: string): Content {
  const parts: Content[] = [];
  let end = 0;
  for (const { 0: url, index } of text.matchAll(address)) {
    parts.push(text.slice(end, index), link(url, shortened(url)));
    end = index + url.length;
  }
  return [...parts, text.slice(end)];
}

function link(url: string, text: string): Html {
  return html`<a href="${url}" title="${url}" rel="noopener noreferrer">${text}</a>`;
}

/** `owner/name#2301` for what GitHub calls an issue or a pull request; other addresses without their scheme. */
function shortened(url: string): string {
  const [, repository, number] = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:pull|issues)\/(\d+)$/.exec(url) ?? [];
  if (repository !== undefined && number !== undefined) return `${repository}#${number}`;
  return url.replace(/^https?:\/\//, "");
}
