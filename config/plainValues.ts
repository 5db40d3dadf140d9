/** Values of a chart's kind, as a stack file has them: maps of maps, lists and scalars. */
export type Values = Readonly<Record<string, unknown>>;

/** Whether a value is a map, which values lie over key by key; anything else is replaced as a whole. */
export function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is at a key, or undefined where that is not the value's own. */
export function ownValue(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Values)[key] : undefined;
}

/**
 * What is at a path, or undefined where nothing is.
 * @param path keys joined by dots, `scaling.replicas.core`; a list's parts are at their positions, from 0
 */
export function valueAt(values: unknown, path: string): unknown {
  return path.split(".").reduce(ownValue, values);
}

/** The paths of everything in a value that is no map with something in it; an empty one for a value that is none itself. */
export function leafPaths(value: unknown): string[] {
  if (!isMap(value) || Object.keys(value).length === 0) return [""];
  return Object.entries(value).flatMap(([key, inner]) => leafPaths(inner).map((rest) => joinedPath(key, rest)));
}

export function joinedPath(path: string, rest: string): string {
  return path === "" || rest === "" ? path + rest : `${path}.${rest}`;
}
