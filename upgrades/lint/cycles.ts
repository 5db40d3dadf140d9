import { createHash } from "node:crypto";
import { components } from "./components";
import { findingId, listed, type Finding } from "./finding";
import { shortestCycle } from "./shortestCycle";
import type { StatedGraph } from "./statedGraph";

/** Ids are to be read and copied; of more members than these only the ends and a digest stand in one. */
const membersInId = 12;

/** Releases that lead back to themselves: one finding for all that can be got to from each other. */
export function cycleFindings({ document, nodes, targets }: StatedGraph): Finding[] {
  const found = components({ count: nodes.length, successors: (node) => targets[node]! });
  return found.members.filter((members) => members.length > 1).map((unordered): Finding => {
    const members = [...unordered].sort((a, b) => a - b);
    const names = members.map((node) => nodes[node]!.name);
    const cycle = shortestCycle(members, (node) => targets[node]!.filter((next) => found.of[next] === found.of[node]));
    const way = [...cycle.nodes, cycle.nodes[0]!].map((node) => nodes[node]!.name);
    return {
      id: findingId("cycle", membersText(names)),
      severity: "error",
      message: `${listed(names)} lead back to themselves in ${document.title}; the ${cycle.proven ? "shortest way round" : "way round, for example,"} is ` +
        `${way.length > 12 ? [...way.slice(0, 11), "…", way.at(-1)!].join(" → ") : way.join(" → ")}`,
      nodes: names,
      path: nodes[members[0]!]!.path,
    };
  });
}

function membersText(names: readonly string[]): readonly string[] {
  if (names.length <= membersInId) return names;
  const digest = createHash("sha256").update(JSON.stringify(names)).digest("hex");
  return [`${names[0]!}..${names.at(-1)!}`, String(names.length), digest.slice(0, 12)];
}

/** Releases with an edge to themselves. */
export function selfLoopFindings({ document }: StatedGraph): Finding[] {
  return document.edges.filter(({ from, to }) => from === to).map(({ from, path }): Finding => ({
    id: findingId("self-loop", from),
    severity: "error",
    message: `${from} is stated to follow itself in ${document.title}`,
    nodes: [from],
    path,
  }));
}
