import { parse } from "semver";
import type { Catalog } from "./catalog";
import { followsNpm, meets, readingOf, semanticVersion, type Alternative } from "./range";
import { compareVersions } from "./version";

/** The positions of a catalog's releases in a range, oldest first. */
export type RangeIndex = (range: string) => readonly number[];

/**
 * Exactly the releases that `inRange` finds in a range, but looks at each alternative once, and searches for those
 * that are one version: catalogs with explicit edges have long lists of these.
 * @param catalog its releases, oldest first
 */
export function rangeIndex({ releases }: Pick<Catalog, "releases">): RangeIndex {
  const versions = releases.map(({ version }) => version);
  const semvers = versions.map(semanticVersion);
  // npm takes `8.18` for `8.18.0`, and leaves out build metadata: several releases may be the same to it.
  const bySemver = new Map<string, number[]>();
  semvers.forEach((semver, position) => {
    const same = semver && bySemver.get(semver.version);
    if (same) same.push(position);
    else if (semver) bySemver.set(semver.version, [position]);
  });

  const byNpm = remembered(({ npm, conditions }: Alternative): readonly number[] => {
    // `8.18` is a range here: all of 8.18.
    const single = conditions.length === 1 ? parse(conditions[0]!) : null;
    if (single) return bySemver.get(single.version) ?? [];
    return semvers.flatMap((semver, position) => semver && npm?.test(semver) ? [position] : []);
  });
  const byOrder = remembered((alternative: Alternative): readonly number[] => {
    const [condition = "", ...others] = alternative.conditions;
    if (others.length === 0 && /^[0-9A-Za-z]/.test(condition) && alternative.isComparator) return equalTo(versions, condition);
    return versions.flatMap((version, position) => meets(version, alternative) ? [position] : []);
  });

  return remembered((range: string): readonly number[] => {
    const reading = readingOf(range);
    const isNpm = (position: number): boolean => semvers[position] !== null && followsNpm(versions[position]!, reading);
    const found = new Set<number>();
    for (const alternative of reading.alternatives) {
      if (reading.isNpm) for (const position of byNpm(alternative)) if (isNpm(position)) found.add(position);
      for (const position of byOrder(alternative)) if (!isNpm(position)) found.add(position);
    }
    return [...found].sort((a, b) => a - b);
  });
}

function remembered<Key, Value>(answer: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key) ?? answer(key);
    known.set(key, found);
    return found;
  };
}

/** The positions of a version in an ascending list. */
function equalTo(versions: readonly string[], version: string): readonly number[] {
  let [low, high] = [0, versions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareVersions(versions[middle]!, version) < 0) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  while (low < versions.length && compareVersions(versions[low]!, version) === 0) found.push(low++);
  return found;
}
