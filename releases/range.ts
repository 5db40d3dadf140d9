import { Range, parse, type SemVer } from "semver";
import { compareVersions } from "./version";

/** `>=CF200`, `8.18.1.2`: an operator and a version, which has a digit in it somewhere. */
const comparator = /^(>=|<=|>|<|=)?(?=[^\d]*\d)([0-9A-Za-z][\w.+-]*)$/;
const parsed = new Map<string, Range | null>();

/**
 * Whether `version` lies in `range`. Versions of up to three numbers follow npm's ranges, with pre-releases in their
 * place in the order rather than left out: a catalog lists a release candidate only when it can be deployed. Versions
 * that semver can't parse are compared by {@link compareVersions}, in ranges of `>=`, `<=`, `>`, `<`, `=`, `*` and `||`.
 */
export function inRange(version: string, range: string): boolean {
  const semver = semanticVersion(version);
  const semverRange = rangeOf(range);
  // npm's ranges do not look at build metadata; here, as in the order of versions, it tells releases apart.
  const built = (version.includes("+") || range.includes("+")) && isComparatorRange(range);
  if (semver && semverRange && !built) return semverRange.test(semver);
  return alternatives(range).some((all) => all.every((one) => matches(version, one)));
}

/** Whether `range` can be read, for versions that semver can parse. */
export function isRange(range: string): boolean {
  return rangeOf(range) !== null || isComparatorRange(range);
}

/** Whether `range` can be read for any version: operators and versions only, no `^`, `~`, `x` or hyphen. */
export function isComparatorRange(range: string): boolean {
  return alternatives(range).every((all) => all.length > 0 && all.every((one) => one === "*" || comparator.test(one)));
}

/** Whether npm's ranges apply to a version: `8.18` is taken for `8.18.0`. */
export function isSemantic(version: string): boolean {
  return semanticVersion(version) !== null;
}

function semanticVersion(version: string): SemVer | null {
  const [, numbers] = /^v?(\d+(?:\.\d+)?)$/.exec(version) ?? [];
  return parse(numbers === undefined ? version : numbers.includes(".") ? `${numbers}.0` : `${numbers}.0.0`);
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

function alternatives(range: string): string[][] {
  return range.split("||").map((all) => all.replace(/(>=|<=|>|<|=)\s+/g, "$1").trim().split(/\s+/).filter((one) => one !== ""));
}

function matches(version: string, condition: string): boolean {
  if (condition === "*") return true;
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
