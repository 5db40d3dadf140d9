import { isComparatorRange } from "../../releases/range";
import { InputError, type Problem } from "../../releases/problem";
import type { CatalogFile } from "../../releases/schema";
import { compareVersions } from "../../releases/version";
import type { GraphDocument, StatedEdge, StatedNode } from "./model";
import { rolloutRisk } from "./rolloutRisk";

type Draft = Pick<CatalogFile, "schema" | "system" | "title" | "source" | "components" | "upgrades" | "downgrades">
  & { readonly releases: readonly DraftRelease[] };

interface DraftRelease {
  readonly version: string;
  readonly name?: string;
  readonly rollout?: object;
  readonly stop?: object;
  readonly risks?: readonly object[];
  readonly withdrawn?: object;
}

/**
 * A graph of another format as a release catalog of our own, which a person then completes with notes, migrations and
 * requirements. Releases are called by their versions where these tell them apart, else by their names.
 * @param file what it was read from, which is every rule's source
 * @throws InputError for what a catalog can't say: edges to nowhere, a release or an edge stated twice, names that are no versions
 */
export function catalogFrom(document: GraphDocument, file: string, system: string): Draft {
  const source = `${file}${document.name === "" ? "" : ` (${document.name})`}`;
  const versionOf = callers(document.nodes);
  const problems = faults(document, file, versionOf);
  if (problems.length > 0) throw new InputError(problems);
  const nodes = [...document.nodes].sort((a, b) => compareVersions(versionOf.get(a.name)!, versionOf.get(b.name)!));
  const outward = grouped(document.edges, ({ from }) => from);
  const inward = grouped(document.edges, ({ to }) => to);
  const stops = grouped(document.stops, ({ name }) => name);
  const rules = (isWanted: (order: number) => boolean): CatalogFile["upgrades"] => nodes.flatMap(({ name }) => {
    const from = versionOf.get(name)!;
    const targets = (outward.get(name) ?? []).map(({ to }) => versionOf.get(to)!)
      .filter((to) => isWanted(compareVersions(to, from))).sort(compareVersions);
    return targets.length === 0 ? [] : [{ from, to: targets.join(" || "), source }];
  });
  const upgrades = rules((order) => order > 0);
  return {
    schema: "stepwise/catalog/v1",
    system,
    title: document.title,
    source,
    components: { [system]: { title: document.title, after: [], stores: [] } },
    // A catalog has at least one rule; this one allows nothing.
    upgrades: upgrades.length > 0 ? upgrades : [{ from: versionOf.get(nodes[0]!.name)!, to: versionOf.get(nodes[0]!.name)!, source }],
    downgrades: rules((order) => order < 0),
    releases: nodes.map((node) => release(node, stops.get(node.name)?.[0], inward.get(node.name) ?? [], versionOf, source)),
  };
}

function release(
  { name, withdrawn, rollout }: StatedNode,
  stop: GraphDocument["stops"][number] | undefined,
  inward: readonly StatedEdge[],
  versionOf: ReadonlyMap<string, string>,
  source: string,
): DraftRelease {
  const version = versionOf.get(name)!;
  // What a roll-out means for a hop, a catalog says by the roll-out itself.
  const said = rollout && rolloutRisk(name, rollout)?.name;
  const risks = inward.flatMap(({ from, risks: named }) => named.filter((risk) => risk.name !== said).map((risk) => ({
    id: `${risk.name}-${version}-from-${versionOf.get(from)!}`.replace(/[^A-Za-z0-9._-]/g, "-"),
    ...(typeof risk.when === "object" && { when: risk.when }),
    from: versionOf.get(from)!,
    text: `${risk.name}: ${risk.message}`.slice(0, 2_000),
    source: risk.url ?? source,
  })));
  return {
    version,
    ...(version !== name && { name }),
    ...(rollout && { rollout }),
    ...(stop && { stop: { id: `stop-${version}`, from: `<${version}`, reason: stop.reason, source } }),
    ...(risks.length > 0 && { risks }),
    ...(withdrawn !== undefined && { withdrawn: { reason: withdrawn, source } }),
  };
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

/** What each release will be called. */
function callers(nodes: readonly StatedNode[]): ReadonlyMap<string, string> {
  const sorted = nodes.map(({ version }) => version).sort(compareVersions);
  const distinct = sorted.slice(1).every((version, i) => compareVersions(sorted[i]!, version) !== 0);
  return new Map(nodes.map(({ name, version }) => [name, distinct ? version : name]));
}

function faults({ nodes, edges }: GraphDocument, file: string, versionOf: ReadonlyMap<string, string>): Problem[] {
  const problem = (path: string, message: string): Problem => ({ file, path, message });
  if (nodes.length === 0) return [problem("", "found no release, expected one at least")];
  const seen = new Set<string>();
  const seenEdges = new Set<string>();
  return [
    ...nodes.flatMap(({ name, path }) => {
      const version = versionOf.get(name)!;
      const twice = seen.has(name);
      seen.add(name);
      if (twice) return [problem(path, `found ${name} a second time, expected every release once`)];
      if (isComparatorRange(version) && !version.includes(" ")) return [];
      return [problem(path, `found the release ${JSON.stringify(version)}, expected a version of letters, digits, dots, dashes and plus signs`)];
    }),
    ...edges.flatMap(({ from, to, path }) => {
      const key = JSON.stringify([from, to]);
      const twice = seenEdges.has(key);
      seenEdges.add(key);
      if (twice) return [problem(path, `found the edge ${from} → ${to} a second time, expected it once`)];
      if (from === to) return [problem(path, `found an edge from ${from} to itself, expected one to another release`)];
      const missing = [from, to].find((name) => !versionOf.has(name));
      return missing === undefined ? [] : [problem(path, `found an edge with ${missing}, which is no release here`)];
    }),
  ];
}
