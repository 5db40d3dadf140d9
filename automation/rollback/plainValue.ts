import { isMap } from "../../config/plainValues";

/** The value at a path of plain objects, or undefined. */
export function valueAt(content: unknown, at: readonly string[]): unknown {
  return at.reduce((value, key) => isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined, content);
}

/** The same content with another value at a path; without it, where that is undefined. Objects on the way are made. */
export function withValue(content: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const others = isMap(content) ? Object.entries(content).filter(([one]) => one !== key) : [];
  const inner = withValue(valueAt(content, [key]), rest, value);
  return Object.fromEntries(inner === undefined ? others : [...others, [key, inner]]);
}
