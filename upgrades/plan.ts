import type { Catalog } from "../releases/catalog";
import { compareVersions } from "../releases/version";
import type { Circumstances, Other } from "./change";
import { hopObstacles, notInCatalog, type HopKnowledge } from "./hop";
import { startingVersion } from "./installationState";
import { judge } from "./judge";
import { orderHops, type Mover } from "./order";
import { hopsOf } from "./planHops";
import type { Hop, Plan, PlannedComponent, PlanNote, Surroundings, Traveller } from "./planModel";
import { isAccepted } from "./acceptance";
import { openPreconditions } from "./preconditions";
import type { Reason } from "./reason";
import { judgeRemoval, type Leaving, type RemovalJudgement } from "./removal";
import { rolloutOrder } from "./rolloutOrder";
import { bestRoute, routeCost } from "./route";

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
  leaving: readonly Leaving[] = [],
): Plan {
  const used = new Map(travellers.map(({ system }) => [system, catalogFor(catalogs, system)]));
  const alone = travellers.map((traveller) => planComponent(used.get(traveller.system)!, traveller, surroundings));
  const staying: readonly Other[] = [
    ...travellers.map(({ component, system, kind, state, wanted }) =>
      ({ component, system, kind, at: startingVersion(state) ?? null, becomes: wanted })),
    ...surroundings.elsewhere,
  ];
  const removals = leaving.map((one) => planRemoval(one, judgeRemoval(catalogs, one, staying, surroundings.permits)));
  const digests = Object.fromEntries([...used].map(([system, catalog]) => [system, catalog.digest]));
  const done = (components: readonly PlannedComponent[], hops: readonly Hop[], interleaved: readonly string[]): Plan => {
    const blocked = [...components, ...removals].some(({ verdict }) => verdict === "blocked");
    return {
      schema: "stepwise/plan/v1", stack, verdict: blocked ? "blocked" : "allowed", catalogs: digests,
      components: [...components, ...removals], hops: blocked ? [] : hops, interleaved: blocked ? [] : interleaved,
    };
  };
  if (alone.some(({ verdict }) => verdict === "blocked")) return done(alone, [], []);
  const movers = travellers.map((traveller, i) => moverOf(traveller, alone[i]!, surroundings));
  const isConfirmed = (id: string): boolean => Object.hasOwn(surroundings.permits.confirmed, id);
  const order = orderHops(catalogs, movers, surroundings.elsewhere, ranksOf(used), isConfirmed);
  if (order.kind === "clash") {
    return done(alone.map((one) => order.components.includes(one.component) ? blockedBy(one, order.reason) : one), [], []);
  }
  const hops = hopsOf(used, travellers, order.hops, surroundings);
  const components = alone.map((one, i) => withHops(used.get(travellers[i]!.system)!, travellers[i]!, one, hops, surroundings));
  return done(components, hops, order.interleaved);
}

function catalogFor(catalogs: ReadonlyMap<string, Catalog>, system: string): Catalog {
  const catalog = catalogs.get(system);
  if (!catalog) throw new Error(`no catalog was loaded for the system ${system}`);
  return catalog;
}

/** What is known of a traveller's way beyond the catalog. */
function knowledgeOf({ state, returnedFrom }: Traveller, { facts }: Surroundings): HopKnowledge {
  return { facts, restoring: returnedFrom?.restore !== undefined, schema: state.kind === "complete" ? state.schema : undefined };
}

