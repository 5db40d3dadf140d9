import type { PhasedRollout } from "../../releases/schema";
import type { Reason } from "../reason";

/** The formats that an upgrade graph can be read from. */
export const graphFormats = ["stepwise", "k0rdent", "olm", "cincinnati", "gitlab", "cluster-api", "fcos"] as const;
export type GraphFormat = (typeof graphFormats)[number];

/**
 * An upgrade graph as a document states it, faults included: names may be stated twice, edges may lead nowhere. This is
 * what lint looks at and what is written back; {@link UpgradeGraph} is what routes are found in.
 */
export interface GraphDocument {
  readonly format: GraphFormat;
  /** What it is called among the graphs of one file: a chain, a channel, a class. */
  readonly name: string;
  /** What it is called in messages. */
  readonly title: string;
  readonly nodes: readonly StatedNode[];
  readonly edges: readonly StatedEdge[];
  /** Edges that are stated, but that whoever follows the format leaves out; never walked, said here so that it can be told. */
  readonly ignored?: readonly IgnoredEdge[] | undefined;
  /** Releases that no hop may pass over; only said here to explain why an edge is not there. */
  readonly stops: readonly StatedStop[];
  /** Whether every edge should lead to a newer release; where it leads down on purpose (a rollback chain) it is not. */
  readonly rollback: boolean;
  /** What the format says beyond this, kept so that writing the document again loses nothing. JSON values only. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface StatedNode {
  /** What edges call it, unique in a sound document: a version, or the name of a template or a bundle. */
  readonly name: string;
  /** The version by which it is ordered; the name where nothing else is known. */
  readonly version: string;
  /** Where it stands in its file, such as `spec.supportedTemplates[2]`. */
  readonly path: string;
  /** Why it may no longer be entered; it can still be left. */
  readonly withdrawn?: string | undefined;
  /** How it is offered to more and more installations; what that means for whoever enters it is a risk of the edges there. */
  readonly rollout?: PhasedRollout | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

export interface StatedEdge {
  readonly from: string;
  readonly to: string;
  /** The version that the edge claims for its target, where the format lets it. */
  readonly label?: string | undefined;
  /** What threatens whoever takes it; all of them. */
  readonly risks: readonly GraphRisk[];
  readonly path: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

export interface IgnoredEdge extends StatedEdge {
  /** Why it is left out, as the end of a sentence: `a conditional edge states the same`. */
  readonly why: string;
}

export interface StatedStop {
  readonly name: string;
  readonly reason: string;
  readonly path: string;
}

export interface GraphRisk {
  /** CamelCase or kebab-case, the same for the same risk in every document. */
  readonly name: string;
  readonly message: string;
  readonly url?: string | undefined;
  /**
   * `always`; a fact that decides, unknown until somebody states it; or `never`: no rule in it can ever be evaluated to
   * true, which is a fault. What is unknown counts as exposed.
   */
  readonly when: "always" | "never" | { readonly fact: string; readonly equals: string | boolean };
}

/** What one hop costs, each a count. */
export interface HopCost {
  readonly hops: number;
  /** Times that somebody's traffic is stopped. */
  readonly windows: number;
  /** Migrations that only a backup undoes. */
  readonly irreversible: number;
  /** Notes that ask somebody to act. */
  readonly actions: number;
  /** Risks that apply, or may. */
  readonly exposures: number;
}

/** What a route is chosen by, the first that differs deciding. */
export const costCriteria = ["hops", "windows", "irreversible", "actions", "exposures"] as const;
export type CostCriterion = (typeof costCriteria)[number];

/** What is stated of the installation, by which risks are told apart. What is not here is unknown and counts as exposed. */
export type Facts = Readonly<Record<string, string | boolean>>;

export interface GraphNode {
  readonly name: string;
  readonly version: string;
  readonly withdrawn?: string | undefined;
}

/**
 * A graph that can be walked. Nodes are called by their position in `nodes`, oldest first, so that work on large graphs
 * is work on numbers.
 */
export interface UpgradeGraph {
  readonly format: GraphFormat;
  readonly name: string;
  readonly title: string;
  /** SHA-256 of what it was made from, in hexadecimal: what a verdict and a proof are bound to. */
  readonly digest: string;
  readonly nodes: readonly GraphNode[];
  /** The position of a node, or undefined where the graph has none of that name. */
  positionOf(name: string): number | undefined;
  /** The positions of all nodes that can be entered from one in one hop, ascending, without it itself. */
  successors(position: number): readonly number[];
  /** What an existing hop costs. */
  cost(from: number, to: number): HopCost;
  /** Everything in the way of one hop between two names, which need not be in the graph; empty exactly when it is there. */
  obstacles(from: string, to: string): readonly Reason[];
  /** What threatens whoever takes an existing hop, without what facts rule out. */
  risks(from: number, to: number): readonly GraphRisk[];
}
