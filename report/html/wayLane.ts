import type { Hop, PlannedComponent } from "../../upgrades/planModel";
import { html, type Html } from "./html";
import type { Axis } from "./wayAxis";
import { hopMark, round, textWidth } from "./wayMarks";

export interface Lane {
  readonly drawing: Html;
  readonly height: number;
}

/** One component's way, drawn from the top of `y` down: its name, its hops' numbers, the releases, the stops' names. */
export function laneOf(component: PlannedComponent, hops: readonly Hop[], axis: Axis, y: number, width: number): Lane {
  const line = y + 62;
  const { from, to, route, releasesCrossed, verdict } = component;
  const stops: (string | null)[] = verdict === "blocked" ? [...new Set([from, to])]
    : from === null ? [null, ...route] : route.length > 0 ? [...route] : [from];
  const between = [from, ...releasesCrossed].filter((version) => !stops.includes(version));
  const labels = placed(stops, axis, width);
  const rows = 1 + Math.max(0, ...labels.map(({ row }) => row));
  const legs = stops.slice(1).map((end, i) => ({ start: stops[i]!, end: end! }));
  return {
    height: 84 + rows * 16,
    drawing: html`<g>
<text x="0" y="${y + 15}" class="name">${component.component}</text>
${between.map((version) => tick(axis.at(version), line, version))}
${verdict === "blocked" && legs.map(({ start, end }) => noWay(axis.at(start), axis.at(end), line))}
${verdict === "allowed" && legs.map(({ start, end }) => {
    const hop = hops.find(({ changes }) => changes.some((change) =>
      change.component === component.component && change.from === start && change.to === end));
    return hopMark(hop, axis.at(start), axis.at(end), line, width);
  })}
${stops.map((version, i) => node(axis.at(version), line, version, i === 0, i === stops.length - 1))}
${labels.map(({ x, row, text }) => html`<text class="stop" x="${round(x)}" y="${line + 24 + row * 16}">${text}</text>`)}
</g>`,
  };
}

function tick(x: number, y: number, version: string | null): Html {
  const at = round(x);
  return html`<line class="tick" x1="${at}" x2="${at}" y1="${y - 5}" y2="${y + 5}">
<title>${version ?? ""}</title></line>`;
}

/** Where a component is: hollow. A stop: full. Where it should go: full, with a ring. */
function node(x: number, y: number, version: string | null, first: boolean, last: boolean): Html {
  const look = first ? (version === null ? "absent" : "start") : "reached";
  return html`<circle class="${look}" cx="${round(x)}" cy="${y}" r="7"/>${last && !first
    && html`<circle class="ring" cx="${round(x)}" cy="${y}" r="11"/>`}`;
}

function noWay(from: number, to: number, y: number): Html {
  const x = round((from + to) / 2);
  return html`<line class="noway" x1="${round(from)}" x2="${round(to)}" y1="${y}" y2="${y}"/>
<circle class="cross" cx="${x}" cy="${y}" r="11"/><path class="crossed" d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8"/>
<text class="bad" x="${x}" y="${y - 20}">no allowed way</text>`;
}

interface Label {
  readonly x: number;
  readonly row: number;
  readonly text: string;
}

/** Names below their stops, in a lower row where they would touch the one before, and never over the edge. */
function placed(stops: readonly (string | null)[], axis: Axis, width: number): Label[] {
  const ends: number[] = [];
  return [...stops].map((version) => ({ text: version ?? "not installed", x: axis.at(version) }))
    .sort((a, b) => a.x - b.x)
    .map(({ text, x }) => {
      const half = textWidth(text) / 2;
      const middle = Math.max(half, Math.min(width - half, x));
      const free = ends.findIndex((end) => end + 6 <= middle - half);
      const row = free === -1 ? ends.length : free;
      ends[row] = middle + half;
      return { text, x: middle, row };
    });
}
