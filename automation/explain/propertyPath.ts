import { isRecord, type Value } from "../../engines/rehearsal/values";

/** The keys of a path as `differences` writes it: `spec.containers[0].args`, `data["a.b"]`. */
export function keysOf(path: string): (string | number)[] {
  return [...path.matchAll(/\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)].map(([, word, index, quoted]) =>
    word ?? (index === undefined ? JSON.parse(quoted!) as string : Number(index)));
}

/** What stands at a path; undefined where nothing does. */
export function valueAtPath(value: Value | undefined, path: string): Value | undefined {
  let at = value;
  for (const key of keysOf(path)) {
    if (typeof key === "number") at = Array.isArray(at) ? at[key] as Value | undefined : undefined;
    else at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}
