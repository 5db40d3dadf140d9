import type { Catalog } from "../../../releases/catalog";
import type { RangeIndex } from "../../../releases/rangeIndex";
import { catalogGraph } from "../../graph/catalogGraph";
import type { UpgradeGraph } from "../../graph/model";
import { components, highestReached, type Directed } from "../components";
import { findingId, listed, type Finding } from "../finding";
import { releasePath } from "./rangeUse";

/**
 * Required stops that never apply, that nothing could pass over, or that hold releases fast because they can't be entered
 * from where they are required.
 */
export function stopFindings(catalog: Catalog, inKnownRange: RangeIndex): Finding[] {
  const { releases } = catalog;
  if (releases.every(({ stop }) => !stop)) return [];
  const actual = farthestOf(catalogGraph(catalog));
  const free = catalogGraph({ ...catalog, releases: releases.map((release) => ({ ...release, stop: undefined })) });
  const without = farthestOf(free);
  return releases.flatMap(({ version, stop, withdrawn }, position): Finding[] => {
    if (!stop) return [];
    const path = `${releasePath(version)}.stop`;
    const matched = inKnownRange(stop.from);
    const older = matched.filter((from) => from < position);
    if (older.length === 0) {
      // A range that matches nothing at all is found as such.
      return matched.length === 0 ? [] : [{
        id: findingId("stop-never-applies", stop.id),
        severity: "warning",
        message: `the required stop ${stop.id} applies to no release older than ${version}: its \`from: ${stop.from}\` matches ${listed(names(matched))}`,
        nodes: [version],
        path,
      }];
    }
    const passing = older.some((from) => (free.successors(from).at(-1) ?? -1) > position);
    const held = older.filter((from) => actual[from]! < position && without[from]! >= position);
    return [
      ...(passing ? [] : [{
        id: findingId("stop-never-passed", stop.id),
        severity: "note" as const,
        message: `nothing could pass over the required stop ${stop.id}: no upgrade leads from ${stop.from} to a release newer than ${version}`,
        nodes: [version],
        path,
      }]),
      ...(held.length === 0 ? [] : [{
        id: findingId(withdrawn ? "stop-withdrawn" : "stop-strands", stop.id, names(held)),
        severity: "error" as const,
        message: `${listed(names(held))} can't get past the required stop ${stop.id}: ${version} ${withdrawn ? "is withdrawn" : "can't be entered from there"}`,
        nodes: names(held),
        path,
      }]),
    ];
  });

  function names(positions: readonly number[]): string[] {
    return positions.map((position) => releases[position]!.version);
  }
}

function farthestOf({ nodes, successors }: UpgradeGraph): readonly number[] {
  const graph: Directed = { count: nodes.length, successors };
  return highestReached(graph, components(graph));
}
