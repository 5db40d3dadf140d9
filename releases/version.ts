import { compareBuild, compareIdentifiers } from "semver";

/**
 * The order of two versions: negative when `a` is older, positive when it is newer, 0 when they are the same release.
 * The order is total and transitive over any mixture, since catalogs mix:
 *
 * - versions that begin with numbers (semantic versions, with or without a `v`, with any number of parts, with a
 *   pre-release or build metadata) follow semver 2.0 §11, extended to any number of parts: missing parts count as zero,
 *   and of two that are then equal the one with fewer parts is the older;
 * - everything else (build tags such as `CF219-patch2`) is compared part by part, digits as numbers, and comes after.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  if (left && right) return compareNumbered(left, right);
  if (left || right) return left ? -1 : 1;
  return compareTags(a, b);
}

interface Numbered {
  /** Digits without leading zeros: of any length, they compare by length and then as text. */
  readonly parts: readonly string[];
  readonly prerelease: readonly string[];
  readonly build: string;
}

/** How many versions are remembered as they were read: more than any catalog has releases. */
const remembered = 100_000;
const known = new Map<string, Numbered | null>();

/** Sorting asks for the same version many times. */
function numbersOf(text: string): Numbered | null {
  let found = known.get(text);
  if (found === undefined) {
    if (known.size >= remembered) known.clear();
    found = numbered(text);
    known.set(text, found);
  }
  return found;
}

function numbered(text: string): Numbered | null {
  // A date's dashes part numbers; they do not begin a pre-release.
  const version = text.replace(/^(\d{4})-(\d{2})-(\d{2})(?!\d)/, "$1.$2.$3");
  const [, numbers, prerelease, build] = /^v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/.exec(version) ?? [];
  if (numbers === undefined) return null;
  return { parts: numbers.split(".").map(significant), prerelease: prerelease?.split(".") ?? [], build: build ?? "" };
}

function compareNumbered(a: Numbered, b: Numbered): number {
  for (let i = 0; i < Math.max(a.parts.length, b.parts.length); i++) {
    const order = compareDigits(a.parts[i] ?? "", b.parts[i] ?? "");
    if (order !== 0) return order;
  }
  return comparePrereleases(a.prerelease, b.prerelease)
    || a.parts.length - b.parts.length
    || compareBuild(`0.0.0+${a.build || "0"}`, `0.0.0+${b.build || "0"}`)
    || compareText(a.build, b.build);
}

/** A release is newer than its pre-releases. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareIdentifiers(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareTags(a: string, b: string): number {
  const [left, right] = [tagParts(a), tagParts(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [l, r] = [left[i]!, right[i]!];
    const [lNumber, rNumber] = [/^\d/.test(l), /^\d/.test(r)];
    if (lNumber !== rNumber) return lNumber ? -1 : 1;
    const order = lNumber ? compareDigits(significant(l), significant(r)) : compareText(l, r);
    if (order !== 0) return order;
  }
  return left.length - right.length || compareText(a, b);
}

function tagParts(tag: string): readonly string[] {
  return tag.match(/\d+|[^\d]+/g) ?? [];
}

function significant(digits: string): string {
  return digits.replace(/^0+/, "");
}

function compareDigits(a: string, b: string): number {
  return Math.sign(a.length - b.length) || compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
