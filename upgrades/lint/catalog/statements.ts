import { intersects, minVersion, validRange } from "semver";
import type { Catalog } from "../../../releases/catalog";
import type { RangeIndex } from "../../../releases/rangeIndex";
import { components } from "../components";
import { findingId, listed, type Finding } from "../finding";
import { factFindings, type FactUse } from "../risks";
import { releasePath } from "./rangeUse";

/** Risks that no hop can meet: nothing older than their release is where they start from. */
export function catalogRiskFindings({ releases, title }: Catalog, inKnownRange: RangeIndex): Finding[] {
  const idle = releases.flatMap(({ version, risks }, position) => risks
    .filter(({ from }) => from === undefined ? position === 0 : inKnownRange(from).length > 0 && inKnownRange(from)[0]! >= position)
    .map(({ id, from }): Finding => ({
      id: findingId("risk-never-applies", id),
      severity: "warning",
      message: `the risk ${id} threatens no hop: no release older than ${version} ${from === undefined ? "is there" : `lies in its \`from: ${from}\``}`,
      nodes: [version],
      path: `${releasePath(version)}.risks[id=${id}]`,
    })));
  const facts = releases.flatMap(({ version, risks, notes, requires }): FactUse[] => [
    ...risks.flatMap(({ id, when }) => when ? [{ ...when, by: id, nodes: [version], path: `${releasePath(version)}.risks[id=${id}].when` }] : []),
    ...requires.flatMap((one) => one.kind === "data" && one.when
      ? [{ ...one.when, by: one.id, nodes: [version], path: `${releasePath(version)}.requires[id=${one.id}].when` }] : []),
    ...notes.flatMap(({ id, check }) => check?.kind === "fact"
      ? [{ fact: check.fact, equals: check.equals, by: id, nodes: [version], path: `${releasePath(version)}.notes[id=${id}].check` }] : []),
  ]);
  return [...idle, ...factFindings(facts, title)];
}

/** Notes that are replaced by an older release's note, or in a circle. */
export function noteFindings({ releases }: Catalog): Finding[] {
  const notes = releases.flatMap(({ version, notes: own }, position) => own.map((note) => ({ note, version, position })));
  const byId = new Map(notes.map(({ note }, i) => [note.id, i]));
  const replaced = notes.map(({ note }) => note.supersededBy === undefined ? [] : [byId.get(note.supersededBy)!]);
  const pathOf = (i: number): string => `${releasePath(notes[i]!.version)}.notes[id=${notes[i]!.note.id}].supersededBy`;
  const circles = components({ count: notes.length, successors: (i) => replaced[i]! }).members
    .filter((members) => members.length > 1 || replaced[members[0]!]![0] === members[0]);
  return [
    ...notes.flatMap(({ note, version, position }, i): Finding[] => {
      const by = notes[replaced[i]![0] ?? -1];
      return !by || by.position >= position ? [] : [{
        id: findingId("superseded-by-older", note.id),
        severity: "warning",
        message: `the note ${note.id} of ${version} is superseded by ${by.note.id} of ${by.version}, which is older`,
        nodes: [version, by.version],
        path: pathOf(i),
      }];
    }),
    ...circles.map((members): Finding => {
      const ids = members.map((i) => notes[i]!.note.id).sort();
      return {
        id: findingId("superseded-cycle", ids),
        severity: "error",
        message: `${listed(ids)} ${ids.length === 1 ? "supersedes itself" : "supersede each other"}, so that none of them counts`,
        nodes: [...new Set(members.map((i) => notes[i]!.version))].sort(),
        path: pathOf(byId.get(ids[0]!)!),
      };
    }),
  ];
}

/** Requirements of the platform that no version can meet, or that were tested only where they don't hold. */
export function platformFindings({ releases }: Catalog): Finding[] {
  return releases.flatMap(({ version, requires }) => requires.flatMap((one): Finding[] => {
    if (one.kind !== "platform" || validRange(one.range) === null) return [];
    const path = `${releasePath(version)}.requires[id=${one.id}]`;
    const { id, platform, range, tested } = one;
    if (minVersion(range) === null) {
      return [{
        id: findingId("requirement-unmet", id), severity: "error", message: `${version} needs ${platform} ${range}, which no version lies in`, nodes: [version], path,
      }];
    }
    if (tested === undefined || validRange(tested) === null || intersects(tested, range, { includePrerelease: true })) return [];
    return [{
      id: findingId("tested-outside", id), severity: "warning",
      message: `${version} needs ${platform} ${range} and was tested on ${tested}, where that does not hold`, nodes: [version], path: `${path}.tested`,
    }];
  }));
}
