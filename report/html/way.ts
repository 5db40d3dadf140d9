import type { Hop, Plan, PlannedComponent } from "../../upgrades/planModel";
import { badge } from "./badge";
import { html, type Content, type Html } from "./html";
import type { Section } from "./section";
import { table } from "./table";
import { axisOf, type Axis } from "./wayAxis";
import { laneOf } from "./wayLane";
import { noReturnSign, pauseSign } from "./wayMarks";
import { move, systemOf } from "./words";

/** The way, drawn and in words: the table says all that the drawing shows. */
export function waySection(plan: Plan): Section {
  return {
    id: "way",
    title: "The way",
    content: html`<figure>
${drawing(plan, 860, "wide")}
${drawing(plan, 340, "narrow")}
<figcaption>${legend(plan)}</figcaption>
</figure>
${plan.hops.length > 0 && table("The same in words: hops in the order in which they are carried out", [
    { head: "Hop" }, { head: "Component", names: true }, { head: "From → to" }, { head: "Releases crossed" },
    { head: "Downtime" }, { head: "Way back" },
  ], plan.hops.map((hop) => hopRow(plan, hop)))}
${plan.components.filter(({ verdict, from, to }) => verdict === "blocked" || from === to)
    .map((component) => html`<p>${wayOf(component)}.</p>`)}`,
  };
}

/** Drawn twice, since type that is scaled down to a phone's width can't be read; the style sheet shows what fits. */
function drawing(plan: Plan, width: number, name: string): Html {
  const axes = new Map<string, Axis>();
  const axisFor = (system: string): Axis =>
    axisOf(plan.components.filter(({ component }) => systemOf(component) === system), 14, width - 14);
  const lanes: Html[] = [];
  let y = 0;
  for (const component of plan.components) {
    const system = systemOf(component.component);
    const axis = axes.get(system) ?? axisFor(system);
    axes.set(system, axis);
    const lane = laneOf(component, plan.hops, axis, y, width);
    lanes.push(lane.drawing);
    y += lane.height + 10;
  }
  const box = `0 0 ${width} ${Math.max(1, y)}`;
  return html`<svg class="way ${name}" viewBox="${box}" role="img" aria-label="${summary(plan)}">
${lanes}
</svg>`;
}

function summary(plan: Plan): string {
  const ways = plan.components.map(wayOf).join(", ");
  const rest = plan.hops.length > 0 ? "The table below says the same in words." : "There are no hops.";
  return `One lane a component: ${ways}. ${rest}`;
}

function wayOf({ component, from, to, route, verdict }: PlannedComponent): string {
  if (verdict === "blocked") return `${component} has no allowed way, ${move(from, to)}`;
  if (from === to) return `${component} stays at ${to}`;
  return `${component} by ${[...(from === null ? ["not installed"] : []), ...route].join(", ")}`;
}

function hopRow(plan: Plan, hop: Hop): Content[] {
  const crossed = hop.changes.map(({ component, from, to }) => crossedBetween(plan, component, from, to));
  const lines = (parts: readonly Content[]): Content => parts.map((part) => html`<div>${part}</div>`);
  return [
    html`<a href="#hop-${hop.number}">${hop.number}</a>`,
    lines(hop.changes.map(({ component }) => component)),
    lines(hop.changes.map(({ from, to }) => html`<span class="whole">${move(from, to)}</span>`)),
    lines(crossed),
    hop.offline ? badge("warn", "❚❚", "offline") : "none",
    hop.pointOfNoReturn.length > 0 ? badge("warn", "◆", "only with its backup") : "open",
  ];
}

/** How many releases a hop passes over or reaches, counted by the component's own list. */
function crossedBetween(plan: Plan, component: string, from: string | null, to: string): number {
  const all = plan.components.find((one) => one.component === component)?.releasesCrossed ?? [];
  const [start, end] = [from === null ? -1 : all.indexOf(from), all.indexOf(to)];
  return Math.abs(end - start);
}

function legend(plan: Plan): Html {
  const item = (sign: Content, words: string): Html =>
    html`<li><svg class="way sample" viewBox="0 0 26 26" aria-hidden="true">${sign}</svg> ${words}</li>`;
  const at = (sign: Html): Html => html`<g transform="translate(4 4)">${sign}</g>`;
  const { hops, components } = plan;
  const reached = html`<circle class="reached" cx="13" cy="13" r="7"/>`;
  const number = html`<circle class="number" cx="13" cy="13" r="11"/><text class="number" x="13" y="17.5">1</text>`;
  const final = hops.some(({ pointOfNoReturn }) => pointOfNoReturn.length > 0);
  return html`<ul class="legend">
${item(html`<circle class="start" cx="13" cy="13" r="7"/>`, "where it is")}
${item(reached, "stop")}
${item(html`${reached}<circle class="ring" cx="13" cy="13" r="11"/>`, "where it should go")}
${components.some(({ releasesCrossed }) => releasesCrossed.length > 1)
    && item(html`<line class="tick" x1="13" x2="13" y1="7" y2="19"/>`, "release crossed, its notes count")}
${hops.length > 0 && item(number, "hop, in order")}
${hops.some(({ offline }) => offline) && item(at(pauseSign), "offline: three ups, with downtime")}
${final && item(at(noReturnSign), "no way back without its backup")}
</ul>`;
}
