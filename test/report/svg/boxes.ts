import { strong, widthOf } from "../../../report/svg/text";
import { classesOf, ownText, walk, type Element } from "./xml";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly element: Element;
}

/** The room that each mark and text of a drawing takes, in the drawing's own places. */
export function boxesOf(svg: Element): Box[] {
  return [...walk(svg)].flatMap(({ element, x, y }) => {
    const points = pointsOf(element);
    if (points.length === 0) return [];
    const [xs, ys] = [points.map(([px]) => px + x), points.map(([, py]) => py + y)];
    return [{ left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys), element }];
  });
}

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

type Place = readonly [number, number];

function pointsOf(element: Element): Place[] {
  const number = (name: string): number => Number(element.attributes.get(name) ?? 0);
  const around = (x: number, y: number, width: number, height: number): Place[] => [[x, y], [x + width, y + height]];
  switch (element.name) {
    case "rect": return around(number("x"), number("y"), number("width"), number("height"));
    case "circle": return around(number("cx") - number("r"), number("cy") - number("r"), number("r") * 2, number("r") * 2);
    case "path": return pathPoints(element.attributes.get("d")!);
    case "text": {
      const [size, weight] = [classesOf(element).includes("title") ? 18 : 13, /title|strong/.test(element.attributes.get("class") ?? "") ? strong : 1];
      const width = (widthOf(ownText(element)) * weight * size) / 13;
      const left = number("x") - (classesOf(element).some((one) => one === "middle" || one === "number") ? width / 2 : 0);
      return around(left, number("y") - size * 0.8, width, size);
    }
    default: return [];
  }
}

/** Ends and control points, between which every curve stays. */
function pathPoints(path: string): Place[] {
  const found: Place[] = [];
  let [x, y] = [0, 0];
  for (const [, command, rest] of path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const numbers = (rest!.match(/-?[\d.]+/g) ?? []).map(Number);
    const relative = command === command!.toLowerCase() && command !== "z";
    const step = /[hv]/i.test(command!) ? 1 : 2;
    const [startX, startY] = [x, y];
    for (let i = 0; i + step <= numbers.length; i += step) {
      const [a, b] = [numbers[i]!, numbers[i + 1]!];
      const vertical = /v/i.test(command!);
      const [toX, toY] = step === 2 ? [a, b] : vertical ? [relative ? 0 : startX, a] : [a, relative ? 0 : startY];
      [x, y] = relative ? [startX + toX, startY + toY] : [toX, toY];
      found.push([x, y]);
    }
  }
  return found;
}
