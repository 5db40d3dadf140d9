import { Range, parse } from "semver";
import { compareVersions } from "./version";

const comparator = /^(>=|<=|>|<|=)?\s*(\S+)$/;
const parsed = new Map<string, Range | null>();

/**
 * Whether `version` lies in `range`. Semantic versions follow npm's ranges, with pre-releases in their place in the
 * order rather than left out: a catalog lists a release candidate only when it can be deployed. Versions that semver
 * can't parse are compared by {@link compareVersions}, in ranges of `>=`, `<=`, `>`, `<`, `=`, `*` and `||`.
 */
export function inRange(version: string, range: string): boolean {
  const semver = parse(version);
  const semverRange = rangeOf(range);
  if (semver && semverRange) return semverRange.test(semver);
  return range.split("||").some((all) => all.trim().split(/\s+(?![\d])/).every((one) => matches(version, one)));
}

/** Whether `range` can be read at all; a catalog with one that can't is refused when it is loaded. */
export function isRange(range: string): boolean {
  return rangeOf(range) !== null || range.split("||").every((all) =>
    all.trim().split(/\s+/).every((one) => one === "*" || comparator.test(one)));
}

function rangeOf(range: string): Range | null {
  let known = parsed.get(range);
  if (known === undefined) {
    try {
      known = new Range(range, { includePrerelease: true });
    } catch {
      known = null;
    }
    parsed.set(range, known);
  }
  return known;
}

function matches(version: string, condition: string): boolean {
  if (condition === "*" || condition === "") return true;
  const [, operator = "=", bound = ""] = comparator.exec(condition) ?? [];
  const order = compareVersions(version, bound);
  switch (operator) {
    case ">=": return order >= 0;
    case "<=": return order <= 0;
    case ">": return order > 0;
    case "<": return order < 0;
    default: return order === 0;
  }
}
