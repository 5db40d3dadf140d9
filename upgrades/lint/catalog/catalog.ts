import type { Catalog } from "../../../releases/catalog";
import { rangeIndex } from "../../../releases/rangeIndex";
import { catalogGraph } from "../../graph/catalogGraph";
import { endFindings, type Releases } from "../ends";
import { inOrder, type Finding } from "../finding";
import { unreachableFindings } from "../unreachable";
import { promotionFindings, rolloutFindings } from "./promotions";
import { duplicateRuleFindings, emptyRangeFindings, idleRuleFindings, intentFindings } from "./ranges";
import { rangeUses, releasePath } from "./rangeUse";
import { catalogRiskFindings, noteFindings, platformFindings } from "./statements";
import { stopFindings } from "./stops";

/** Everything that is wrong with one of our own catalogs beyond what its loader refuses. */
export function lintCatalog(catalog: Catalog): Finding[] {
  const inKnownRange = rangeIndex(catalog);
  const uses = rangeUses(catalog);
  const releases = releasesOf(catalog);
  return inOrder([
    ...emptyRangeFindings(uses, inKnownRange),
    ...idleRuleFindings(catalog, inKnownRange),
    ...duplicateRuleFindings(catalog),
    ...intentFindings(catalog, uses, inKnownRange),
    ...stopFindings(catalog, inKnownRange),
    ...catalogRiskFindings(catalog, inKnownRange),
    ...noteFindings(catalog),
    ...platformFindings(catalog),
    ...promotionFindings(catalog),
    ...rolloutFindings(catalog),
    ...endFindings(releases),
    ...unreachableFindings(releases),
  ]);
}

/** The upgrades of a catalog, those into withdrawn releases among them. */
function releasesOf(catalog: Catalog): Releases {
  const stated = catalogGraph({ ...catalog, releases: catalog.releases.map((release) => ({ ...release, withdrawn: undefined })) });
  const down = catalogGraph(catalog, { direction: "down" });
  return {
    format: "stepwise",
    title: catalog.title,
    count: stated.nodes.length,
    nodes: catalog.releases.map(({ version, withdrawn }) =>
      ({ name: version, path: releasePath(version), withdrawn: withdrawn !== undefined })),
    ranks: stated.nodes.map((_, position) => position),
    last: "newest",
    successors: stated.successors,
    otherWayOut: (node) => down.successors(node).length > 0,
  };
}
