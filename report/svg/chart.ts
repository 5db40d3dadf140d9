import { html, type Html } from "../html/html";
import { round } from "../html/wayMarks";
import { columnOf } from "./chartColumn";
import { laneOf, laneWidth } from "./chartLane";
import { notesOf, type Note } from "./chartNotes";
import type { Figure } from "./frame";
import { chartLegend } from "./legend";
import { extentOf, type Row } from "./rows";
import type { Rule } from "./rules";
import { letterOf, sentence, span, titleOf, toldIn } from "./sentences";
import { describe, labelOf, type Subject } from "./subject";
import { fitted, strong, widthOf } from "./text";

const rowHeight = 22;
const headHeight = 26;
const longestName = 220;
const longestNote = 480;
/**
 * One lane ordered by version, and beside it a column for each rule: for graphs that have too many edges to draw them one
 * by one. What most edges say is one bar; what they leave out is a gap in it.
 */
export function chartFigure(subject: Subject, allRules: readonly Rule[]): Figure {
  const { rows, rules, hiddenNodes, hiddenEdges } = extentOf(subject, allRules);
  const leftOut = hiddenNodes + hiddenEdges === 0 ? [] : [`Not drawn, since it could not be read: ${hiddenNodes} of ${subject.nodes.length} releases and ${
    hiddenEdges} of ${subject.edges} edges. Ask for a route to see its part of the graph.`];
  const labels = rows.map((row) => labelOfRow(subject, row));
  const names = laneWidth(subject) + 16;
  const versions = names + Math.max(0, ...labels.map(({ name }) => widthOf(name) * strong)) + 8;
  const columns = versions + Math.max(0, ...labels.map(({ version }) => (version === "" ? 0 : widthOf(version) + 8))) + 12;
  const pitch = Math.max(15, Math.min(34, Math.floor(760 / Math.max(1, rules.length))));
  const noted = columns + rules.length * pitch + 10;
  const drawn = rules.map((rule, i) => columnOf(subject, rule, rows, {
    x: round(columns + pitch * (i + 0.5)), width: pitch, rowHeight, title: titleOf(rules, i, sentence(subject, rule, allRules)),
  }));
  const notesFor = notesOf(subject);
  const notes = rows.map(notesFor);
  const width = noted + Math.max(0, ...notes.map((all) => Math.min(longestNote, widthOf(textOf(all)) * strong)));
  const dangers = new Set(drawn.flatMap((column) => [...column.dangers]));
  return {
    width,
    height: headHeight + rows.length * rowHeight,
    body: html`${rules.map((_, i) =>
      letterOf(rules, i) !== "" && html`<text class="middle strong" x="${round(columns + pitch * (i + 0.5))}" y="${headHeight - 8}">${letterOf(rules, i)}</text>`)}
<g transform="translate(0 ${headHeight})">
${rows.map((row, i) => rowMark(subject, row, i, width))}
${laneOf(subject, rows, rowHeight)}
${rows.map((row, i) => labelMark(subject, row, labels[i]!, i, names, versions))}
${drawn.map(({ drawing }) => drawing)}
${notes.map((all, i) => noteMark(all, i, noted))}
</g>`,
    legend: chartLegend(subject, {
      risky: dangers.has("risky"), partly: dangers.has("partly"),
      stepwise: rules.some(({ stepwise }) => stepwise), any: rules.some(({ stepwise }) => !stepwise),
    }),
    said: [...toldIn(subject, rules, allRules), ...leftOut],
  };
}

interface Label {
  readonly name: string;
  readonly version: string;
}

function labelOfRow(subject: Subject, { first, last, kind }: Row): Label {
  if (kind !== "node") return { name: fitted(span(subject, first, last), longestName), version: "" };
  const { name, version = "" } = labelOf(subject.nodes[first]!);
  return { name: fitted(name, longestName), version: fitted(version, longestName / 2) };
}

/** A line that leads the eye from a name to its columns, and the ground of what can be reached. */
function rowMark(subject: Subject, { first }: Row, i: number, width: number): Html {
  const y = i * rowHeight;
  return html`${subject.nodes[first]!.reachable && html`<rect class="reachable" x="0" y="${y}" width="${round(width)}" height="${rowHeight}"/>`}<path class="rule" d="M0 ${y + rowHeight}H${round(width)}"/>
`;
}

function labelMark(subject: Subject, row: Row, { name, version }: Label, i: number, x: number, versions: number): Html {
  const node = subject.nodes[row.first]!;
  const alone = row.kind === "node";
  const look = !alone ? "muted" : node.withdrawn !== undefined ? "gone" : node.part === "none" || node.part === "crossed" ? "" : "strong";
  const y = i * rowHeight + 15.5;
  return html`<text class="${look}" x="${x}" y="${y}">${name}<title>${alone ? describe(node) : span(subject, row.first, row.last)}</title></text>${
    version !== "" && html`<text class="muted" x="${round(versions)}" y="${y}">${version}</text>`}
`;
}

function textOf(notes: readonly Note[]): string {
  return notes.map(({ text }) => text).join(" · ");
}

/** As many notes as there is room for, and how many more there are; the title has them all. */
function shortOf(notes: readonly Note[]): string {
  const room = longestNote / strong;
  for (let shown = notes.length; shown > 0; shown--) {
    const more = notes.length - shown;
    const text = `${textOf(notes.slice(0, shown))}${more > 0 ? ` and ${more} more` : ""}`;
    if (widthOf(text) <= room) return text;
  }
  return fitted(textOf(notes), room);
}

function noteMark(notes: readonly Note[], i: number, x: number): Html | false {
  const first = notes[0];
  return first !== undefined && html`<text class="${first.look}" x="${round(x)}" y="${i * rowHeight + 15.5}">${
    shortOf(notes)}<title>${textOf(notes)}</title></text>
`;
}
