import type { Catalog } from "../releases/catalog";
import { inRange } from "../releases/range";
import { compareVersions } from "../releases/version";
import type { ReturnedFrom } from "../config/versioned";
import type { Permits, PlatformFacts } from "./change";
import { hopObstacles, migrationsCrossed, notInCatalog, offlineMigrations, openPreconditions } from "./hop";
import { startingVersion, type InstallationState } from "./installationState";
import { judge, removalNotStated } from "./judge";
import type { Reason } from "./reason";
import { findRoute } from "./route";

/** A component of a stack, where it is and where it should go. */
export interface Traveller {
  /** `<system>/<name>`. */
  readonly component: string;
  readonly system: string;
  readonly kind: string;
  readonly state: InstallationState;
  readonly wanted: string;
  readonly returnedFrom?: ReturnedFrom | undefined;
}

/** What the stack's owners and surroundings say, by which readiness and exposure are judged. */
export interface Surroundings {
  readonly permits: Permits;
  readonly platform: PlatformFacts;
  /** Facts by which risks are told apart, such as `halo.ranNightly: false`. What is not here counts as unknown. */
  readonly facts: Readonly<Record<string, string | boolean>>;
}

export interface PlanNote {
  readonly id: string;
  readonly version: string;
  readonly kind: string;
  readonly category: string;
  readonly component: string;
  readonly text: string;
  readonly source: string;
  readonly found: string;
  readonly supersededBy?: string | undefined;
}

export interface PlannedComponent {
  readonly component: string;
  /** What is known of it as it stands; `from` is what is deployed only where this is complete. */
  readonly state: InstallationState["kind"];
  readonly from: string | null;
  readonly to: string;
  readonly verdict: "allowed" | "blocked";
  readonly route: readonly string[];
  readonly releasesCrossed: readonly string[];
  readonly notes: readonly PlanNote[];
  readonly reasons: readonly Reason[];
}

export interface PlanStep {
  /** `<component>:<phase>`, once in a hop; also what `rehearse --fail` takes. */
  readonly id: string;
  readonly component: string;
  readonly phase: "quiesce" | "backup" | "migrate" | "restore" | "rollout" | "verify";
  readonly after: readonly string[];
}

export interface ResourceChange {
  readonly op: "create" | "update" | "replace" | "delete" | "same";
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly changedPaths: readonly string[];
  /** What changed there, in words short enough for a report. @default - not looked at */
  readonly changes?: readonly ValueChange[] | undefined;
}

