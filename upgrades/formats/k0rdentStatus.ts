import type { GraphDocument } from "../graph/model";
import { supportedTemplates } from "./k0rdentChain";

/**
 * What kcm puts into a chain's `status.validationError`, which joins them by `;`: everything it checks, in its words and its
 * order. Empty where it calls the chain valid. https://github.com/k0rdent/kcm/blob/8373a24/api/v1beta1/templatechain_common.go
 */
export function validity(document: GraphDocument): readonly string[] {
  const supported = supportedTemplates(document);
  const names = new Set(supported.map(({ node }) => node.name));
  const targets = [...new Set(document.edges.map(({ to }) => to))];
  return [
    ...targets.filter((name) => !names.has(name))
      .map((name) => `template ${name} is allowed for upgrade but is not present in the list of '.spec.supportedTemplates'`),
    ...supported.filter(({ upgrades }) => new Set(upgrades.map(({ label }) => label !== undefined)).size > 1)
      .map(({ node }) => `template ${node.name} has mixed version/no-version available upgrades: either all or none should have version set`),
  ].sort();
}
