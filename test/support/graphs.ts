import * as fc from "fast-check";
import { documentGraph } from "../../upgrades/graph/documentGraph";
import type { GraphDocument, GraphRisk, StatedEdge, StatedNode, UpgradeGraph } from "../../upgrades/graph/model";

export interface DocumentSketch {
  readonly nodes: readonly (string | Partial<StatedNode> & { readonly name: string })[];
  readonly edges: readonly (readonly [from: string, to: string, risks?: readonly GraphRisk[]])[];
  readonly stops?: readonly string[];
  readonly rollback?: boolean;
}

/** A document of the k0rdent format, which states its edges one by one. */
export function documentFrom({ nodes, edges, stops = [], rollback = false }: DocumentSketch): GraphDocument {
  return {
    format: "k0rdent",
    name: "ns/chain",
    title: "the chain ns/chain",
    nodes: nodes.map((node, i) => {
      const stated = typeof node === "string" ? { name: node } : node;
      return { version: stated.name, path: `nodes[${i}]`, ...stated };
    }),
    edges: edges.map(([from, to, risks = []], i): StatedEdge => ({ from, to, risks, path: `edges[${i}]` })),
    stops: stops.map((name, i) => ({ name, reason: "it converts", path: `stops[${i}]` })),
    rollback,
    details: {},
  };
}

export function graphFrom(sketch: DocumentSketch, facts: Readonly<Record<string, string | boolean>> = {}): UpgradeGraph {
  return documentGraph(documentFrom(sketch), { digest: "d", facts });
}

/** Any small directed graph, cycles and self-loops included, of the nodes 1.0.0, 2.0.0, … and two of them. */
export const journeysInAnyGraph = fc.integer({ min: 1, max: 6 }).chain((size) => {
  const node = fc.integer({ min: 1, max: size });
  const risks = fc.subarray(["A", "B"]).map((names) => names.map((name): GraphRisk => ({ name, message: name, when: "always" })));
  const edge = fc.tuple(node.map(named), node.map(named), risks);
  return fc.record({
    sketch: fc.record({
      nodes: fc.constant(Array.from({ length: size }, (_, i) => named(i + 1))),
      edges: fc.uniqueArray(edge, { maxLength: 14, selector: ([from, to]) => `${from} ${to}` }),
    }),
    from: node.map(named),
    to: node.map(named),
  });
});

function named(number: number): string {
  return `${number}.0.0`;
}

/** Every way that passes no node twice, found by trying everything. */
export function everyWay({ edges }: DocumentSketch, from: string, to: string, passed: readonly string[] = []): string[][] {
  if (from === to) return [[from]];
  return edges.filter(([start, end]) => start === from && end !== from && !passed.includes(end))
    .flatMap(([, next]) => everyWay({ nodes: [], edges }, next, to, [...passed, from]).map((rest) => [from, ...rest]));
}
