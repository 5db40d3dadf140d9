import { z } from "zod";
import { InputError } from "../../releases/problem";
import { checked, wrongIn, type ParsedFile } from "../../releases/yamlFile";
import type { GraphDocument, GraphRisk, IgnoredEdge, StatedEdge } from "../graph/model";
import { parseJson } from "./jsonFile";

const filled = z.string().min(1, "expected text that is not empty");
const position = z.int("expected the position of a node, counted from 0").min(0, "expected the position of a node, counted from 0");

const ruleSchema = z.looseObject({ type: z.string(), promql: z.unknown().optional() });
const riskSchema = z.looseObject({
  url: z.string().optional(),
  name: filled,
  message: z.string(),
  matchingRules: z.array(ruleSchema).optional(),
});
const nodeSchema = z.looseObject({
  version: filled,
  payload: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});
const graphSchema = z.looseObject({
  nodes: z.array(nodeSchema),
  edges: z.array(z.tuple([position, position])),
  conditionalEdges: z.array(z.looseObject({
    edges: z.array(z.looseObject({ from: filled, to: filled })),
    risks: z.array(riskSchema),
  })).optional(),
});
type Graph = z.infer<typeof graphSchema>;
type Group = NonNullable<Graph["conditionalEdges"]>[number];
type Risk = z.infer<typeof riskSchema>;

/** What the document keeps beside its nodes and edges; an edge keeps the position of its group and what else it says. */
const detailsSchema = z.object({
  graph: z.record(z.string(), z.unknown()),
  conditionalEdges: z.array(z.record(z.string(), z.unknown())).optional(),
});
const groupSchema = z.object({ group: z.int(), edge: z.record(z.string(), z.unknown()) });

const promQl = z.looseObject({ promql: z.string().min(1) });

/**
 * Reads an update graph as OpenShift's update service answers it, by the rules of its client: an edge that is stated both
 * plainly and conditionally is conditional; one with a risk that has no rule of a known type, or of which several
 * conditional ones are left, is not offered at all, and is found among the ignored edges. Every risk of an edge is kept.
 * https://github.com/openshift/cluster-version-operator/blob/main/pkg/cincinnati/cincinnati.go
 * @returns one graph; the nodes are called by their versions
 * @throws InputError
 */
export function readCincinnati(file: string, text: string): GraphDocument[] {
  const parsed = parseJson(file, text);
  const graph = checked(parsed, graphSchema, parsed.content);
  refuseUnsound(parsed, graph);
  const { nodes, edges, conditionalEdges, ...rest } = graph;
  const plain = edges.map(([from, to], i): StatedEdge => ({ from: nodes[from]!.version, to: nodes[to]!.version, risks: [], path: `edges[${i}]` }));
  const conditional = conditionalEdges?.flatMap(({ edges: inGroup, risks }, group) => {
    const stated = risks.map(graphRisk);
    return inGroup.map(({ from, to, ...edge }, i): StatedEdge =>
      ({ from, to, risks: stated, path: `conditionalEdges[${group}].edges[${i}]`, details: { group, edge } }));
  });
  return [{
    format: "cincinnati",
    name: "graph",
    title: "the Cincinnati graph",
    nodes: nodes.map(({ version, ...details }, i) => ({ name: version, version, path: `nodes[${i}]`, details })),
    ...sorted(plain, conditional ?? []),
    stops: [],
    rollback: false,
    details: { graph: rest, ...(conditionalEdges && { conditionalEdges: conditionalEdges.map(withoutEdges) }) },
  }];
}

/**
 * Writes a graph that {@link readCincinnati} read, with everything that it said.
 * @throws InputError unless it is given one graph, read from this format
 */
