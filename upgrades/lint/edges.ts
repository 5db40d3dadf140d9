import { compareVersions } from "../../releases/version";
import type { GraphDocument } from "../graph/model";
import { findingId, type Finding } from "./finding";
import { statesEdges } from "./severity";
import type { StatedGraph } from "./statedGraph";

/** Edges from or to what is not there, and required stops that are not there. */
export function danglingFindings({ document, positionOf }: StatedGraph): Finding[] {
  const isThere = (name: string): boolean => positionOf(name) !== undefined;
  const targets = document.edges.filter(({ to }) => !isThere(to)).map(({ from, to, path }): Finding => ({
    id: findingId("dangling-target", from, to),
    severity: "error",
    message: `${from} may be followed by ${to}, which is not in ${document.title}`,
    nodes: [from, to],
    path,
  }));
  const sources = document.edges.filter(({ from }) => !isThere(from)).map(({ from, to, path }): Finding => ({
    id: findingId("dangling-source", from, to),
    severity: "error",
    message: `${to} may follow ${from}, which is not in ${document.title}`,
    nodes: [from, to],
    path,
  }));
  const stops = document.stops.filter(({ name }) => !isThere(name)).map(({ name, path }): Finding => ({
    id: findingId("dangling-stop", name),
    severity: "error",
    message: `the required stop ${name} is not in ${document.title}`,
    nodes: [name],
    path,
  }));
  return [...targets, ...sources, ...stops];
}

/** Edges that are stated more than once, and those that whoever follows the format leaves out. */
export function duplicateEdgeFindings({ edges, ignored = [], title }: GraphDocument): Finding[] {
  const times = new Map<string, number>();
  const keyOf = (from: string, to: string): string => findingId("duplicate-edge", from, to);
  for (const { from, to } of edges) times.set(keyOf(from, to), (times.get(keyOf(from, to)) ?? 0) + 1);
  return [
    ...edges.filter(({ from, to }) => times.get(keyOf(from, to))! > 1).map(({ from, to, path }): Finding => ({
      id: keyOf(from, to),
      severity: "warning",
      message: `the edge from ${from} to ${to} is stated ${times.get(keyOf(from, to))!} times in ${title}`,
      nodes: [from, to],
      path,
    })),
    ...ignored.map(({ from, to, why, path }): Finding => ({
      id: findingId("ignored-edge", from, to, why),
      severity: "warning",
      message: `the edge from ${from} to ${to} of ${title} is left out by whoever follows it: ${why}`,
      nodes: [from, to],
      path,
    })),
  ];
}

/** Edges that lead to an older release; in a rollback graph those that lead to a newer one. */
export function orderFindings({ document, nodes, ranks, positionOf }: StatedGraph): Finding[] {
  if (!statesEdges(document.format)) return [];
  const wrong = document.rollback ? 1 : -1;
  return document.edges.flatMap(({ from, to, path }): Finding[] => {
    const [start, end] = [positionOf(from), positionOf(to)];
    if (start === undefined || end === undefined) return [];
    // Where the version of only one of two is known, their names are what can be compared.
    const known = [start, end].filter((node) => nodes[node]!.version !== nodes[node]!.name).length;
    const order = known === 1 ? compareVersions(to, from) : ranks[end]! - ranks[start]!;
    if (Math.sign(order) !== wrong) return [];
    return [{
      id: findingId("against-order", from, to),
      severity: "error",
      message: document.rollback
        ? `${from} → ${to} leads up in ${document.title}, where all ways should lead down`
        : `${from} → ${to} leads down in ${document.title}, where all ways should lead up`,
      nodes: [from, to],
      path,
    }];
  });
}
