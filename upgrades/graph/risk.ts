import type { Facts, GraphRisk } from "./model";

/**
 * Whether a risk applies, three-valued: what is not known is `unknown`, which everything that counts exposures counts as
 * exposed (as OpenShift's cluster-version operator does when it can't evaluate a conditional edge).
 */
export function exposure(when: GraphRisk["when"], facts: Facts): "exposed" | "notExposed" | "unknown" {
  if (when === "always") return "exposed";
  // A rule that nothing can evaluate says nothing, least of all that all is well.
  if (when === "never") return "unknown";
  // `"false"` is no answer to a question of yes or no.
  if (!Object.hasOwn(facts, when.fact) || typeof facts[when.fact] !== typeof when.equals) return "unknown";
  return facts[when.fact] === when.equals ? "exposed" : "notExposed";
}
