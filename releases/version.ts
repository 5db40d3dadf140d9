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
  const [left, right] = [numbered(a), numbered(b)];
  if (left && right) return compareNumbered(left, right);
  if (left || right) return left ? -1 : 1;
  return compareTags(a, b);
}

interface Numbered {
  readonly parts: readonly bigint[];
  readonly prerelease: readonly string[];
  readonly build: string;
}

function numbered(text: string): Numbered | undefined {
  // A date's dashes part numbers; they do not begin a pre-release.
  const version = text.replace(/^(\d{4})-(\d{2})-(\d{2})(?!\d)/, "$1.$2.$3");
  const [, numbers, prerelease, build] = /^v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/.exec(version) ?? [];
  if (numbers === undefined) return undefined;
  return { parts: numbers.split(".").map(BigInt), prerelease: prerelease?.split(".") ?? [], build: build ?? "" };
}

function compareNumbered(a: Numbered, b: Numbered): number {
  for (let i = 0; i < Math.max(a.parts.length, b.parts.length); i++) {
    const [left, right] = [a.parts[i] ?? 0n, b.parts[i] ?? 0n];
    if (left !== right) return left < right ? -1 : 1;
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
    const order = lNumber ? compareBigints(BigInt(l), BigInt(r)) : compareText(l, r);
    if (order !== 0) return order;
  }
  return left.length - right.length || compareText(a, b);
}

function tagParts(tag: string): readonly string[] {
  return tag.match(/\d+|[^\d]+/g) ?? [];
}

function compareBigints(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
