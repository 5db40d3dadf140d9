import { html, type Html } from "../html/html";
import { round } from "../html/wayMarks";
import { arrowHead, cross, numberBadge, octagon } from "./marks";
import type { Row } from "./rows";
import type { Subject } from "./subject";
import { oneLine } from "./text";

/** The room that arcs need to the left of the lane. */
const arcs = 62;

/** Where the lane's dots stand, and so where names may begin. */
export function laneWidth({ hops, missing }: Subject): number {
  return (hops.length > 0 || missing ? arcs : 0) + 12;
}

/** The releases as dots, neighbours joined where one may follow the other, the route or the missing hop as arcs. */
export function laneOf(subject: Subject, rows: readonly Row[], rowHeight: number): Html {
  const x = laneWidth(subject);
  const rowOf = new Map(rows.flatMap(({ first, last }, row) =>
    Array.from({ length: last - first + 1 }, (_, i): [number, number] => [first + i, row])));
  const y = (node: number): number => rowOf.get(node)! * rowHeight + rowHeight / 2;
  const { missing } = subject;
  return html`${rows.map((row) => spine(subject, row, x, y))}
${subject.hops.map(({ from, to, number }) =>
    arc(x, y(from), y(to), subject.risks(from, to).length > 0 ? "way risky" : "way", number, titleOf(subject, from, to)))}
${missing && arc(x, y(missing.from), y(missing.to), "gap", undefined, `${titleOf(subject, missing.from, missing.to)}: not allowed`)}
${rows.map((row) => dot(subject, row, x, y(row.first)))}
`;
}

function titleOf({ nodes, risks }: Subject, from: number, to: number): string {
  const names = risks(from, to).map(oneLine).join(", ");
  return `${oneLine(nodes[from]!.name)} → ${oneLine(nodes[to]!.name)}${names === "" ? "" : `; risks: ${names}`}`;
}

/** From a release to the next that was not withdrawn, if that may follow it: a break shows where it may not. */
function spine(subject: Subject, { first, last, kind }: Row, x: number, y: (node: number) => number): Html | false {
  const next = subject.nodes.findIndex(({ withdrawn }, node) => node > last && withdrawn === undefined);
  if (kind === "hidden" || next === -1 || !subject.targets[last]!.includes(next)) return false;
  const [start, end] = [y(first), y(next)];
  const look = subject.risks(last, next).length > 0 ? "spine risky" : "spine";
  const around = next > last + 1 ? `C${x + 10} ${start + 12} ${x + 10} ${end - 12} ${x} ${end}` : `V${end}`;
  return html`<path class="${look}" d="M${x} ${start}${around}"/>`;
}

function arc(x: number, start: number, end: number, look: string, number: number | undefined, title: string): Html {
  const span = Math.abs(end - start);
  const out = Math.min(arcs * 1.2, 46 + span * 0.1);
  const [left, tip] = [x - 9, { x: x - 9, y: end }];
  // The middle of a cubic curve lies at three quarters of what its control points stand off.
  const middle = { x: left - out * 0.75, y: (start + end) / 2 };
    return html`<g><title>${title}</title><path class="edge ${look}" d="M${left} ${start}C${round(left - out)} ${start} ${round(left - out)} ${end} ${
    left - 8} ${end}"/>${arrowHead({ x: left - out, y: end }, tip, look, 11)}${number === undefined ? cross(middle) : numberBadge(middle, number)}</g>
`;
}

function dot(subject: Subject, { first, kind }: Row, x: number, y: number): Html {
  const { part, required, withdrawn } = subject.nodes[first]!;
  if (kind !== "node") return html`${[-6, 0, 6].map((by) => html`<circle class="dot${part === "crossed" ? " way" : ""}" cx="${x}" cy="${y + by}" r="2"/>`)}`;
  const reached = part === "stop" || (part === "goal" && subject.hops.length > 0);
  const shape = (look: string, radius: number): Html => (required
    ? html`<path class="${look}" d="${octagon({ x, y }, radius * 2 + 4, radius * 2 + 4)}"/>`
    : html`<circle class="${look}" cx="${x}" cy="${y}" r="${radius}"/>`);
  if (part === "crossed" && !required) return html`<path class="tick" d="M${x - 5} ${y}h10"/>`;
  const look = reached ? "way" : part === "start" || part === "goal" ? "start" : required ? "sign" : withdrawn !== undefined ? "gone" : "";
  return html`${shape(`dot ${look}`, part === "none" || part === "crossed" ? 4 : 5)}${part === "goal" && shape("ring", 8.5)}`;
}
