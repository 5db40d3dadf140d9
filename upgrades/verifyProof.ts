import type { Catalog } from "../releases/catalog";
import { compareVersions } from "../releases/version";
import { addCosts, compareCosts } from "./graph/cost";
import { costCriteria, type Facts, type GraphDocument, type HopCost } from "./graph/model";
import { exposure } from "./graph/risk";
import { hopCost, hopObstacles } from "./hop";
import type { Proof } from "./proof";

/** A hop, as the plain rules give it: nothing here comes from the indexes that the planner searches. */
export interface PlainHop {
  readonly to: string;
  readonly cost: HopCost;
}

/** All hops out of a release. */
export type PlainHops = (from: string) => readonly PlainHop[];

/** Every hop that a catalog's rules allow in the proof's direction, each judged alone. */
export function plainCatalogHops(catalog: Catalog, { component, from, to, facts }: Proof): PlainHops {
  const direction = compareVersions(to, from) < 0 ? -1 : 1;
  return (start) => catalog.releases
    .filter(({ version }) => Math.sign(compareVersions(version, start)) === direction
      && hopObstacles(catalog, component, start, version, { facts }).length === 0)
    .map(({ version }) => ({ to: version, cost: hopCost(catalog, component, start, version, { facts }) }));
}

/** Every hop that a document states and that does not lead into a withdrawn or unknown release. */
export function plainDocumentHops(document: GraphDocument, facts: Facts): PlainHops {
  const open = new Map<string, boolean>();
  for (const { name, withdrawn } of document.nodes) if (!open.has(name)) open.set(name, withdrawn === undefined);
  const hops = new Map<string, Map<string, Set<string>>>();
  for (const { from, to, risks } of document.edges) {
    if (!open.has(from) || open.get(to) !== true || from === to) continue;
    const targets = hops.get(from) ?? new Map<string, Set<string>>();
    const names = targets.get(to) ?? new Set<string>();
    for (const { name, when } of risks) if (exposure(when, facts) !== "notExposed") names.add(name);
    hops.set(from, targets.set(to, names));
  }
  return (start) => [...hops.get(start) ?? []].map(([to, names]) =>
    ({ to, cost: { hops: 1, windows: 0, irreversible: 0, actions: 0, exposures: names.size } }));
}

/** What a proof may be about. */
export interface ProofSubject {
  /** SHA-256 of the catalog or document at hand. */
  readonly digest: string;
  readonly graph: string;
  /** The kinds of component of a catalog; none in another format. */
  readonly components: readonly string[];
  /** Whether it has a release. */
  readonly known: (name: string) => boolean;
}

/**
 * Checks a proof against what was asked, without searching: each claim is looked at edge by edge.
 * @returns everything that is wrong with the proof; nothing when it holds
 */
export function verifyProof(proof: Proof, { digest, graph, components, known }: ProofSubject, hops: PlainHops): string[] {
  if (proof.catalog !== digest) {
    return [`the proof is of another state of the catalog: its digest is ${proof.catalog}, here it is ${digest}`];
  }
  if (proof.graph !== graph) return [`the proof is about ${proof.graph}, and this is ${graph}`];
  if (proof.component !== null && !components.includes(proof.component)) return [`the component ${proof.component} is not in the catalog`];
  if (new Set(proof.order).size !== proof.order.length) return ["the order of the costs names one of them twice"];
  if (proof.order.length !== costCriteria.length) return [`the order of the costs leaves some of ${costCriteria.join(", ")} out`];
  const invented = Object.keys(proof.costs).find((name) => !known(name));
  if (invented !== undefined) return [`${invented} is among the releases that can be reached, and is not in the catalog`];
  if (!known(proof.from)) return proof.allowed ? [`${proof.from} is not in the catalog, so no route can start there`] : [];
  return [...labelFaults(proof, hops), ...(proof.allowed ? routeFaults(proof, hops) : blockedFaults(proof))];
}

/** No edge may lead out of what is said to be reached, nor be cheaper than what is said to be the cheapest. */
function labelFaults({ from, costs, order }: Proof, hops: PlainHops): string[] {
  const label = (name: string): HopCost | undefined => Object.hasOwn(costs, name) ? costs[name] : undefined;
  const start = label(from);
  if (!start) return [`the start ${from} is not among the releases that can be reached`];
  if (order.some((criterion) => start[criterion] !== 0)) return [`being at the start ${from} is said to cost something`];
  return Object.keys(costs).flatMap((name) => hops(name).flatMap(({ to, cost }) => {
    const [here, there] = [label(name)!, label(to)];
    if (!there) return [`${name} → ${to} is a hop, and ${to} is not among the releases that can be reached`];
    return compareCosts(addCosts(here, cost), there, order) < 0
      ? [`${name} → ${to} reaches ${to} for less than is said to be the least`] : [];
  }));
}

function routeFaults({ from, to, route, costs, order }: Proof, hops: PlainHops): string[] {
  if (!route || route[0] !== from || route.at(-1) !== to) return [`the route does not lead from ${from} to ${to}`];
  let sum: HopCost = { hops: 0, windows: 0, irreversible: 0, actions: 0, exposures: 0 };
  for (let i = 1; i < route.length; i++) {
    const hop = hops(route[i - 1]!).find((one) => one.to === route[i]);
    if (!hop) return [`${route[i - 1]} → ${route[i]} is in the route, and it is no hop of the catalog`];
    sum = addCosts(sum, hop.cost);
  }
  const said = Object.hasOwn(costs, to) ? costs[to] : undefined;
  return said && compareCosts(sum, said, order) === 0 ? [] : ["the route does not cost what is said to be the least"];
}

function blockedFaults({ to, route, costs }: Proof): string[] {
  if (route) return ["it says blocked, and gives a route"];
  return Object.hasOwn(costs, to) ? [`it says blocked, and ${to} is among the releases that can be reached`] : [];
}
