import type { GraphDocument } from "../graph/model";
import { cycleFindings, selfLoopFindings } from "./cycles";
import { duplicateNodeFindings, duplicateVersionFindings } from "./duplicates";
import { danglingFindings, duplicateEdgeFindings, orderFindings } from "./edges";
import { endFindings, type Releases } from "./ends";
import { findingId, idInGraph, inOrder, type Finding } from "./finding";
import { labelFindings, mixedLabelFindings } from "./labels";
import { riskFindings } from "./risks";
import { statedGraph, type StatedGraph } from "./statedGraph";
import { unreachableFindings } from "./unreachable";

/**
 * Everything that is wrong with a graph of any foreign format; all of it, and not the first of each kind. The order of nodes
 * and edges in the document changes neither what is found nor its ids. O((nodes + edges) log).
 */
export function lintDocument(document: GraphDocument): Finding[] {
  if (hasNoChain(document)) return noChain(document);
  const graph = statedGraph(document);
  const releases = releasesOf(graph);
  return inOrder([
    ...cycleFindings(graph),
    ...selfLoopFindings(graph),
    ...danglingFindings(graph),
    ...duplicateNodeFindings(graph),
    ...duplicateVersionFindings(graph),
    ...duplicateEdgeFindings(document),
    ...orderFindings(graph),
    ...labelFindings(graph),
    ...mixedLabelFindings(graph),
    ...endFindings(releases),
    ...unreachableFindings(releases),
    ...riskFindings(document),
  ]);
}

/** What is wrong with the graphs of one file. Ids name the graph, in formats whose files have several. */
export function lintDocuments(documents: readonly GraphDocument[]): Finding[] {
  const byId = new Map<string, Finding[]>();
  for (const document of documents) {
    for (const finding of lintDocument(document)) {
      const id = idInFile(document, finding.id);
      if (!byId.get(id)?.push(finding)) byId.set(id, [finding]);
    }
  }
  // Two graphs may share their name, such as a chain of services and one of clusters; what is wrong with both is one finding.
  return inOrder([...byId].map(([id, same]) =>
    ({ ...inOrder(same)[0]!, id, message: [...new Set(same.map(({ message }) => message))].sort().join("; ") })));
}

function idInFile({ format, name, rollback }: GraphDocument, id: string): string {
  if (format === "cincinnati" || format === "gitlab" || format === "fcos") return id;
  // A chain and the chain for going back may share their name.
  return idInGraph(id, rollback ? `${name} (rollback)` : name);
}

/** In a rollback graph ways lead from the newest to the oldest; turned round it is looked at like any other. */
function releasesOf({ document, nodes, ranks, targets }: StatedGraph): Releases {
  const newest = nodes.length - 1;
  const turned = (node: number): number => document.rollback ? newest - node : node;
  const shown = nodes.map(({ name, path, withdrawn }) => ({ name, path, withdrawn: withdrawn !== undefined }));
  const turnedTargets = document.rollback ? targets.map((list) => list.map(turned).reverse()).reverse() : targets;
  return {
    format: document.format,
    title: document.title,
    count: nodes.length,
    nodes: document.rollback ? shown.reverse() : shown,
    ranks: document.rollback ? ranks.map((rank) => ranks.at(-1)! - rank).reverse() : ranks,
    last: document.rollback ? "oldest" : "newest",
    successors: (node) => turnedTargets[node]!,
    otherWayOut: () => false,
  };
}

/** What a file of k0rdent states outside of chains is no graph that somebody wrote; all that can be said is said at once. */
function hasNoChain({ format, edges, details }: GraphDocument): boolean {
  return format === "k0rdent" && edges.length === 0 && Array.isArray(details["services"]) && details["chain"] === undefined;
}

function noChain({ name, title, nodes }: GraphDocument): Finding[] {
  const names = [...new Set(nodes.map((node) => node.name))].sort();
  return [{
    id: findingId("no-chain", name),
    severity: "note",
    message: `${title}: nothing says what may follow ${names.length === 1 ? names[0]! : `these ${names.length} templates`}, so none of them can be upgraded`,
    nodes: names,
  }];
}
