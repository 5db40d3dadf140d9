import { compareVersions } from "../../releases/version";
import { findingId, listed, type Finding } from "./finding";
import { severitiesOf } from "./severity";
import type { StatedGraph } from "./statedGraph";

/** Names that are stated more than once. */
export function duplicateNodeFindings({ document }: StatedGraph): Finding[] {
  const times = new Map<string, number>();
  for (const { name } of document.nodes) times.set(name, (times.get(name) ?? 0) + 1);
  return document.nodes.filter(({ name }) => times.get(name)! > 1).map(({ name, path }): Finding => ({
    id: findingId("duplicate-node", name),
    severity: "error",
    message: `${name} is stated ${times.get(name)!} times in ${document.title}`,
    nodes: [name],
    path,
  }));
}

/** Versions that more than one name has. */
export function duplicateVersionFindings({ document, nodes }: StatedGraph): Finding[] {
  const findings: Finding[] = [];
  for (let start = 0, end = 0; start < nodes.length; start = end) {
    end = start + 1;
    while (end < nodes.length && compareVersions(nodes[start]!.version, nodes[end]!.version) === 0) end++;
    if (end - start < 2) continue;
    const [{ version, path }, names] = [nodes[start]!, nodes.slice(start, end).map(({ name }) => name)];
    findings.push({
      id: findingId("duplicate-version", version, names),
      severity: severitiesOf(document.format).duplicateVersion,
      message: `${listed(names)} are all ${version} in ${document.title}`,
      nodes: names,
      path,
    });
  }
  return findings;
}
