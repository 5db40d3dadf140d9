import { html, type Html } from "../html/html";
import type { LegendItem } from "./frame";
import { arrowHead, cross, numberBadge, octagon } from "./marks";
import type { DrawnNode, Subject } from "./subject";

const item = (sign: Html, words: string): LegendItem => ({ sign, words });

/** Only what occurs in the drawing is explained. */
function items(...all: readonly (LegendItem | false)[]): LegendItem[] {
  return all.filter((one) => one !== false);
}

const middle = { x: 13, y: 9 };
const line = (look: string): Html =>
  html`<path class="edge ${look}" d="M0 9H19"/>${arrowHead({ x: 0, y: 9 }, { x: 26, y: 9 }, look)}`;
const box = (look: string): Html => html`<rect class="box ${look}" x="2" y="2" width="22" height="14" rx="4"/>`;

/** What both kinds of drawing have: the way, or why there is none. */
function wayItems(subject: Subject, goal: (reached: string) => Html): (LegendItem | false)[] {
  const has = (part: DrawnNode["part"]): boolean => subject.nodes.some((node) => node.part === part);
  return [
    has("goal") && item(goal(subject.hops.length > 0 ? "reached" : ""), "where it should go"),
    subject.hops.length > 0 && item(numberBadge(middle, 1), "hop, in order"),
    subject.missing !== undefined && item(cross(middle), "not allowed: the missing hop"),
  ];
}

/** Of a drawing with boxes and arrows. */
export function boxLegend(subject: Subject): LegendItem[] {
  const has = (test: (node: DrawnNode) => boolean): boolean => subject.nodes.some(test);
  return items(
    has(({ part }) => part === "start") && item(box("way start"), "where it is"),
    has(({ part }) => part === "stop") && item(box("way reached"), "stop"),
    ...wayItems(subject, (reached) => html`${box(`way ${reached}`)}<rect class="ring" x="-2" y="-2" width="30" height="22" rx="7"/>`),
    has(({ part }) => part === "crossed") && item(box("passed"), "crossed, its notes count"),
    has(({ reachable }) => reachable) && item(box("open"), "can be reached"),
    has(({ required }) => required) && item(html`<path class="box required" d="${octagon(middle, 24, 15)}"/>`, "required stop"),
    has(({ withdrawn }) => withdrawn !== undefined) && item(box("gone"), "withdrawn: can only be left"),
    subject.edges > 0 && item(line(""), "allowed"),
    subject.risky > 0 && item(line("risky"), "allowed, with risks"),
  );
}

/** Of a chart. What a word in its row says already is not said again. */
export function chartLegend(subject: Subject, look: Readonly<Record<"risky" | "partly" | "stepwise" | "any", boolean>>): LegendItem[] {
  const has = (test: (node: DrawnNode) => boolean): boolean => subject.nodes.some(test);
  const comparative = subject.falling ? "older" : "newer";
  const bar = (kind: string): Html => html`<rect class="to ${kind}" x="9" y="1" width="8" height="16" rx="2"/>`;
  return items(
    subject.edges > 0 && item(html`<path class="fromline" d="M13 0V18"/><circle class="from" cx="13" cy="9" r="4"/>`, "from here"),
    look.any && item(bar(""), `straight to here, if it is ${comparative}`),
    look.risky && item(bar("risky"), "with risks"),
    look.partly && item(bar("partly"), "with risks from some releases"),
    look.stepwise && item(html`<path class="toline" d="M13 0V18"/><rect class="to" x="9.5" y="5" width="7" height="8" rx="2"/>`, "only to the next"),
    ...wayItems(subject, (reached) => html`<circle class="dot ${reached === "" ? "start" : "way"}" cx="13" cy="9" r="5"/><circle class="ring" cx="13" cy="9" r="8.5"/>`),
    has(({ part }) => part === "stop") && item(html`<circle class="dot way" cx="13" cy="9" r="5.5"/>`, "stop"),
    has(({ part }) => part === "crossed") && item(html`<path class="tick" d="M8 9H18"/>`, "crossed, its notes count"),
    has(({ reachable }) => reachable) && item(html`<rect class="reachable" width="26" height="18"/>`, "can be reached"),
  );
}
