import type { Catalog } from "./catalog";
import { inRange, isSemantic } from "./range";

/** The positions of a catalog's releases in a range, oldest first. */
export type RangeIndex = (range: string) => readonly number[];

/** Looks at each range once, and at none where it is a release's own name: catalogs with explicit edges have many of these. */
export function rangeIndex({ releases }: Pick<Catalog, "releases">): RangeIndex {
  const positions = new Map(releases.map(({ version }, position) => [version, position]));
  const known = new Map<string, readonly number[]>();
  return (range) => {
    let found = known.get(range);
    if (!found) {
      const exact = positions.get(range);
      // `8.18` is a range: all of 8.18.
      found = exact !== undefined && (/^\d+\.\d+\.\d+$/.test(range) || !isSemantic(range))
        ? [exact]
        : releases.flatMap(({ version }, position) => inRange(version, range) ? [position] : []);
      known.set(range, found);
    }
    return found;
  };
}
