import type { Hop } from "../../upgrades/planModel";
import { html, type Html } from "./html";

/** An upper bound for 13px text in the page's fonts; there is nothing to measure with when a report is made. */
export function textWidth(text: string): number {
  return text.length * 7.4;
}

/** Places to a tenth, so that the file stays small and the same on every machine. */
export function round(place: number): number {
  return Math.round(place * 10) / 10;
}

/** An arrow along the lane, and above it the hop's number with what is special about it. */
export function hopMark(hop: Hop | undefined, from: number, to: number, y: number, width: number): Html {
  const forth = to >= from ? 1 : -1;
  const [start, tip] = [from + 9 * forth, to - 12 * forth];
  const look = hop?.offline ? "hop offline" : "hop";
  const arrow = html`<line class="${look}" x1="${round(start)}" x2="${round(tip - 6 * forth)}" y1="${y}" y2="${y}"/>
<path class="head" d="M${round(tip)} ${y}l${-9 * forth} -5.5v11z"/>`;
  if (!hop) return arrow;
  const marks = [
    ...(hop.offline ? [{ sign: pauseSign, word: "offline" }] : []),
    ...(hop.pointOfNoReturn.length > 0 ? [{ sign: noReturnSign, word: "no way back" }] : []),
  ];
  const wordy = 24 + marks.reduce((sum, { word }) => sum + 26 + textWidth(word), 0);
  const words = wordy <= Math.abs(to - from);
  const whole = words ? wordy : 24 + marks.length * 21;
  const x = Math.max(0, Math.min(width - whole, (from + to) / 2 - whole / 2));
  const middle = y - 26;
  let next = x + 27;
  return html`${arrow}<circle class="number" cx="${round(x + 11)}" cy="${middle}" r="11"/>
<text class="number" x="${round(x + 11)}" y="${middle + 4.5}">${hop.number}</text>
${marks.map(({ sign, word }) => {
    const left = next;
    next += words ? 26 + textWidth(word) : 21;
    return html`<g transform="translate(${round(left)} ${middle - 9})"><title>${word}</title>${sign}${
      words && html`<text class="mark" x="22" y="13.5">${word}</text>`}</g>`;
  })}`;
}

/** 18 × 18: a pause, for a hop that needs the component to stand still. */
export const pauseSign = html`<rect class="sign" width="18" height="18" rx="4"/>
<path class="signed" d="M6.5 5v8M11.5 5v8"/>`;

/** 18 × 18: a warning, for what can't be taken back without a restore. */
export const noReturnSign = html`<path class="sign" d="M9 0L18 9L9 18L0 9z"/>
<path class="signed" d="M9 5v4.5M9 12.4v.4"/>`;
