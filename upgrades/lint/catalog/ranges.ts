import type { Catalog } from "../../../releases/catalog";
import type { RangeIndex } from "../../../releases/rangeIndex";
import { findingId, listed, type Finding } from "../finding";
import { ruleUses, type RangeUse } from "./rangeUse";

/** Ranges that no release lies in. Of a requirement that means that it can never be met. */
export function emptyRangeFindings(uses: readonly RangeUse[], inKnownRange: RangeIndex): Finding[] {
  return uses.filter(({ range }) => inKnownRange(range).length === 0).map(({ owner, title, side, range, nodes, path }): Finding => side === "range" ? {
    id: findingId("requirement-unmet", owner.at(-1)!),
    severity: "error",
    message: `${title} can't be met: no release of the catalog lies in ${range}`,
    nodes,
    path,
  } : {
    id: findingId("range-matches-nothing", ...owner, side),
    severity: "warning",
    message: `\`${side}: ${range}\` of ${title} matches no release of the catalog`,
    nodes,
    path,
  });
}

/** Rules whose ranges match something, but no release of `to` is newer (going back: older) than one of `from`. */
export function idleRuleFindings(catalog: Catalog, inKnownRange: RangeIndex): Finding[] {
  return ruleUses(catalog).flatMap(({ owner, title, direction, rule, path }): Finding[] => {
    const [from, to] = [inKnownRange(rule.from), inKnownRange(rule.to)];
    const [first, last] = direction === "up" ? [from[0], to.at(-1)] : [to[0], from.at(-1)];
    if (from.length === 0 || to.length === 0 || first! < last!) return [];
    return [{
      id: findingId("rule-without-effect", ...owner),
      severity: "warning",
      message: `${title} allows nothing: no release in ${rule.to} is ${direction === "up" ? "newer" : "older"} than one in ${rule.from}`,
      nodes: [],
      path,
    }];
  });
}

/** Rules that are stated twice. */
export function duplicateRuleFindings(catalog: Catalog): Finding[] {
  const seen = new Set<string>();
  return ruleUses(catalog).flatMap(({ owner, title, path }): Finding[] => {
    const id = findingId("duplicate-rule", ...owner);
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ id, severity: "warning", message: `${title} is stated more than once`, nodes: [], path }];
  });
}

/**
 * Ranges that match other releases than their author says that they should: every run of neighbouring releases that is
 * matched outside of `matches` is one finding, so that accepting one accepts no later one.
 */
export function intentFindings(catalog: Catalog, uses: readonly RangeUse[], inKnownRange: RangeIndex): Finding[] {
  const versions = catalog.releases.map(({ version }) => version);
  return uses.flatMap(({ owner, title, side, range, matches, path }): Finding[] => {
    if (!matches) return [];
    const unknown = [matches.oldest, matches.newest].filter((version) => version !== undefined && !versions.includes(version));
    if (unknown.length > 0) {
      return [...new Set(unknown)].map((version): Finding => ({
        id: findingId("intent-unknown", ...owner, version!),
        severity: "error",
        message: `\`matches\` of ${title} names ${version!}, which is not in the catalog`,
        nodes: [version!],
        path,
      }));
    }
    const [oldest, newest] = [versions.indexOf(matches.oldest), matches.newest === undefined ? Infinity : versions.indexOf(matches.newest)];
    const found = inKnownRange(range);
    const meant = matches.newest === undefined ? `${matches.oldest} and newer` : `${matches.oldest} to ${matches.newest}`;
    const missed = [oldest, newest].filter((position) => position !== Infinity && !found.includes(position));
    return [
      ...runs(found.filter((position) => position < oldest || position > newest)).map((run): Finding => {
        const [first, last] = [versions[run[0]!]!, versions[run.at(-1)!]!];
        return {
          id: findingId("range-too-wide", ...owner, first === last ? first : `${first}..${last}`),
          severity: "error",
          message: `\`${side}: ${range}\` of ${title} also matches ${listed(run.map((position) => versions[position]!))}; ${meant} is meant`,
          nodes: run.map((position) => versions[position]!),
          path,
        };
      }),
      ...[...new Set(missed)].map((position) => versions[position]!).map((version): Finding => ({
        id: findingId("range-too-narrow", ...owner, version),
        severity: "error",
        message: `\`${side}: ${range}\` of ${title} does not match ${version}; ${meant} is meant`,
        nodes: [version],
        path,
      })),
    ];
  });
}

/** Numbers that follow each other, together. */
function runs(numbers: readonly number[]): number[][] {
  const found: number[][] = [];
  for (const number of numbers) {
    const run = found.at(-1);
    if (run?.at(-1) === number - 1) run.push(number);
    else found.push([number]);
  }
  return found;
}
