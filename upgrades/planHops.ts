import type { Catalog } from "../releases/catalog";
import { compareVersions } from "../releases/version";
import type { Circumstances, Other } from "./change";
import { hopObstacles, migrationsCrossed, offlineMigrations } from "./hop";
import type { InstallationState } from "./installationState";
import { judge } from "./judge";
import type { OrderedHop } from "./order";
import { overrideKey, overridesOf } from "./hopOverrides";
import type { Hop, HopChange, OpenReason, PlanStep, Surroundings, Traveller, WayBack } from "./planModel";
import { openPreconditions } from "./preconditions";

/** The hops in their order, each with its phases and with what is open when it is due, everything before it done. */
export function hopsOf(
  catalogs: ReadonlyMap<string, Catalog>,
  travellers: readonly Traveller[],
  ordered: readonly OrderedHop[],
  surroundings: Surroundings,
): Hop[] {
  const at = new Map(travellers.map(({ component, state }) => [component, placeOf(state, surroundings.permits.adopt[component])]));
  const told = new Set<string>();
  return ordered.map(({ changes }, i): Hop => {
    const moves = changes.map(({ component, from, to }) => {
      const traveller = travellers.find((one) => one.component === component)!;
      return { traveller, catalog: catalogs.get(traveller.system)!, from, to };
    });
    const becomes = new Map(changes.map(({ component, to }) => [component, to]));
    const others = (self: string): readonly Other[] => [
      ...travellers.filter(({ component }) => component !== self).map(({ component, system, kind }) =>
        ({ component, system, kind, at: at.get(component), becomes: becomes.get(component) })),
      ...surroundings.elsewhere,
    ];
    const open = moves.flatMap(({ traveller, catalog, from, to }) =>
      openBefore(catalog, traveller, from, to, { ...surroundings, others: () => others(traveller.component) }));
    const overrides = moves.flatMap(({ traveller, catalog, from, to }) =>
      from === null ? [] : overridesOf(catalog, traveller, from, to, surroundings)).filter((one) => !told.has(overrideKey(one)));
    for (const one of overrides) told.add(overrideKey(one));
    for (const [component, to] of becomes) at.set(component, to);
    const parts = moves.map(({ traveller, catalog, from, to }) => partOf(catalog, traveller, from, to));
    return {
      number: i + 1,
      changes: parts.map(({ change }) => change),
      offline: parts.some(({ offline }) => offline),
      pointOfNoReturn: parts.flatMap(({ pointOfNoReturn }) => pointOfNoReturn),
      open,
      ...(overrides.length > 0 && { overrides }),
      steps: parts.flatMap(({ steps }) => steps),
      diff: [],
    };
  });
}

/** Where a component is for those that need it: what did not finish may be at neither of two releases. */
function placeOf(state: InstallationState, adopted: string | undefined): string | null | undefined {
  switch (state.kind) {
    case "absent": return adopted ?? null;
    case "complete": return state.deployed;
    case "adopted": return state.version;
    case "incomplete":
    case "unknown": return undefined;
  }
}

/** What the gate would refuse one component's part of a hop for. */
function openBefore(
  catalog: Catalog, { component, kind, state }: Traveller, from: string | null, to: string, known: Circumstances,
): OpenReason[] {
  if (from !== null && compareVersions(to, from) <= 0) return [];
  const reasons = from === null
    ? judge(catalog, state, { component, kind, version: to }, known).reasons
    : openPreconditions(catalog, { component, kind }, from, to, known);
  return reasons.map((reason) => ({ ...reason, component }));
}

/** What one component does in a hop. */
function partOf(catalog: Catalog, { component, kind, returnedFrom }: Traveller, from: string | null, to: string) {
  const returning = from !== null && (compareVersions(to, from) < 0 || (from === to && returnedFrom !== undefined));
  const climbing = from !== null && !returning;
  const offline = climbing && offlineMigrations(catalog, kind, from, to).length > 0;
  const restoring = returning && returnedFrom?.restore !== undefined;
  const keepsData = catalog.components[kind]?.stores.length !== 0;
  const data: PlanStep["phase"][] = returning ? (restoring ? ["quiesce", "restore"] : [])
    : keepsData ? [...(offline ? ["quiesce" as const] : []), "backup", "migrate"] : [];
  const phases: PlanStep["phase"][] = [...data, "rollout", "verify"];
  const irreversible = climbing ? migrationsCrossed(catalog, kind, from, to).filter(({ migration }) => !migration.reversible) : [];
  const change: HopChange = {
    component, from, to,
    ...(returning && { returnedFrom: { version: from === to ? returnedFrom?.version ?? from : from, restore: returnedFrom?.restore } }),
    ...(climbing && from !== to && { wayBack: wayBack(catalog, kind, from, to) }),
  };
  return {
    change,
    offline: offline || restoring,
    pointOfNoReturn: irreversible.map(({ version, migration }) => `${version} ${migration.store}: ${migration.text}`),
    steps: phases.map((phase, i): PlanStep => ({
      id: `${component}:${phase}`, component, phase, after: i === 0 ? [] : [`${component}:${phases[i - 1]}`],
    })),
  };
}

/** What going back from a hop would take, once it has been carried out. */
function wayBack(catalog: Catalog, kind: string, from: string, to: string): WayBack {
  if (hopObstacles(catalog, kind, to, from).length === 0) return { possible: true, restores: [], reasons: [] };
  const reasons = hopObstacles(catalog, kind, to, from, { restoring: true });
  if (reasons.length > 0) return { possible: false, restores: [], reasons };
  const irreversible = migrationsCrossed(catalog, kind, from, to).filter(({ migration }) => !migration.reversible);
  return { possible: true, restores: [...new Set(irreversible.map(({ migration }) => migration.store))], reasons: [] };
}
