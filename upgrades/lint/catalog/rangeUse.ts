import type { Catalog } from "../../../releases/catalog";
import type { EdgeRule } from "../../../releases/schema";

/** A range of releases that a catalog states. */
export interface RangeUse {
  /** What states it, as ids say it: `stop`, `S`, or `upgrade` with its two ranges. */
  readonly owner: readonly string[];
  /** The same in a message. */
  readonly title: string;
  /** The key that it stands under. */
  readonly side: "from" | "to" | "range";
  readonly range: string;
  /** What the author means it to match. */
  readonly matches?: EdgeRule["matches"];
  readonly nodes: readonly string[];
  readonly path: string;
}

/** A rule about which release may follow which, with where it stands. */
export interface RuleUse {
  readonly owner: readonly string[];
  readonly title: string;
  readonly direction: "up" | "down";
  readonly rule: EdgeRule;
  readonly path: string;
}

export function ruleUses({ upgrades, downgrades }: Catalog): RuleUse[] {
  const uses = (direction: "up" | "down", rules: readonly EdgeRule[]): RuleUse[] => rules.map((rule, i) => {
    const word = direction === "up" ? "upgrade" : "downgrade";
    return {
      owner: [word, rule.from, rule.to], title: `the ${word} from ${rule.from} to ${rule.to}`, direction, rule, path: `${word}s[${i}]`,
    };
  });
  return [...uses("up", upgrades), ...uses("down", downgrades)];
}

/** Every range that is about the releases of the catalog itself. */
export function rangeUses(catalog: Catalog): RangeUse[] {
  return [
    ...ruleUses(catalog).flatMap(({ owner, title, rule: { from, to, matches }, path }): RangeUse[] => [
      { owner, title, side: "from", range: from, matches, nodes: [], path: `${path}.from` },
      { owner, title, side: "to", range: to, nodes: [], path: `${path}.to` },
    ]),
    ...catalog.releases.flatMap(({ version, stop, risks, requires }): RangeUse[] => [
      ...(stop ? [{
        owner: ["stop", stop.id], title: `the required stop ${stop.id} (${version})`, side: "from" as const, range: stop.from,
        matches: stop.matches, nodes: [version], path: `${releasePath(version)}.stop.from`,
      }] : []),
      ...risks.flatMap(({ id, from, matches }): RangeUse[] => from === undefined ? [] : [{
        owner: ["risk", id], title: `the risk ${id} (${version})`, side: "from", range: from,
        matches, nodes: [version], path: `${releasePath(version)}.risks[id=${id}].from`,
      }]),
      // What another system has is in its own catalog.
      ...requires.flatMap((one): RangeUse[] => one.kind !== "component" || one.needs.includes("/") ? [] : [{
        owner: ["requirement", one.id], title: `the requirement ${one.id} of ${version}, ${one.needs} ${one.range}`, side: "range",
        range: one.range, nodes: [version], path: `${releasePath(version)}.requires[id=${one.id}].range`,
      }]),
    ]),
  ];
}

/** Where a release stands in its file, whatever the order there. */
export function releasePath(version: string): string {
  return `releases[version=${version}]`;
}