/** Whether the catalog lets a component go where it should, as if it were alone, and which way. */
function planComponent(catalog: Catalog, traveller: Traveller, surroundings: Surroundings): PlannedComponent {
  const { component, kind, state, wanted } = traveller;
  const from = startingVersion(state) ?? null;
  const here = { component, state: state.kind, from, to: wanted, accepted: [], cost: null, runnerUp: null };
  // Who else is there is looked at once the order is known.
  const circumstances: Circumstances = { ...surroundings, others: () => surroundings.elsewhere };
  if (from === null) {
    const { returnedFrom } = traveller;
    const { allowed, reasons } = judge(catalog, state, { component, kind, version: wanted, returnedFrom }, circumstances);
    const legal = allowed || reasons.every((reason) => reason.kind !== "legality");
    return {
      ...here, verdict: legal ? "allowed" : "blocked", route: legal ? [wanted] : [], releasesCrossed: [], notes: [], reasons: legal ? [] : reasons,
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
    // A restore comes once the servers are stopped, which is an `up` of its own and part of the hop.
    const stopped = returnedFrom?.restore !== undefined && state.returnedFrom === undefined;
    const { allowed, reasons } = stopped
      ? judge(catalog, { ...state, stage: "halt" }, { component, kind, version: wanted, returnedFrom, stage: "restore" }, circumstances)
      : judge(catalog, state, { component, kind, version: wanted, returnedFrom }, circumstances);
    if (!allowed) return blocked(reasons);
  }
  const known = knowledgeOf(traveller, surroundings);
  const direct = from === wanted ? [] : hopObstacles(catalog, kind, from, wanted, known);
  const best = bestRoute(catalog, kind, from, wanted, { known, prefer: surroundings.prefer });
  if (!best) return blocked(direct);
  const { route } = best;
  if (down && !traveller.returnedFrom) return blocked([returnNotStated(component, route)]);
  const { cost, runnerUp } = from === wanted ? here : best;
  return { ...here, verdict: "allowed", route, cost, runnerUp, releasesCrossed: crossed, notes, reasons: direct };
}

/** The risks of a way that would be open had nobody accepted them. */
function acceptedOn(catalog: Catalog, { component, kind }: Traveller, route: readonly string[], known: Circumstances): PlannedComponent["accepted"] {
  const { permits, now } = known;
  const open = route.slice(1).flatMap((to, i) => compareVersions(to, route[i]!) <= 0 ? []
    : openPreconditions(catalog, { component, kind }, route[i]!, to, { ...known, permits: { ...permits, risks: {} } }));
  const ids = new Set(open.filter((reason) => reason.kind === "exposure").map(({ id }) => id));
  return [...ids].filter((id) => isAccepted(permits.risks, id, now)).map((id) => ({ id, ...permits.risks[id]! }));
}

function moverOf(traveller: Traveller, { from, route }: PlannedComponent, surroundings: Surroundings): Mover {
  const { component, system, kind, state } = traveller;
  return { component, system, kind, from, route, unfinished: state.kind === "incomplete", known: knowledgeOf(traveller, surroundings) };
}

function blockedBy(one: PlannedComponent, reason: Reason): PlannedComponent {
  return { ...one, verdict: "blocked", route: [], reasons: [...one.reasons, reason] };
}

/** What its hops turned out to be, and what is open before them. */
function withHops(
  catalog: Catalog, traveller: Traveller, one: PlannedComponent, hops: readonly Hop[], surroundings: Surroundings,
): PlannedComponent {
  const own = hops.flatMap(({ changes }) => changes.filter(({ component }) => component === one.component));
  const open = hops.flatMap((hop) => hop.open).filter(({ component }) => component === one.component)
    .map(({ id, kind, message, remedy }): Reason => ({ id, kind, message, remedy }));
  const reasons = [...one.reasons, ...open];
  const verdict = open.some(({ kind }) => kind === "legality") ? "blocked" : one.verdict;
  const starts = one.from === null || one.from === one.to ? [] : [one.from];
  const route = own.length > 0 ? [...starts, ...own.map(({ to }) => to)] : one.route;
  if (verdict === "blocked") return { ...one, verdict, route: [], cost: null, runnerUp: null, reasons };
  const accepted = acceptedOn(catalog, traveller, route, { ...surroundings, others: () => surroundings.elsewhere });
  const cost = one.cost && routeCost(catalog, traveller.kind, route, knowledgeOf(traveller, surroundings));
  return { ...one, verdict, route, cost, reasons, accepted };
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
function planRemoval({ component, state }: Leaving, { allowed, reasons }: RemovalJudgement): PlannedComponent {
  return {
    component, state: state.kind, from: startingVersion(state) ?? null, to: "removed", verdict: allowed ? "allowed" : "blocked",
    route: [], cost: null, runnerUp: null, releasesCrossed: [], notes: [], accepted: [], reasons,
  };
}

/** Every note between two releases that concerns a component, oldest first, also those that a later one supersedes. */
export function notesCrossed(catalog: Catalog, kind: string, from: string, to: string): PlanNote[] {
  return catalog.crossed(from, to).flatMap(({ version, notes }) => notes
    .filter(({ component }) => component === kind || component === "system")
    .map((note) => ({ ...note, version })));
}

/** The place of every kind in the order in which its system is rolled out, by `<system>/<kind>`. */
function ranksOf(catalogs: ReadonlyMap<string, Catalog>): ReadonlyMap<string, number> {
  return new Map([...catalogs].flatMap(([system, catalog]) => rolloutOrder(catalog).map((kind, rank) => [`${system}/${kind}`, rank] as const)));
}
