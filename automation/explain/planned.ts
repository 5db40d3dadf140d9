import type { DeclaredComponent } from "../../config/components";
import { compareGoals } from "../../engines/rehearsal/compare";
import type { Goal } from "../../engines/rehearsal/goal";
import type { Catalog } from "../../releases/catalog";
import type { ExplainedChange } from "../../upgrades/explain";
import type { Crossing } from "../../upgrades/explainCatalog";
import type { Hop, ResourceChange } from "../../upgrades/planModel";
import type { Goals } from "./known";
import { labelled } from "./label";
import { crossing } from "./origins";

/** What components are, and the releases that they cross. */
export interface PlannedWith {
  readonly declared: readonly DeclaredComponent[];
  readonly catalogs: ReadonlyMap<string, Catalog>;
}

export interface PlannedChanges {
  /** Every resource, what stays the same too. */
  readonly diff: readonly ResourceChange[];
  /** What changes. */
  readonly explained: readonly ExplainedChange[];
}

/**
 * What a hop of a plan does to every resource, with the causes. Nothing but releases differs between the two points, so
 * nothing else is found: what settings change, and what is unexplained, is seen in a preview.
 */
export function plannedChanges(
  before: readonly Goal[], after: readonly Goal[], { changes }: Pick<Hop, "changes">, { declared, catalogs }: PlannedWith,
): PlannedChanges {
  const crossings = new Map(changes.flatMap(({ component, from, to }): [string, Crossing][] => {
    const { system, kind } = declared.find(({ id }) => id === component) ?? {};
    const catalog = catalogs.get(system ?? "");
    return from === null || kind === undefined || !catalog ? [] : [[component, crossing(catalog, kind, from, to)]];
  }));
  const byUrn = (goals: readonly Goal[]): Goals => new Map(goals.map((goal) => [goal.urn, goal]));
  const [asked, wanted] = [byUrn(before), byUrn(after)];
  const all = compareGoals(before, after);
  const origin = { asked, between: wanted, firstStep: "version", settings: [], crossings, leaving: [] } as const;
  const explained = labelled(all, { saved: before, origins: [origin], wanted });
  const causes = new Map(explained.map((change) => [change.urn, change.causes]));
  return { diff: all.map((change) => ({ ...change, ...(causes.has(change.urn) && { causes: causes.get(change.urn) }) })), explained };
}
