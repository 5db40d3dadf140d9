import * as semver from "semver";

/**
 * The order of two versions: negative when `a` is older, positive when it is newer, 0 when they are the same release.
 *
 * Semantic versions follow semver 2.0 §11 (a leading `v` is allowed). What semver can't parse (four parts, dates, build
 * tags such as `CF219-patch2`) is compared part by part, digits as numbers and everything else as text, and a version
 * that only goes on where another ends is the newer one. Two that differ only in build metadata keep semver's order for
 * it, so that the order is total.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [semver.parse(a), semver.parse(b)];
  if (left && right) return left.compare(right) || left.compareBuild(right);
  return compareParts(a, b);
}

function compareParts(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [l, r] = [left[i]!, right[i]!];
    if (l === r) continue;
    const [ln, rn] = [Number(l), Number(r)];
    if (!Number.isNaN(ln) && !Number.isNaN(rn)) {
      if (ln !== rn) return ln - rn;
    } else {
      return l < r ? -1 : 1;
    }
  }
  return left.length - right.length || (a < b ? -1 : a > b ? 1 : 0);
}

function parts(version: string): string[] {
  return version.replace(/^v(?=\d)/, "").match(/\d+|[A-Za-z]+/g) ?? [version];
}
