import { InputError } from "../../releases/problem";
import type { GraphDocument, StatedNode } from "../graph/model";
import { chainContent, chainGraph, readChains, type Chain } from "./k0rdentChain";
import { k0rdentDetails, type K0rdentDetails } from "./k0rdentDetails";
import { templateKinds, type TemplateKind } from "./k0rdentObjects";
import { readServices, type StatedService } from "./k0rdentServices";
import { readTemplates, templateVersions, type Template, type TemplateVersions } from "./k0rdentTemplates";
import { readObjects, writeObjects, type StoredObject } from "./kubernetesObjects";

/** What a file says, beside its other objects. */
interface Stated {
  readonly chains: readonly Chain[];
  readonly templates: readonly Template[];
  readonly services: readonly StatedService[];
  readonly templateVersion: TemplateVersions;
}

/**
 * Reads a YAML stream of k0rdent's objects. Every ServiceTemplateChain and ClusterTemplateChain is a graph, called
 * `namespace/name`; two may have the same name, as a chain and its rollback chain do. Services without a chain, and templates
 * in a file without chains, form a graph without edges: no chain means no upgrade. All other objects are kept, with the first
 * graph.
 * @throws InputError
 */
export function readK0rdent(file: string, text: string): GraphDocument[] {
  const objects = readObjects(file, text);
  const templates = readTemplates(objects);
  const stated: Stated = {
    chains: readChains(objects),
    templates,
    services: readServices(objects),
    templateVersion: templateVersions(templates),
  };
  const followers = followersOf(stated);
  const [first, ...others] = [
    ...stated.chains.map((chain) => chainGraph(chain, stated.templateVersion, followers.get(chain) ?? [])),
    ...templateKinds.flatMap((kind) => withoutChain(kind, stated)),
  ];
  if (!first) {
    const message = "found no template chain, template or service of k0rdent, expected a ServiceTemplateChain or a ClusterTemplateChain at least";
    throw new InputError([{ file, path: "", message }]);
  }
  const inChains = new Set(stated.chains.map(({ position }) => position));
  const rest = objects.map(({ content }, position): StoredObject => ({ position, content }))
    .filter(({ position }) => !inChains.has(position));
  return [rest.length === 0 ? first : { ...first, details: { ...first.details, objects: rest } }, ...others];
}

/** A service follows the chain in its deployment's namespace; where the file has none there, those that it may be copied from. */
function followersOf({ chains, services }: Stated): ReadonlyMap<Chain, readonly StatedService[]> {
  const called = new Map<string, Chain[]>();
  for (const chain of chains.filter(({ templates }) => templates === "ServiceTemplate")) append(called, chain.name, chain);
  const followers = new Map<Chain, StatedService[]>();
  for (const stated of services) {
    const candidates = called.get(stated.service.chain ?? "") ?? [];
    const near = candidates.filter(({ namespace }) => namespace === stated.namespace);
    for (const chain of near.length > 0 ? near : candidates) append(followers, chain, stated);
  }
  return followers;
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function withoutChain(kind: TemplateKind, { chains, templates, services, templateVersion }: Stated): GraphDocument[] {
  const chained = chains.some((chain) => chain.templates === kind);
  const alone = kind === "ClusterTemplate" ? [] : services.filter(({ service }) => !chained || service.chain === undefined);
  if (chained && alone.length === 0) return [];
  const named = [
    ...templates.filter((template) => template.kind === kind),
    ...alone.map(({ service, path }) => ({ name: service.template, path })),
  ];
  if (named.length === 0) return [];
  const nodes = new Map<string, StatedNode>();
  for (const { name, path } of named) {
    if (!nodes.has(name)) nodes.set(name, { name, version: templateVersion(kind, undefined, name) ?? name, path });
  }
  const title = `${kind === "ServiceTemplate" ? "services" : "clusters"} without a template chain`;
  const details: K0rdentDetails = { templates: kind, services: alone.map(({ service }) => service) };
  return [{ format: "k0rdent", name: title, title, nodes: [...nodes.values()], edges: [], stops: [], rollback: false, details }];
}

/**
 * Writes the objects that graphs were read from, in their order, with each chain as its graph now is.
 * @throws TypeError for a graph that was not read from k0rdent's objects
 */
export function writeK0rdent(documents: readonly GraphDocument[]): string {
  return writeObjects(documents.flatMap((document) => {
    const { chain, objects = [] } = k0rdentDetails(document);
    return chain ? [...objects, { ...chain, content: chainContent(document, chain.content) }] : objects;
  }));
}
