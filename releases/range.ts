import { Range, parse, type SemVer } from "semver";
import { compareVersions } from "./version";

/** `>=CF200`, `8.18.1.2`: an operator and a version, which has a digit in it somewhere. */
const comparator = /^(>=|<=|>|<|=)?(?=[^\d]*\d)([0-9A-Za-z][\w.+-]*)$/;

/** One of a range's alternatives, between `||`, in the two ways to read it. */
export interface Alternative {
  /** As npm reads it, or null where npm can't. */
  readonly npm: Range | null;
  /** The conditions that {@link compareVersions} can decide, all of them to be met. */
  readonly conditions: readonly string[];
  readonly isComparator: boolean;
}

/** A range, split and read once: a catalog with explicit edges names the same releases in many ranges. */
export interface Reading {
  readonly alternatives: readonly Alternative[];
  /** Whether npm can read all of it. */
  readonly isNpm: boolean;
  /** Whether it is of operators and versions only. */
  readonly isComparator: boolean;
  readonly hasBuild: boolean;
}

const readings = new Map<string, Reading>();
const known = new Map<string, Alternative>();

/**
 * Whether `version` lies in `range`. Versions of up to three numbers follow npm's ranges, with pre-releases in their
 * place in the order rather than left out: a catalog lists a release candidate only when it can be deployed. Versions
 * that semver can't parse are compared by {@link compareVersions}, in ranges of `>=`, `<=`, `>`, `<`, `=`, `*` and `||`.
 */
export function inRange(version: string, range: string): boolean {
  const reading = readingOf(range);
  const semver = semanticVersion(version);
  if (semver && followsNpm(version, reading)) return reading.alternatives.some(({ npm }) => npm?.test(semver));
  return reading.alternatives.some((one) => meets(version, one));
}

/** Whether npm's ranges decide on a semantic version, rather than {@link meets}: alternatives are never read in two ways. */
export function followsNpm(version: string, { isNpm, isComparator, hasBuild }: Reading): boolean {
  // npm's ranges do not look at build metadata; here, as in the order of versions, it tells releases apart.
  return isNpm && !(isComparator && (hasBuild || version.includes("+")));
}

/** Whether a version meets all conditions of an alternative, by the order of versions. */
export function meets(version: string, { conditions }: Alternative): boolean {
  return conditions.every((condition) => matches(version, condition));
}

/** Whether `range` can be read, for versions that semver can parse. */
export function isRange(range: string): boolean {
  const { isNpm, isComparator } = readingOf(range);
  return isNpm || isComparator;
}

/** Whether `range` can be read for any version: operators and versions only, no `^`, `~`, `x` or hyphen. */
export function isComparatorRange(range: string): boolean {
  return readingOf(range).isComparator;
}

/** Whether npm's ranges apply to a version: `8.18` is taken for `8.18.0`. */
export function isSemantic(version: string): boolean {
  return semanticVersion(version) !== null;
}

/** A version as npm takes it, or null where it can't. */
export function semanticVersion(version: string): SemVer | null {
  const [, numbers] = /^v?(\d+(?:\.\d+)?)$/.exec(version) ?? [];
  return parse(numbers === undefined ? version : numbers.includes(".") ? `${numbers}.0` : `${numbers}.0.0`);
}

/** A range as it was split and read; also one that can't be read. */
export function readingOf(range: string): Reading {
  let reading = readings.get(range);
  if (!reading) {
    const alternatives = [...new Set(range.split("||").map(alternativeOf))];
    reading = {
      alternatives,
      isNpm: alternatives.every(({ npm }) => npm !== null),
      isComparator: alternatives.every(({ isComparator }) => isComparator),
      hasBuild: range.includes("+"),
    };
    readings.set(range, reading);
  }
  return reading;
}

function alternativeOf(text: string): Alternative {
  const trimmed = text.trim();
  let alternative = known.get(trimmed);
  if (!alternative) {
    const conditions = trimmed.replace(/(>=|<=|>|<|=)\s+/g, "$1").split(/\s+/).filter((one) => one !== "");
    const isComparator = conditions.length > 0 && conditions.every((one) => one === "*" || comparator.test(one));
    alternative = { npm: npmRange(trimmed), conditions, isComparator };
    known.set(trimmed, alternative);
  }
  return alternative;
}

function npmRange(text: string): Range | null {
  try {
    return new Range(text, { includePrerelease: true });
  } catch {
    return null;
  }
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
