import { html, Html } from "../html/html";
import { round } from "../html/wayMarks";
import { sizeOf, type Subject } from "./subject";
import { style } from "./style";
import { fitted, oneLine, strong, widthOf, wrapped } from "./text";

export interface LegendItem {
  /** Drawn in 26 × 18. */
  readonly sign: Html;
  readonly words: string;
}

/** What stands between the title and the legend, drawn from 0 0 on. */
export interface Figure {
  readonly body: Html;
  readonly width: number;
  readonly height: number;
  readonly legend: readonly LegendItem[];
  /** Sentences below the legend. */
  readonly said: readonly string[];
}

const margin = 20;
/** So that titles and sentences have room. */
const leastWidth = 640;
/** The most risks that are named in the picture; the rest is counted. */
const mostRisks = 12;

/** A whole SVG document: no scripts, nothing from elsewhere, all text escaped, the same for the same graph. */
export function framed(subject: Subject, figure: Figure): string {
  const inner = Math.ceil(Math.max(leastWidth, figure.width));
  const width = inner + 2 * margin;
  const parts: Html[] = [];
  let y = margin;
  const say = (text: string, look: string, line = 20): void => {
    for (const one of wrapped(text, inner)) {
      y += line;
      parts.push(html`<text class="${look}" x="${margin}" y="${y - 5}">${one}</text>`);
    }
  };
  y += 22;
  // Its type is strong and of 18px where widths are reckoned for 13px.
  parts.push(html`<text class="title" x="${margin}" y="${y - 5}">${fitted(subject.title, (inner * 13) / 18 / strong)}<title>${oneLine(subject.title)}</title></text>`);
  say(sizeOf(subject), "muted");
  const { verdict } = subject;
  if (verdict) say(`${verdict.allowed ? "✓" : "✕"} ${verdict.text}`, verdict.allowed ? "good" : "bad");
  y += 14;
  const top = y;
  y += Math.ceil(figure.height) + 10;
  let x = margin;
  if (figure.legend.length > 0) y += 24;
  for (const { sign, words } of figure.legend) {
    const wide = 34 + widthOf(words) + 18;
    if (x > margin && x + wide > margin + inner) {
      x = margin;
      y += 24;
    }
    parts.push(html`<g transform="translate(${round(x)} ${y - 16})">${sign}<text class="muted" x="34" y="13.5">${words}</text></g>`);
    x += wide;
  }
  y += 8;
  for (const sentence of [...figure.said, ...risksOf(subject), ...subject.remarks]) say(sentence, "", 19);
  const height = y + margin;
  return `${html`<svg xmlns="http://www.w3.org/2000/svg" class="drawing" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${oneLine(subject.title)}</title>
<desc id="desc">${descriptionOf(subject, figure)}</desc>
<style>${new Html(style)}</style>
<rect class="ground" width="${width}" height="${height}"/>
<g transform="translate(${margin} ${top})">
${figure.body}
</g>
${parts.map((part) => [part, "\n"])}</svg>`.text}\n`;
}

function descriptionOf(subject: Subject, { said }: Figure): string {
  return [sizeOf(subject), subject.verdict?.text, ...said, ...risksOf(subject), ...subject.remarks]
    .filter((text) => text !== undefined).map((text) => oneLine(text).replace(/\.$/, "")).join(". ");
}

function risksOf({ riskNames }: Subject): string[] {
  const more = riskNames.length - mostRisks;
  return riskNames.length === 0 ? []
    : [`Risks: ${riskNames.slice(0, mostRisks).map(oneLine).join(", ")}${more > 0 ? ` and ${more} more` : ""}`];
}
