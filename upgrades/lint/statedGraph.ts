import { compareVersions } from "../../releases/version";
import type { GraphDocument, StatedNode } from "../graph/model";
import { byText } from "./finding";

/** A document's releases and edges by number, whatever their order in the file. */
export interface StatedGraph {
  readonly document: GraphDocument;
  /** Each name once, oldest first. */
  readonly nodes: readonly StatedNode[];
  /** For every node its place in the order of versions; the same for those that are no newer than each other. */
  readonly ranks: readonly number[];
  positionOf(name: string): number | undefined;
  /** What is stated to follow every node: each once, ascending, without itself and without what is not there. */
  readonly targets: readonly (readonly number[])[];
}

export function statedGraph(document: GraphDocument): StatedGraph {
  const byName = new Map<string, StatedNode>();
  for (const node of document.nodes) {
    const known = byName.get(node.name);
    byName.set(node.name, known ? merged(known, node) : node);
  }
  const nodes = [...byName.values()].sort((a, b) => compareVersions(a.version, b.version) || byText(a.name, b.name));
  const positions = new Map(nodes.map(({ name }, position) => [name, position]));
  const targets = nodes.map(() => new Set<number>());
  for (const { from, to } of document.edges) {
    const [start, end] = [positions.get(from), positions.get(to)];
    if (start !== undefined && end !== undefined && start !== end) targets[start]!.add(end);
  }
  return {
    document,
    nodes,
    ranks: ranksOf(document, nodes),
    positionOf: (name) => positions.get(name),
    targets: targets.map((set) => [...set].sort((a, b) => a - b)),
  };
}

/** Of a release that is stated twice, the same is left whichever comes first. */
function merged(a: StatedNode, b: StatedNode): StatedNode {
  const [first] = [a, b].sort((x, y) => compareVersions(x.version, y.version) || byText(x.version, y.version) || byText(x.path, y.path));
  return { ...first!, withdrawn: [a.withdrawn, b.withdrawn].filter((one) => one !== undefined).sort()[0] };
}

function ranksOf({ format }: GraphDocument, nodes: readonly StatedNode[]): number[] {
  // Kubernetes' builds of one patch have no order of their own: what is listed later is the newer.
  const orders = nodes.map(({ version }) => format === "cluster-api" ? version.replace(/\+.*$/, "") : version);
  let rank = 0;
  return orders.map((version, i) => i > 0 && compareVersions(orders[i - 1]!, version) !== 0 ? ++rank : rank);
}
