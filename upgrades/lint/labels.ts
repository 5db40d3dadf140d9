import { compareVersions } from "../../releases/version";
import { findingId, listed, type Finding } from "./finding";
import type { StatedGraph } from "./statedGraph";

/** Edges that claim another version for their target than it has. */
export function labelFindings({ document, nodes, positionOf }: StatedGraph): Finding[] {
  return document.edges.flatMap(({ from, to, label, path }): Finding[] => {
    const target = nodes[positionOf(to) ?? -1];
    if (label === undefined || !target || compareVersions(label, target.version) === 0) return [];
    return [{
      id: findingId("label-differs", from, to, label),
      severity: "error",
      message: `${from} → ${to} says that ${to} is ${label}, and it is ${target.version} in ${document.title}`,
      nodes: [from, to],
      path,
    }];
  });
}

/**
 * Releases with edges that claim a version and edges that don't: k0rdent finds such a chain invalid
 * (https://github.com/k0rdent/kcm/blob/8373a24/api/v1beta1/templatechain_common.go).
 */
export function mixedLabelFindings({ document, nodes, positionOf }: StatedGraph): Finding[] {
  const bare = new Map<string, string[]>();
  const labelled = new Set<string>();
  for (const { from, to, label } of document.edges) {
    if (label !== undefined) labelled.add(from);
    else if (!bare.get(from)?.push(to)) bare.set(from, [to]);
  }
  return [...bare].filter(([from]) => labelled.has(from)).map(([from, targets]): Finding => ({
    id: findingId("mixed-labels", from),
    severity: "error",
    message: `some of what may follow ${from} has a version in ${document.title} and some has none (${listed([...new Set(targets)].sort())}); expected all or none`,
    nodes: [from],
    path: nodes[positionOf(from) ?? -1]?.path,
  }));
}