export function writeCincinnati(documents: readonly GraphDocument[]): string {
  const [document] = documents;
  if (!document || documents.length > 1) {
    throw new InputError([{ file: "cincinnati", path: "", message: `found ${documents.length} graphs, expected one: a file of this format has one` }]);
  }
  const { graph: { version, ...others }, conditionalEdges } = detailsSchema.parse(document.details);
  const positions = new Map(document.nodes.map(({ name }, i) => [name, i]));
  const edges: [number, number][] = [];
  const groups = conditionalEdges?.map((group) => ({ edges: [] as unknown[], ...group }));
  for (const { from, to, path, details } of inFileOrder([...document.edges, ...document.ignored ?? []])) {
    if (details) {
      const { group, edge } = groupSchema.parse(details);
      groups?.[group]?.edges.push({ from, to, ...edge });
    } else {
      const [start, end] = [positions.get(from), positions.get(to)];
      if (start === undefined || end === undefined) {
        throw new InputError([{ file: "cincinnati", path, message: `found an edge from ${from} to ${to}, expected one between nodes of the graph` }]);
      }
      edges.push([start, end]);
    }
  }
  const nodes = document.nodes.map(({ version: of, details }) => ({ version: of, ...details }));
  const content = { ...(version !== undefined && { version }), nodes, edges, ...(groups && { conditionalEdges: groups }), ...others };
  // A pair a line. Text has no line breaks of its own in JSON.
  return `${JSON.stringify(content, null, 2).replace(/\[\n\s*(\d+),\n\s*(\d+)\n\s*\]/g, "[$1, $2]")}\n`;
}

function withoutEdges(group: Group): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(group).filter(([key]) => key !== "edges"));
}

function refuseUnsound(parsed: ParsedFile, { nodes, edges }: Graph): void {
  const first = new Map<string, number>();
  const twice = nodes.flatMap(({ version }, i) => {
    const before = first.get(version);
    if (before === undefined) first.set(version, i);
    return before === undefined ? [] : [{ path: ["nodes", i, "version"], message: `found ${version}, which nodes[${before}] is already, expected each version once` }];
  });
  const outside = edges.flatMap((edge, i) => edge.flatMap((index, end) => index < nodes.length ? [] : [{
    path: ["edges", i, end],
    message: `found ${index}, expected the position of one of the ${nodes.length} nodes, counted from 0`,
  }]));
  if (twice.length + outside.length > 0) throw wrongIn(parsed, [...twice, ...outside]);
}

/** Tells the edges that a client offers from those that it leaves out. */
function sorted(plain: readonly StatedEdge[], conditional: readonly StatedEdge[]): Pick<GraphDocument, "edges" | "ignored"> {
  const edges: StatedEdge[] = [];
  const ignored: IgnoredEdge[] = [];
  const key = ({ from, to }: StatedEdge): string => JSON.stringify([from, to]);
  // What has no readable rule is left out before what is left is counted.
  const left = new Map<string, number>();
  for (const edge of conditional) if (unreadable(edge) === undefined) left.set(key(edge), (left.get(key(edge)) ?? 0) + 1);
  const named = new Set(conditional.map(key));
  for (const edge of plain) {
    if (named.has(key(edge))) ignored.push({ ...edge, why: "a conditional edge states the same, and that one counts" });
    else edges.push(edge);
  }
  for (const edge of conditional) {
    const times = left.get(key(edge)) ?? 0;
    const why = unreadable(edge) ?? (times > 1 ? `it is stated as conditional ${times} times, and clients then drop them all` : undefined);
    if (why === undefined) edges.push(edge);
    else ignored.push({ ...edge, why });
  }
  return ignored.length > 0 ? { edges, ignored } : { edges };
}

function unreadable({ risks }: StatedEdge): string | undefined {
  if (risks.length === 0) return "it is conditional, but on no risk";
  const never = risks.find(({ when }) => when === "never");
  return never && `its risk ${never.name} has no rule of a type that clients know (Always, PromQL), and clients then drop the edge`;
}

/** A risk is decided by the first of its rules that can be evaluated; offline nobody evaluates PromQL, so it is a fact. */
function graphRisk({ name, message, url, matchingRules = [] }: Risk): GraphRisk {
  const known = matchingRules.find(({ type, promql }) => type === "Always" ? promql === undefined || promql === null : type === "PromQL" && promQl.safeParse(promql).success);
  const when = known === undefined ? "never" : known.type === "Always" ? "always" : { fact: name, equals: true };
  return { name, message, ...(url !== undefined && { url }), when };
}

/** Paths end in the position at which an edge stands among its like. */
function inFileOrder(edges: readonly StatedEdge[]): StatedEdge[] {
  const positionOf = ({ path }: StatedEdge): number => Number(/\[(\d+)\]$/.exec(path)?.[1] ?? edges.length);
  return edges.map((edge) => ({ edge, at: positionOf(edge) })).sort((a, b) => a.at - b.at).map(({ edge }) => edge);
}