/** A value that changed. Absent where there was none, or where it is a secret or too long to show. */
export interface ValueChange {
  readonly path: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export interface Hop {
  readonly number: number;
  readonly changes: readonly { readonly component: string; readonly from: string | null; readonly to: string }[];
  /** What the stack says of the return, where this hop is one. */
  readonly returnedFrom?: ReturnedFrom | undefined;
  /** Crosses a migration that needs its store without traffic: three `up`s instead of one. */
  readonly offline: boolean;
  /** What can't be undone once its migration has run, without restoring the backup taken before. */
  readonly pointOfNoReturn: readonly string[];
  readonly steps: readonly PlanStep[];
  readonly diff: readonly ResourceChange[];
  /** Why there is no diff, where there is none. */
  readonly diffMissing?: string;
}

export interface Plan {
  readonly schema: "stepwise/plan/v1";
  readonly stack: string;
  readonly verdict: "allowed" | "blocked";
  /** SHA-256 of each catalog that was used, by system. */
  readonly catalogs: Readonly<Record<string, string>>;
  readonly components: readonly PlannedComponent[];
  readonly hops: readonly Hop[];
}

/**
 * The whole way of every component of a stack, before anything starts: route, notes, hops with their phases, verdicts.
 * Legality decides the verdict. Readiness is what must be seen to before the hop that names it, and is judged again
 * when that hop is due. The resource diffs are added by whoever has an engine.
 * @param leaving components that are in the state and no longer in the stack
 */
export function planUpgrade(
  stack: string,
  catalogs: ReadonlyMap<string, Catalog>,
  travellers: readonly Traveller[],
  surroundings: Surroundings,
  leaving: readonly { readonly component: string; readonly state: InstallationState }[] = [],
): Plan {
  const used = new Map(travellers.map(({ system }) => [system, catalogFor(catalogs, system)]));
  const planned = [
    ...travellers.map((traveller) => planComponent(used.get(traveller.system)!, traveller, surroundings)),
    ...leaving.map(({ component, state }) => planRemoval(component, state, surroundings)),
  ];
  const blocked = planned.some(({ verdict }) => verdict === "blocked");
  return {
    schema: "stepwise/plan/v1",
    stack,
    verdict: blocked ? "blocked" : "allowed",
    catalogs: Object.fromEntries([...used].map(([system, catalog]) => [system, catalog.digest])),
    components: planned,
    hops: blocked ? [] : hopsOf(used, travellers, planned),
  };
}

function catalogFor(catalogs: ReadonlyMap<string, Catalog>, system: string): Catalog {
  const catalog = catalogs.get(system);
  if (!catalog) throw new Error(`no catalog was loaded for the system ${system}`);
  return catalog;
}

function planComponent(catalog: Catalog, traveller: Traveller, surroundings: Surroundings): PlannedComponent {
  const { component, kind, state, wanted } = traveller;
  const from = startingVersion(state) ?? null;
  const here = { component, state: state.kind, from, to: wanted };
  if (from === null) {
    const { allowed, reasons } = judge(catalog, state, { component, kind, version: wanted }, surroundings);
    return {
      ...here, verdict: allowed ? "allowed" : "blocked", route: allowed ? [wanted] : [], releasesCrossed: [], notes: [], reasons,
    };
  }
  const down = compareVersions(wanted, from) < 0;
  // Going back, the releases that are left, newest first.
  const crossed = (down ? [...catalog.crossed(wanted, from)].reverse() : catalog.crossed(from, wanted)).map(({ version }) => version);
  const notes = notesCrossed(catalog, kind, from, wanted);
  const blocked = (reasons: readonly Reason[]): PlannedComponent =>
    ({ ...here, verdict: "blocked", route: [], releasesCrossed: crossed, notes, reasons });
  const missing = [from, wanted].find((version) => !catalog.release(version));
  if (missing !== undefined) return blocked([notInCatalog(catalog, missing)]);
  if (state.kind === "incomplete" && from !== wanted) {
    const { returnedFrom } = traveller;
    const { allowed, reasons } = judge(catalog, state, { component, kind, version: wanted, returnedFrom }, surroundings);
    if (!allowed) return blocked(reasons);
  }
  const descent = { restoring: traveller.returnedFrom?.restore !== undefined, schema: state.kind === "complete" ? state.schema : undefined };
  const direct = from === wanted ? [] : hopObstacles(catalog, kind, from, wanted, descent);
  const route = findRoute(catalog, kind, from, wanted, { descent });
  if (!route) return blocked(direct);
  if (down && !traveller.returnedFrom) return blocked([returnNotStated(component, route)]);
  const legs = route.slice(1).map((to, i) => ({ from: route[i]!, to }));
  const known = { confirmed: surroundings.permits.confirmed, platform: surroundings.platform };
  const reasons = [
    ...direct,
    ...legs.flatMap((leg) => openPreconditions(catalog, kind, leg.from, leg.to, known)),
    ...legs.flatMap((leg) => exposures(catalog, kind, leg.from, leg.to, surroundings.facts)),
  ];
  const unmet = reasons.some((reason) => reason.kind === "legality" && !direct.includes(reason));
  return { ...here, verdict: unmet ? "blocked" : "allowed", route, releasesCrossed: crossed, notes, reasons };
}

/** The way back exists; what is missing is that the stack says so, which the gate asks for. */
function returnNotStated(component: string, route: readonly string[]): Reason {
  const [from, to] = [route[0]!, route.at(-1)!];
  return {
    id: "downgrade-not-stated",
    kind: "legality",
    message: `${component} can go back (${route.join(" → ")}), and the stack file does not say that it is a return`,
    remedy: `write returnedFrom.version "${from}" beside the version "${to}"`,
  };
}

/** What is in the state and not in the stack would be deleted. */
function planRemoval(component: string, state: InstallationState, { permits }: Surroundings): PlannedComponent {
  const stated = permits.remove.includes(component);
  return {
    component, state: state.kind, from: startingVersion(state) ?? null, to: "removed", verdict: stated ? "allowed" : "blocked",
    route: [], releasesCrossed: [], notes: [],
    reasons: stated ? [] : [removalNotStated(component)],
  };
}

/** Every note between two releases that concerns a component, oldest first, also those that a later one supersedes. */
export function notesCrossed(catalog: Catalog, kind: string, from: string, to: string): PlanNote[] {
  return catalog.crossed(from, to).flatMap(({ version, notes }) => notes
    .filter(({ component }) => component === kind || component === "system")
    .map((note) => ({ ...note, version })));
}

function exposures(catalog: Catalog, kind: string, from: string, to: string, facts: Surroundings["facts"]): Reason[] {
  return catalog.crossed(from, to).flatMap(({ version, risks }) => risks
    .filter((risk) => risk.component === kind || risk.component === "system")
    .filter((risk) => risk.from === undefined || inRange(from, risk.from))
    .filter(({ when }) => when === undefined || facts[when.fact] === undefined || facts[when.fact] === when.equals)
    .map((risk): Reason => {
      const unknown = risk.when !== undefined && facts[risk.when.fact] === undefined;
      return {
        id: risk.id,
        kind: "exposure",
        message: `${version}: ${risk.text} (${risk.source})${unknown ? ` Whether it applies is not known: ${risk.when?.fact} is not stated` : ""}`,
        remedy: risk.when ? `state stepwise:facts: {${risk.when.fact}: …} if you know it` : "read it before you go on",
      };
    }));
}

/**
 * The hops in the order in which they are carried out. Components take turns, each one hop in its turn, so that none
 * runs far ahead of the others; within a turn the catalog's order holds (Kingdom, Duchies, Reporting).
 */
function hopsOf(
  catalogs: ReadonlyMap<string, Catalog>,
  travellers: readonly Traveller[],
  planned: readonly PlannedComponent[],
): Hop[] {
  const order = travellers.map((traveller, i) => ({ traveller, plan: planned[i]! }))
    .sort((a, b) => a.traveller.system.localeCompare(b.traveller.system) || rank(a.traveller) - rank(b.traveller));
  function rank({ system, kind }: Traveller): number {
    return rolloutOrder(catalogs.get(system)!).indexOf(kind);
  }
  const hops: Hop[] = [];
  const turns = Math.max(0, ...planned.map(({ route }) => route.length + 1));
  for (let turn = 0; turn < turns; turn++) {
    for (const { traveller, plan } of order) {
      // A first install is one hop from nothing; what did not finish has one more hop, to finish it.
      const unfinished = traveller.state.kind === "incomplete" && plan.from === plan.to;
      const stops = [...(plan.from === null ? [null] : unfinished ? [plan.from] : []), ...plan.route];
      const [from, to] = [stops[turn], stops[turn + 1]];
      if (from === undefined || to === undefined || to === null) continue;
      hops.push(hopOf(catalogs.get(traveller.system)!, traveller, from, to, hops.length + 1));
    }
  }
  return hops;
}

function hopOf(catalog: Catalog, { component, kind, returnedFrom }: Traveller, from: string | null, to: string, number: number): Hop {
  const returning = from !== null && (compareVersions(to, from) < 0 || (from === to && returnedFrom !== undefined));
  const climbing = from !== null && !returning;
  const offline = climbing && offlineMigrations(catalog, kind, from, to).length > 0;
  const restoring = returning && returnedFrom?.restore !== undefined;
  const data: PlanStep["phase"][] = returning ? (restoring ? ["quiesce", "restore"] : []) : [...(offline ? ["quiesce" as const] : []), "backup", "migrate"];
  const phases: PlanStep["phase"][] = [...data, "rollout", "verify"];
  const pointOfNoReturn = climbing
    ? migrationsCrossed(catalog, kind, from, to).filter(({ migration }) => !migration.reversible)
      .map(({ version, migration }) => `${version} ${migration.store}: ${migration.text}`)
    : [];
  return {
    number,
    changes: [{ component, from, to }],
    ...(returning && { returnedFrom: { version: from === to ? returnedFrom?.version ?? from : from, restore: returnedFrom?.restore } }),
    offline: offline || restoring,
    pointOfNoReturn,
    steps: phases.map((phase, i) => ({
      id: `${component}:${phase}`, component, phase, after: i === 0 ? [] : [`${component}:${phases[i - 1]}`],
    })),
    diff: [],
  };
}

/** The kinds of component in the order in which they are rolled out; those with nothing between them keep the catalog's. */
export function rolloutOrder(catalog: Catalog): string[] {
  const order: string[] = [];
  const visit = (kind: string, path: readonly string[]): void => {
    if (order.includes(kind) || path.includes(kind)) return;
    for (const before of catalog.components[kind]?.after ?? []) visit(before, [...path, kind]);
    order.push(kind);
  };
  for (const kind of Object.keys(catalog.components)) visit(kind, []);
  return order;
}
