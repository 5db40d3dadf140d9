import { compareVersions } from "../../releases/version";
import { legality, type Reason } from "../reason";
import type { Facts, GraphDocument, GraphNode, GraphRisk, HopCost, UpgradeGraph } from "./model";
import { exposure } from "./risk";

export interface DocumentGraphOptions {
  /** SHA-256 of the text that the document was read from. */
  readonly digest: string;
  readonly facts?: Facts;
  /** The words for a missing edge, where the format has its own. */
  readonly refusal?: ((from: string, to: string) => string) | undefined;
}

/**
 * What a document of any format states, as a graph that can be walked: of nodes stated twice the first counts, edges that
 * lead nowhere or into a withdrawn release are not walked (lint names them), edges stated twice carry all their risks.
 */
export function documentGraph(document: GraphDocument, { digest, facts = {}, refusal }: DocumentGraphOptions): UpgradeGraph {
  const byName = new Map<string, GraphNode>();
  for (const { name, version, withdrawn } of document.nodes) if (!byName.has(name)) byName.set(name, { name, version, withdrawn });
  const nodes = [...byName.values()].sort((a, b) => compareVersions(a.version, b.version) || compareVersions(a.name, b.name));
  const positions = new Map(nodes.map(({ name }, position) => [name, position]));
  const edges = nodes.map(() => new Map<number, GraphRisk[]>());
  const intoWithdrawn = nodes.map(() => new Set<number>());
  for (const { from, to, risks } of document.edges) {
    const [start, end] = [positions.get(from), positions.get(to)];
    if (start === undefined || end === undefined || start === end) continue;
    if (nodes[end]!.withdrawn !== undefined) {
      intoWithdrawn[start]!.add(end);
      continue;
    }
    const known = edges[start]!.get(end) ?? [];
    const names = new Set(known.map(({ name }) => name));
    edges[start]!.set(end, [...known, ...risks.filter((risk) => !names.has(risk.name) && exposure(risk.when, facts) !== "notExposed")]);
  }
  const ordered = edges.map((targets) => [...targets.keys()].sort((a, b) => a - b));

  function obstacles(from: string, to: string): Reason[] {
    const missing = [from, to].filter((name) => !positions.has(name)).map((name) => notInGraph(document, nodes, name));
    // A format's own words are for this too: without a chain, the wanted template is in none.
    if (missing.length > 0) return [...(refusal ? [noEdge(from, to, "have the edge added to a chain, and follow that")] : []), ...missing];
    const [start, end] = [positions.get(from)!, positions.get(to)!];
    if (edges[start]!.has(end)) return [];
    const withdrawn = nodes[end]!.withdrawn;
    const isStated = intoWithdrawn[start]!.has(end);
    return [
      ...(withdrawn === undefined ? [] : [legality(
        `withdrawn:${to}`,
        `${to} can't be entered any more: ${withdrawn}`,
        "choose another release; one that is there already can still be left",
      )]),
      ...(isStated ? [] : [noEdge(from, to, ordered[start]!.length > 0
        ? "go by way of a release that can be entered from here"
        : `no edge leads out of ${from}${nodes[start]!.withdrawn === undefined ? "" : ` (${nodes[start]!.withdrawn})`}: it stays, or one is added`)]),
      ...(document.ignored ?? []).filter((edge) => edge.from === from && edge.to === to).map(({ why }) => legality(
        `ignored-edge:${from}:${to}`, `${document.title} states the edge ${from} → ${to}, and its clients drop it: ${why}`, "mend the edge where it is stated",
      )),
      ...document.stops.flatMap(({ name, reason }) => {
        const stop = positions.get(name);
        // Where a stop stands for all patches of a minor (17.3), one of these is no way past it.
        const isThere = stop !== undefined && [start, end].some((at) => nodes[at]!.version.startsWith(`${nodes[stop]!.version}.`));
        return stop !== undefined && !isThere && start < stop && stop < end
          ? [legality(`required-stop:${name}`, `${from} → ${to} passes over the required stop ${name}: ${reason}`, `go to ${name} first`)]
          : [];
      }),
    ];
  }

  function noEdge(from: string, to: string, remedy: string): Reason {
    return legality(`no-edge:${from}:${to}`, refusal?.(from, to) ?? `no edge leads from ${from} straight to ${to} in ${document.title}`, remedy);
  }

  return {
    format: document.format,
    name: document.name,
    title: document.title,
    digest,
    nodes,
    positionOf: (name) => positions.get(name),
    successors: (position) => ordered[position]!,
    cost: (from, to): HopCost =>
      ({ hops: 1, windows: 0, irreversible: 0, actions: 0, exposures: edges[from]!.get(to)?.length ?? 0 }),
    obstacles,
    risks: (from, to) => edges[from]!.get(to) ?? [],
  };
}

function notInGraph(document: GraphDocument, nodes: readonly GraphNode[], name: string): Reason {
  const [oldest, newest] = [nodes[0], nodes.at(-1)];
  const called = nodes.find(({ version }) => compareVersions(version.replace(/^v/, ""), name.replace(/^v/, "")) === 0);
  const extent = called ? `, which calls that version ${called.name}`
    : oldest && newest ? `, which goes from ${oldest.name} to ${newest.name}` : ", which is empty";
  return legality(
    `not-in-graph:${name}`,
    `${name} is not in ${document.title}${extent}`,
    "name a release of the graph, or add it there",
  );
}
