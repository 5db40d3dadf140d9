import { compareVersions } from "../../releases/version";
import type { GraphDocument } from "./model";

/** What a catalog made of a graph judges otherwise than the graph did, in words for whoever completes it. */
export function notCarriedOver({ format, name, nodes, edges, rollback }: GraphDocument): string[] {
  const versions = new Map(nodes.map((node) => [node.name, node.version]));
  const down = edges.filter(({ from, to }) => compareVersions(versions.get(to) ?? to, versions.get(from) ?? from) < 0);
  const [first] = down;
  const sorted = nodes.map(({ version }) => version).sort(compareVersions);
  const twice = sorted.find((version, i) => i > 0 && compareVersions(sorted[i - 1]!, version) === 0);
  return [
    ...(format === "fcos" ? [`the stream ${name} became no channel, which dates each release's promotion: the file has no such dates; ` +
      "what it does not list (releases without a barrier, a dead end or a roll-out) is to be added"] : []),
    ...(!rollback && first && down.length < edges.length
      ? [`${down.length} of ${edges.length} edges lead to an older version, such as ${first.from} → ${first.to}, and became downgrades; ` +
        "a route of a catalog only climbs or only goes back, so what needed both has no way in it"] : []),
    ...(twice === undefined ? []
      : [`the version ${twice} is stated of several releases, so releases are called and ordered by their names; look at which rules lead up`]),
  ];
}
