import { documentGraph } from "../../../upgrades/graph/documentGraph";
import type { UpgradeGraph } from "../../../upgrades/graph/model";

/** A name that is its own version, or both and why it was withdrawn. */
export type NodeSketch = string | { readonly name: string; readonly version: string; readonly withdrawn?: string };
/** From, to, and the names of its risks. */
export type EdgeSketch = readonly [from: string, to: string, ...risks: string[]];

export function graphFrom(nodes: readonly NodeSketch[], edges: readonly EdgeSketch[], title = "sketch"): UpgradeGraph {
  return documentGraph({
    format: "stepwise", name: "sketch", title, rollback: false, details: {}, stops: [],
    nodes: nodes.map((node) => (typeof node === "string" ? { name: node, version: node, path: "" } : { ...node, path: "" })),
    edges: edges.map(([from, to, ...risks]) => ({
      from, to, path: "", risks: risks.map((name) => ({ name, message: `what ${name} does`, when: "always" as const })),
    })),
  }, { digest: "0".repeat(64) });
}

export const versions = (size: number): string[] => Array.from({ length: size }, (_, i) => `1.0.${i}`);

/** Every newer release may follow every older one, but for what a test takes away. */
export function complete(names: readonly string[], allowed: (from: number, to: number) => boolean = () => true): EdgeSketch[] {
  return names.flatMap((from, i) => names.flatMap((to, j): EdgeSketch[] => (j > i && allowed(i, j) ? [[from, to]] : [])));
}
