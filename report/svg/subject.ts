import type { UpgradeGraph } from "../../upgrades/graph/model";
import { count } from "../html/words";
import type { DrawOptions } from "./options";
import { oneLine } from "./text";

/** What a node is for the route: where it begins, a stop on it, where it should end, passed over, or nothing to it. */
export type Part = "start" | "stop" | "goal" | "crossed" | "none";

export interface DrawnNode {
  readonly name: string;
  readonly version: string;
  readonly withdrawn?: string | undefined;
  readonly part: Part;
  /** No hop may pass over it. */
  readonly required: boolean;
  readonly reachable: boolean;
}

export interface DrawnHop {
  readonly from: number;
  readonly to: number;
  readonly number: number;
}

/**
 * A graph as all drawings see it: nodes in the order of travel, so that edges lead forward, towards higher positions, and
 * only an edge against the order, as in a cycle, leads backward.
 */
export interface Subject {
  readonly title: string;
  /** The newest is first: most edges lead to older releases. */
  readonly falling: boolean;
  readonly nodes: readonly DrawnNode[];
  /** For each node what can be entered from it, ascending. */
  readonly targets: readonly (readonly number[])[];
  readonly edges: number;
  /** The names of an edge's risks; empty where nothing threatens. */
  readonly risks: (from: number, to: number) => readonly string[];
  /** How many edges have risks. */
  readonly risky: number;
  /** The names of all risks, sorted. */
  readonly riskNames: readonly string[];
  readonly hops: readonly DrawnHop[];
  readonly missing?: { readonly from: number; readonly to: number } | undefined;
  /** One sentence on the route, or why there is none. */
  readonly verdict?: { readonly allowed: boolean; readonly text: string } | undefined;
  /** What must be said in words, since it can't be drawn. */
  readonly remarks: readonly string[];
}

const nothing: readonly string[] = [];

export function subjectOf(graph: UpgradeGraph, options: DrawOptions): Subject {
  const size = graph.nodes.length;
  const successors = graph.nodes.map((_, node) => graph.successors(node));
  const edges = successors.reduce((sum, one) => sum + one.length, 0);
  const up = successors.reduce((sum, one, node) => sum + one.filter((to) => to > node).length, 0);
  const falling = up * 2 < edges;
  /** From the graph's positions to ours and back, which is the same. */
  const turned = (position: number): number => (falling ? size - 1 - position : position);
  const targets = graph.nodes.map((_, node) => successors[turned(node)]!.map(turned).sort((a, b) => a - b));

  const risks = new Map<number, readonly string[]>();
  targets.forEach((ends, from) => {
    for (const to of ends) {
      const names = graph.risks(turned(from), turned(to)).map(({ name }) => name);
      if (names.length > 0) risks.set(from * size + to, [...new Set(names)].sort());
    }
  });

  const unknown = new Set<string>();
  const place = (name: string): number | undefined => {
    const position = graph.positionOf(name);
    if (position === undefined) unknown.add(name);
    return position === undefined ? undefined : turned(position);
  };
  const places = (names: readonly string[]): number[] => names.map(place).filter((one) => one !== undefined);

  const route = options.route ?? [];
  const path = places(route);
  const asked = options.asked ?? (route.length > 0 ? { from: route[0]!, to: route.at(-1)! } : undefined);
  const [start, goal] = asked ? [place(asked.from), place(asked.to)] : [];
  const hops = path.slice(1).map((to, i) => ({ from: path[i]!, to, number: i + 1 }));
  const [gapStart, gapEnd] = options.missing ? [place(options.missing.from), place(options.missing.to)] : [];
  const reachable = new Set(places(options.reachable ?? []));
  const required = new Set(places(options.stops ?? []));
  const partOf = (node: number): Part => {
    if (node === start) return "start";
    if (node === goal) return "goal";
    if (path.includes(node)) return "stop";
    return hops.some(({ from, to }) => Math.min(from, to) < node && node < Math.max(from, to)) ? "crossed" : "none";
  };

  return {
    title: graph.title,
    falling,
    nodes: graph.nodes.map((_, position) => {
      const { name, version, withdrawn } = graph.nodes[turned(position)]!;
      return { name, version, withdrawn, part: partOf(position), required: required.has(position), reachable: reachable.has(position) };
    }),
    targets,
    edges,
    risks: (from, to) => risks.get(from * size + to) ?? nothing,
    risky: risks.size,
    riskNames: [...new Set([...risks.values()].flat())].sort(),
    hops,
    missing: gapStart === undefined || gapEnd === undefined ? undefined : { from: gapStart, to: gapEnd },
    verdict: verdictOf(options, asked),
    remarks: [...unknown].sort().map((name) => `${oneLine(name)} is not in this graph`),
  };
}

function verdictOf({ route, missing, reachable }: DrawOptions, asked: DrawOptions["asked"]): Subject["verdict"] {
  if (route && route.length > 1) {
    return { allowed: true, text: `${route[0]!} → ${route.at(-1)!} in ${count(route.length - 1, "hop")}: ${route.join(", ")}` };
  }
  if (route?.length === 1) return { allowed: true, text: `${route[0]!}: nothing to do` };
  if (!asked && !missing && !reachable) return undefined;
  const way = asked ? `No allowed way ${asked.from} → ${asked.to}` : "No allowed way";
  return { allowed: false, text: missing ? `${way}; missing is ${missing.from} → ${missing.to}` : way };
}

/** The name, and the version where the name does not tell it. */
export function labelOf({ name, version }: DrawnNode): { readonly name: string; readonly version: string | undefined } {
  return { name: oneLine(name), version: name.includes(version) ? undefined : oneLine(version) };
}

/** Everything about a node that a drawing may have shortened, in words. */
export function describe(node: DrawnNode): string {
  const { name, version } = labelOf(node);
  const parts: Readonly<Record<Part, string | undefined>> = {
    start: "where it is", stop: "stop", goal: "where it should go", crossed: "crossed", none: undefined,
  };
  return [
    name, version, parts[node.part], node.required && "required stop",
    node.withdrawn !== undefined && `withdrawn: ${oneLine(node.withdrawn)}`, node.reachable && "can be reached",
  ].filter((text) => typeof text === "string").join("; ");
}

/** One line on the size of the graph. */
export function sizeOf({ nodes, edges, risky, falling }: Subject): string {
  const ways = falling ? count(edges, "allowed way back", "allowed ways back") : count(edges, "allowed upgrade");
  return `${count(nodes.length, "release")}, ${ways}${risky > 0 ? `, ${risky} of them with risks` : ""}`;
}
