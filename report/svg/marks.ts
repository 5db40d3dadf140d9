import { html, type Html } from "../html/html";
import { round } from "../html/wayMarks";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The tip of an arrow at `tip`, seen from `from`. */
export function arrowHead(from: Point, tip: Point, look: string, size = 9): Html {
  const length = Math.hypot(tip.x - from.x, tip.y - from.y) || 1;
  const [dx, dy] = [(tip.x - from.x) / length, (tip.y - from.y) / length];
  const at = (back: number, aside: number): string =>
    `${round(tip.x - dx * back - dy * aside)} ${round(tip.y - dy * back + dx * aside)}`;
  return html`<path class="head ${look}" d="M${at(0, 0)}L${at(size, size * 0.55)}L${at(size, -size * 0.55)}z"/>`;
}

/** The number of a hop. */
export function numberBadge({ x, y }: Point, number: number): Html {
  return html`<circle class="badge" cx="${round(x)}" cy="${round(y)}" r="10"/><text class="number" x="${round(x)}" y="${round(y + 4.5)}">${number}</text>`;
}

/** What stands on a hop that is not there. */
export function cross({ x, y }: Point): Html {
  const [left, top] = [round(x - 4), round(y - 4)];
  return html`<circle class="cross" cx="${round(x)}" cy="${round(y)}" r="10"/><path class="through" d="M${left} ${top}l8 8m0 -8l-8 8"/>`;
}

/** How much of each corner an octagon lacks. */
const cut = 0.29;

/** A rectangle with its corners cut off, around a place: a required stop, as on a road sign. */
export function octagon({ x, y }: Point, width: number, height: number): string {
  const corner = Math.min(height, width) * cut;
  const [left, inLeft, inRight, right] = [x - width / 2, x - width / 2 + corner, x + width / 2 - corner, x + width / 2].map(round);
  const [top, inTop, inBottom, bottom] = [y - height / 2, y - height / 2 + corner, y + height / 2 - corner, y + height / 2].map(round);
  return `M${left!} ${inTop!}L${inLeft!} ${top!}H${inRight!}L${right!} ${inTop!}V${inBottom!}L${inRight!} ${bottom!}H${inLeft!}L${left!} ${inBottom!}z`;
}

/** The end of a line on the side of a box, moved away from the corner: an octagon has none, and it looks better. */
export function offCorner(end: Point, { x, y }: Point, width: number, height: number): Point {
  const corner = Math.min(height, width) * cut;
  const within = (value: number, middle: number, half: number): number => Math.max(middle - half, Math.min(middle + half, value));
  const onSide = Math.abs(end.x - x) / width > Math.abs(end.y - y) / height;
  return onSide ? { x: end.x, y: within(end.y, y, height / 2 - corner) } : { x: within(end.x, x, width / 2 - corner), y: end.y };
}

/** A line through points, its bends rounded. */
export function throughPoints(points: readonly Point[], radius = 14): string {
  const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
  const towards = (a: Point, b: Point): Point => {
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const part = Math.min(radius / length, 0.5);
    return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
  };
  const inner = points.slice(1, -1).map((point, i) =>
    `L${at(towards(point, points[i]!))}Q${at(point)} ${at(towards(point, points[i + 2]!))}`);
  return `M${at(points[0]!)}${inner.join("")}L${at(points.at(-1)!)}`;
}

/** The point half way along a line through points. */
export function middleOf(points: readonly Point[]): Point {
  const lengths = points.slice(1).map((point, i) => Math.hypot(point.x - points[i]!.x, point.y - points[i]!.y));
  let rest = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [i, length] of lengths.entries()) {
    if (rest <= length && length > 0) {
      const [a, b] = [points[i]!, points[i + 1]!];
      return { x: a.x + ((b.x - a.x) * rest) / length, y: a.y + ((b.y - a.y) * rest) / length };
    }
    rest -= length;
  }
  return points[0]!;
}
