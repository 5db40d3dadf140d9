import type { z } from "zod";
import { compareVersions } from "../../releases/version";
import type { GraphDocument, StatedEdge, StatedNode } from "../graph/model";
import type { K0rdentDetails } from "./k0rdentDetails";
import { chainSchema, isKind, qualified, templateKinds, type TemplateKind } from "./k0rdentObjects";
import type { StatedService } from "./k0rdentServices";
import type { TemplateVersions } from "./k0rdentTemplates";
import { versionsInChain } from "./k0rdentVersions";
import type { KubernetesObject } from "./kubernetesObjects";
import { otherFields } from "./otherFields";

/** A ServiceTemplateChain or ClusterTemplateChain of a file. */
export interface Chain {
  readonly templates: TemplateKind;
  readonly object: KubernetesObject;
  readonly position: number;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly supported: readonly Supported[];
}

type Supported = NonNullable<z.infer<typeof chainSchema>["spec"]["supportedTemplates"]>[number];

/** @throws InputError */
export function readChains(objects: readonly KubernetesObject[]): readonly Chain[] {
  return objects.flatMap((object, position) => templateKinds.filter((kind) => isKind(object, `${kind}Chain`)).map((kind) => {
    const { metadata: { name, namespace }, spec } = object.check(chainSchema);
    return { templates: kind, object, position, name, namespace: namespace ?? undefined, supported: spec.supportedTemplates ?? [] };
  }));
}

/** The graph that a chain states. */
export function chainGraph(
  { templates, object, position, name, namespace, supported }: Chain,
  templateVersion: TemplateVersions,
  services: readonly StatedService[],
): GraphDocument {
  const pathOf = (...path: readonly PropertyKey[]): string => object.pathOf(["spec", "supportedTemplates", ...path]);
  const edges = supported.flatMap((from, i) => (from.availableUpgrades ?? []).map((to, j): StatedEdge => ({
    from: from.name,
    to: to.name,
    ...(to.version ? { label: to.version } : {}),
    risks: [],
    path: pathOf(i, "availableUpgrades", j),
    ...otherFields(to, ["name", "version"]),
  })));
  const names = supported.map((template) => template.name);
  const versionOf = versionsInChain(names, (one) => templateVersion(templates, namespace, one), edges);
  const nodes = supported.map((template, i): StatedNode => ({
    name: template.name,
    version: versionOf(template.name),
    path: pathOf(i),
    ...otherFields(template, ["name", "availableUpgrades"]),
  }));
  const spec = otherFields(object.content["spec"] as Record<string, unknown>, ["supportedTemplates"]).details ?? {};
  const details: K0rdentDetails = {
    templates,
    chain: { position, content: { ...object.content, spec } },
    ...(namespace === undefined ? {} : { namespace }),
    services: services.map(({ service }) => service),
  };
  return {
    format: "k0rdent",
    name: qualified(namespace, name),
    title: `${object.kind} ${qualified(namespace, name)}`,
    nodes,
    edges,
    stops: [],
    rollback: edges.length > 0 && edges.every(({ from, to }) => leadsDown(from, to, versionOf)),
    details,
  };
}

/** Where the version of only one of two is known, their names are what can be compared. */
function leadsDown(from: string, to: string, versionOf: (name: string) => string): boolean {
  const known = [from, to].filter((name) => versionOf(name) !== name).length;
  return (known === 1 ? compareVersions(to, from) : compareVersions(versionOf(to), versionOf(from))) < 0;
}

/** The chain's object as its graph now is; `content` is the rest of it. */
export function chainContent(document: GraphDocument, content: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const supported = supportedTemplates(document).map(({ node, upgrades }) => ({
    name: node.name,
    ...node.details,
    ...(upgrades.length === 0 ? {} : { availableUpgrades: upgrades.map(availableUpgrade) }),
  }));
  const spec = content["spec"] as Record<string, unknown>;
  return { ...content, spec: supported.length === 0 ? spec : { ...spec, supportedTemplates: supported } };
}

function availableUpgrade({ to, label, details }: StatedEdge): Record<string, unknown> {
  return { name: to, ...(label === undefined ? {} : { version: label }), ...details };
}

/** One item of a chain's `supportedTemplates`. */
export interface SupportedTemplate {
  readonly node: StatedNode;
  readonly upgrades: readonly StatedEdge[];
}

/**
 * A chain's graph as the list that it is in k0rdent. A template may be stated twice; each has the edges that are stated
 * under it, and the first of them those that are stated nowhere.
 */
export function supportedTemplates({ nodes, edges }: GraphDocument): readonly SupportedTemplate[] {
  const upgrades = new Map<StatedNode, StatedEdge[]>(nodes.map((node) => [node, []]));
  const byPath = new Map(nodes.map((node) => [node.path, node]));
  const byName = new Map([...nodes].reverse().map((node) => [node.name, node]));
  for (const edge of edges) {
    const above = byPath.get(edge.path.slice(0, edge.path.lastIndexOf(".availableUpgrades[")));
    const node = above?.name === edge.from ? above : byName.get(edge.from);
    if (node) upgrades.get(node)!.push(edge);
  }
  return nodes.map((node) => ({ node, upgrades: upgrades.get(node)! }));
}
