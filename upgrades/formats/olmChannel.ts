import { compareVersions } from "../../releases/version";
import type { GraphDocument, StatedEdge } from "../graph/model";
import { olmRange } from "./olmRange";

/** What a channel says of one release. */
export interface ChannelEntry {
  readonly name: string;
  readonly version: string;
  readonly replaces?: string | undefined;
  readonly skips?: readonly string[] | undefined;
  readonly skipRange?: string | undefined;
  readonly path: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Which keys of the entry state an edge; kept in the details of the edge as `statedBy`. */
type Statement = "replaces" | "skips" | "skipRange";

/**
 * The nodes and edges of a channel of OLM. An edge leads from a release to the entry that `replaces` it, `skips` it or, if
 * that entry is the only head, has it in its `skipRange`. A skipped release is never installed, so it is withdrawn.
 * https://github.com/operator-framework/operator-lifecycle-manager/blob/master/doc/design/how-to-update-operators.md
 *
 * People change channels: an older release of the package that is no entry gets to the head of a channel, too, if that has
 * it in its `skipRange`. It is a node that no edge leads into.
 * https://olm.operatorframework.io/docs/concepts/olm-architecture/operator-catalog/creating-an-update-graph/
 *
 * What an entry skips need not be in the channel, nor what the tail of a chain or a skipped entry replaces: there are no
 * edges for these. https://github.com/operator-framework/operator-registry/blob/master/alpha/model/model.go
 * @param releases the versions of the package's releases by their names, those of the entries among them
 */
export function channelGraph(
  entries: readonly ChannelEntry[],
  releases: ReadonlyMap<string, string> = new Map(),
): Pick<GraphDocument, "nodes" | "edges"> {
  const byName = new Map<string, ChannelEntry>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  const skippedBy = newestSkippers(entries);
  const heads = headsOf(entries);
  const sound = new Set([...skippedBy.keys(), ...chains(heads, byName)]);
  const head = heads.size === 1 ? [...heads][0] : undefined;
  const edges = entries.flatMap((entry) =>
    edgesInto(entry, { byName, mayReplaceAbsent: sound.has(entry.name), isHead: entry.name === head }));
  const nodes = entries.map(({ name, version, path, details }) => {
    const skipper = skippedBy.get(name);
    const withdrawn = skipper && `${skipper.name} skips it, and OLM never installs what is skipped`;
    return { name, version, path, ...(withdrawn !== undefined && { withdrawn }), details };
  });
  const outside = fromOutside(byName.get(head ?? ""), byName, releases);
  return { nodes: [...nodes, ...outside.nodes], edges: [...edges, ...outside.edges] };
}

function fromOutside(
  head: ChannelEntry | undefined,
  byName: ReadonlyMap<string, ChannelEntry>,
  releases: ReadonlyMap<string, string>,
): Pick<GraphDocument, "nodes" | "edges"> {
  const inSkipRange = head?.skipRange ? olmRange(head.skipRange) : undefined;
  if (!head || !inSkipRange) return { nodes: [], edges: [] };
  const path = `${head.path}.skipRange`;
  const names = [...releases].sort(([a], [b]) => a < b ? -1 : 1)
    .filter(([name, version]) => !byName.has(name) && inSkipRange(version) && compareVersions(version, head.version) < 0);
  return {
    nodes: names.map(([name, version]) => ({ name, version, path, details: { fromOutside: true } })),
    edges: names.map(([name]) => ({ from: name, to: head.name, risks: [], path, details: { statedBy: ["skipRange"] } })),
  };
}

interface Surroundings {
  readonly byName: ReadonlyMap<string, ChannelEntry>;
  readonly mayReplaceAbsent: boolean;
  readonly isHead: boolean;
}

/** The releases that nothing replaces or skips; a sound channel has one. */
function headsOf(entries: readonly ChannelEntry[]): Set<string> {
  const left = new Set(entries.flatMap(({ replaces, skips = [] }) => [replaces, ...skips]));
  return new Set(entries.map(({ name }) => name).filter((name) => !left.has(name)));
}

/** Everything that a chain of `replaces` reaches from a head. */
function chains(heads: ReadonlySet<string>, byName: ReadonlyMap<string, ChannelEntry>): Set<string> {
  const reached = new Set<string>();
  for (const head of heads) {
    for (let entry = byName.get(head); entry && !reached.has(entry.name); entry = byName.get(entry.replaces ?? "")) {
      reached.add(entry.name);
    }
  }
  return reached;
}

function newestSkippers(entries: readonly ChannelEntry[]): Map<string, ChannelEntry> {
  const skippers = new Map<string, ChannelEntry>();
  for (const entry of entries) {
    for (const name of entry.skips ?? []) {
      const known = skippers.get(name);
      if (!known || newer(entry, known)) skippers.set(name, entry);
    }
  }
  return skippers;
}

function newer(a: ChannelEntry, b: ChannelEntry): boolean {
  return (compareVersions(a.version, b.version) || compareVersions(a.name, b.name)) > 0;
}

function edgesInto(entry: ChannelEntry, { byName, mayReplaceAbsent, isHead }: Surroundings): StatedEdge[] {
  const { name: to, replaces, skips = [], skipRange, path } = entry;
  const edges = new Map<string, { readonly statedBy: Statement[]; readonly path: string }>();
  const state = (from: string, by: Statement, at: string): void => {
    const edge = edges.get(from);
    if (!edge) edges.set(from, { statedBy: [by], path: at });
    else if (!edge.statedBy.includes(by)) edge.statedBy.push(by);
  };
  if (replaces && (byName.has(replaces) || !mayReplaceAbsent)) state(replaces, "replaces", `${path}.replaces`);
  skips.forEach((name, i) => {
    if (byName.has(name)) state(name, "skips", `${path}.skips[${i}]`);
  });
  const inSkipRange = isHead && skipRange ? olmRange(skipRange) : undefined;
  if (inSkipRange) {
    for (const { name, version } of byName.values()) {
      if (name !== to && inSkipRange(version)) state(name, "skipRange", `${path}.skipRange`);
    }
  }
  return [...edges].map(([from, { statedBy, path: at }]) => ({ from, to, risks: [], path: at, details: { statedBy } }));
}
