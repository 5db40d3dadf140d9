import { compareVersions } from "../../releases/version";

/**
 * What varies by release in a component's objects: images, flags, ports, keys, objects that came or went. A component
 * reads the named properties of a shape and never compares versions.
 */
export interface ShapeTable<Shape> {
  /** The oldest release whose objects are described. */
  readonly oldest: string;
  /** The releases at which something changes, oldest first. */
  readonly changes: readonly string[];
  /** The shape in force at `version`, or undefined before the oldest release. */
  at(version: string): Shape | undefined;
}

/**
 * Builds a table from the oldest shape and what changed since, each change in force until a later one. Written so, the
 * table has neither gaps nor overlaps; what can still be wrong is the order, and that is an error here.
 */
export function shapeTable<Shape extends object>(
  oldest: { readonly since: string; readonly shape: Shape },
  ...changes: readonly { readonly since: string; readonly change: Partial<Shape> }[]
): ShapeTable<Shape> {
  const shapes: { since: string; shape: Shape }[] = [oldest];
  for (const { since, change } of changes) {
    const before = shapes[shapes.length - 1]!;
    if (compareVersions(before.since, since) >= 0) {
      throw new Error(`shape table: ${since} is listed after ${before.since}; list the changes oldest first`);
    }
    shapes.push({ since, shape: { ...before.shape, ...change } });
  }
  return {
    oldest: oldest.since,
    changes: shapes.map((entry) => entry.since),
    at: (version) => shapes.filter((entry) => compareVersions(entry.since, version) <= 0).at(-1)?.shape,
  };
}
