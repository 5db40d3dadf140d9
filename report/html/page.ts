import { Html, html, type Content } from "./html";
import type { Section } from "./section";
import { style } from "./style";

/** Load nothing, run nothing. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The file around the sections. The policy in its head lets a browser load and run nothing at all, so a report is safe
 * to open even if something in its data should ever get past the escaping.
 */
export function page(title: string, generated: Date, subtitle: Content, sections: readonly Section[]): string {
  const time = generated.toISOString();
  const document = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="small">${subtitle} Made <time datetime="${time}">${time.slice(0, 16).replace("T", " ")} UTC</time>.</p>
<nav aria-label="Contents"><ul class="contents">${sections.map((section) =>
    html`<li><a href="#${section.id}">${section.title}</a></li>`)}</ul></nav>
</header>
<main>
${sections.map((section) => html`<section aria-labelledby="${section.id}">
<h2 id="${section.id}">${section.title}</h2>
${section.content}
</section>
`)}</main>
<footer>
<p class="small">Made by stepwise. This file loads nothing and runs nothing; it holds no values of resources.</p>
</footer>
</body>
</html>
`;
  return document.text;
}
