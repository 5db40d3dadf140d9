import type { GraphFormat } from "../graph/model";
import { components, highestReached, leadingTo, type Directed } from "./components";
import { findingId, listed, type Finding } from "./finding";
import { severitiesOf } from "./severity";

/** A graph as far as it says where releases lead: of a document or of a catalog. */
export interface Releases extends Directed {
  readonly format: GraphFormat;
  readonly title: string;
  /** Oldest first; of a rollback graph newest first, so that ways lead from the first to the last. */
  readonly nodes: readonly { readonly name: string; readonly path: string; readonly withdrawn: boolean }[];
  /** For every node its place in the order of versions: those of the last place are what everybody should get to. */
  readonly ranks: readonly number[];
  /** The newest, or the oldest. */
  readonly last: string;
  /** Ways out that are not among the successors, such as the way back down from a withdrawn release. */
  readonly otherWayOut: (node: number) => boolean;
}

/**
 * Releases that do not get where they should: to the newest one that can be entered (of a rollback graph: to the oldest).
 * Each that doesn't has one finding, by what keeps it:
 * - `withdrawn-trap`: it is withdrawn, and no way leads out of it;
 * - `dead-end`: no way leads out of it;
 * - `withdrawn-strands`: its ways lead into withdrawn releases only, or it would get there if withdrawn ones could be entered;
 * - `stranded`: ways lead out of it, and all of them end elsewhere.
 *
 * `several-heads` names all that are not withdrawn and that no way leads out of, if there is more than one.
 */
export function endFindings(releases: Releases): Finding[] {
  const { nodes, ranks, format, title, last } = releases;
  const severity = severitiesOf(format);
  const goalRank = ranks.reduce((best, rank, node) => nodes[node]!.withdrawn ? best : Math.max(best, rank), -1);
  const goals = new Set(nodes.flatMap((node, i) => ranks[i] === goalRank && !node.withdrawn ? [i] : []));
  const goal = [...goals].map((node) => nodes[node]!.name).join(" or ");
  const walked: Directed = {
    count: releases.count,
    successors: (node) => releases.successors(node).filter((next) => !nodes[next]!.withdrawn),
  };
  const walkedComponents = components(walked);
  const leads = leadingTo(walked, walkedComponents, goals);
  const farthest = highestReached(walked, walkedComponents);
  const wouldLead = leadingTo(releases, components(releases), goals);
  const ends = nodes.flatMap(({ name, withdrawn }, node) => !withdrawn && releases.successors(node).length === 0 ? [name] : []);
  const several: Finding[] = ends.length < 2 ? [] : [{
    id: findingId("several-heads", ends),
    severity: severity.severalHeads,
    message: `no way leads out of ${listed(ends)} in ${title}, which should have one head`,
    nodes: ends,
  }];
  return [...several, ...nodes.flatMap((_, node) => goals.has(node) || leads[node] ? [] : kept(node))];

  function kept(node: number): Finding[] {
    const { name, path, withdrawn } = nodes[node]!;
    const stated = releases.successors(node);
    const found = (kind: string, weight: Finding["severity"], message: string): Finding[] =>
      [{ id: findingId(kind, name), severity: weight, message, nodes: [name], path }];
    if (withdrawn && stated.every((next) => nodes[next]!.withdrawn)) {
      return releases.otherWayOut(node) ? []
        : found("withdrawn-trap", "warning", `${name} is withdrawn, and whoever is there can't leave it in ${title}`);
    }
    if (stated.length === 0) return found("dead-end", severity.deadEnd, `no way leads out of ${name}, which is not ${goal}, the ${last} of ${title}`);
    const into = stated.filter((next) => nodes[next]!.withdrawn).map((next) => nodes[next]!.name);
    if (into.length === stated.length) {
      return found("withdrawn-strands", "error", `every way out of ${name} leads into a withdrawn release (${listed(into)}) in ${title}`);
    }
    if (wouldLead[node]) {
      return found("withdrawn-strands", "error", `${name} would get to ${goal}, the ${last} of ${title}, only through withdrawn releases`);
    }
    const end = nodes[farthest[node]!]!.name;
    return found("stranded", severity.stranded, `${name} can't get to ${goal}, the ${last} of ${title}; ${end === name ? "its ways lead back" : `it gets no farther than ${end}`}`);
  }
}
