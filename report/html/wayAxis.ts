import { compareVersions } from "../../releases/version";
import type { PlannedComponent } from "../../upgrades/planModel";

/** Where the releases of a system stand on its lanes. `null` is the place before the first one: not installed. */
export interface Axis {
  readonly at: (version: string | null) => number;
}

/** Between two releases that have a name below them. */
const apart = 60;

/**
 * One axis for all components of a system, so that the same release stands in the same place on each lane. Stops get
 * the room that their numbers and names need; what is left is shared by the releases between them.
 */
export function axisOf(components: readonly PlannedComponent[], left: number, right: number): Axis {
  const named = new Set(components.flatMap(({ from, to, route }) => [to, ...(from === null ? [] : [from]), ...route]));
  const versions = new Set([...named, ...components.flatMap(({ releasesCrossed }) => releasesCrossed)]);
  const slots: (string | null)[] = [...versions].sort(compareVersions);
  if (components.some(({ from }) => from === null)) slots.unshift(null);
  const stops = slots.flatMap((version, i) => (version === null || named.has(version) ? [i] : []));
  const segments = stops.slice(1).map((end, i) => ({ start: stops[i]!, end }));
  const least = Math.min(apart, (right - left) / Math.max(1, segments.length));
  const shared = (right - left - least * segments.length) / Math.max(1, slots.length - 1);
  const places = new Map<string | null, number>();
  let x = left;
  for (const { start, end } of segments) {
    const width = least + shared * (end - start);
    for (let i = start; i <= end; i++) places.set(slots[i]!, x + (width * (i - start)) / (end - start));
    x += width;
  }
  return { at: (version) => places.get(version) ?? left };
}
