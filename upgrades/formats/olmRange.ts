import { parse, type SemVer } from "semver";

/** Where a version lies beside what a comparator names: -1 before it, 1 after it, 0 in it. */
type Order = (version: SemVer) => number;

/**
 * A range of versions in the syntax of `skipRange`, which is not npm's: comparators that are all met, alternatives with
 * `||`, `!=`, `x` for a last part, and pre-releases in their plain order. https://github.com/blang/semver#ranges
 * @returns whether a version lies in it (one that is not semantic doesn't); undefined where the range can't be read
 */
export function olmRange(text: string): ((version: string) => boolean) | undefined {
  const alternatives = text.split("||").map((all) =>
    all.replace(/([<>=!])\s+/g, "$1").trim().split(/\s+/).map(comparatorOf));
  if (!alternatives.every((all) => all.every((test) => test !== undefined))) return undefined;
  return (version) => {
    const parsed = parse(version);
    return parsed !== null && alternatives.some((all) => all.every((test) => test?.(parsed)));
  };
}

function comparatorOf(text: string): ((version: SemVer) => boolean) | undefined {
  const [, operator = "=", bound = ""] = /^(==|=|!=|!|>=|<=|>|<)?(\d.*)$/.exec(text) ?? [];
  const exact = parse(bound);
  const order = exact ? (version: SemVer): number => version.compare(exact) : wildcard(bound);
  if (!order) return undefined;
  switch (operator) {
    case ">": return (version) => order(version) > 0;
    case ">=": return (version) => order(version) >= 0;
    case "<": return (version) => order(version) < 0;
    case "<=": return (version) => order(version) <= 0;
    case "!":
    // Upstream makes a range that nothing lies in of an excluded wildcard: better to refuse it.
    case "!=": return exact ? (version) => order(version) !== 0 : undefined;
    default: return (version) => order(version) === 0;
  }
}

/** `1.x`, `1.x.x`, `1.2.x`. */
function wildcard(bound: string): Order | undefined {
  const [, major, minor] = /^(\d+)(?:\.x)?(?:\.(\d+))?\.x$/.exec(bound) ?? [];
  if (major === undefined) return undefined;
  const first = parse(`${major}.${minor ?? 0}.0`);
  const next = parse(minor === undefined ? `${Number(major) + 1}.0.0` : `${major}.${Number(minor) + 1}.0`);
  return first && next ? (version) => version.compare(first) < 0 ? -1 : version.compare(next) >= 0 ? 1 : 0 : undefined;
}
