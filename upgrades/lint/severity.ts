import type { GraphFormat } from "../graph/model";
import type { Severity } from "./finding";

/** How grave the findings are whose weight depends on the format. */
export interface Severities {
  readonly severalHeads: Severity;
  readonly deadEnd: Severity;
  readonly stranded: Severity;
  readonly duplicateVersion: Severity;
}

/**
 * OLM refuses a channel with several heads, stranded bundles or one version twice
 * (https://github.com/operator-framework/operator-registry/blob/master/alpha/model/model.go). In an update graph of OpenShift the
 * newest patches of an older minor wait for their edges while a channel is filled, so ends are to be expected there.
 */
export function severitiesOf(format: GraphFormat): Severities {
  switch (format) {
    case "olm": return { severalHeads: "error", deadEnd: "error", stranded: "error", duplicateVersion: "error" };
    case "cincinnati": return { severalHeads: "note", deadEnd: "note", stranded: "warning", duplicateVersion: "warning" };
    case "stepwise":
    case "k0rdent":
    case "gitlab":
    case "cluster-api":
    case "fcos": return { severalHeads: "warning", deadEnd: "warning", stranded: "error", duplicateVersion: "warning" };
  }
}

/**
 * Whether every release of a format may be installed first, so that one that nothing leads into is nothing to look at: what
 * OLM skips, and what OpenShift withdraws by taking its edges away, stay in their graphs like that.
 */
export function everyReleaseIsAStart(format: GraphFormat): boolean {
  return format === "olm" || format === "cincinnati";
}

/** Whether a file states the edges, and not only what they follow from. */
export function statesEdges(format: GraphFormat): boolean {
  return format !== "gitlab" && format !== "cluster-api" && format !== "fcos";
}
