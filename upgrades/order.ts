import type { Catalog } from "../releases/catalog";
import { inRange } from "../releases/range";
import type { SkewLimit } from "../releases/schema";
import { compareVersions } from "../releases/version";
import type { Other } from "./change";
import { catalogGraph } from "./graph/catalogGraph";
import { concerns, type HopKnowledge } from "./hop";
import type { JointComponent, JointConstraint, JointHop } from "./joint/model";
import { planJointly } from "./joint/planJointly";
import { isAbout, isWithin, requirementsUpTo } from "./requirements";
import { legality, type Reason } from "./reason";

/** A component that may move, and the way it would take if it were alone. */
export interface Mover {
  readonly component: string;
  readonly system: string;
  readonly kind: string;
  /** Where it starts: null where there is nothing of it yet. */
  readonly from: string | null;
  /** The releases of its own cheapest way, the first and the last included; of a first install only the last. */
  readonly route: readonly string[];
  /** Its last update did not finish: it may be at neither of two releases, and has one hop to take where it is. */
  readonly unfinished: boolean;
  readonly known: HopKnowledge;
}

/** One hop of one or, where a lock wants it, of several components. */
export interface OrderedHop {
  readonly changes: readonly { readonly component: string; readonly from: string | null; readonly to: string }[];
}

export type Order =
  | {
    readonly kind: "ordered";
    readonly hops: readonly OrderedHop[];
    /** Why a component moves before what it depends on has arrived, where one does. */
    readonly interleaved: readonly string[];
  }
  | { readonly kind: "clash"; readonly components: readonly string[]; readonly reason: Reason };

const cutShort = "the search for the best order was cut short: every hop is allowed, and there may be an order with fewer";

/**
 * The order in which the components of a stack take their hops: what others depend on goes all the way to its wanted
 * release first, except where a limit on skew, a requirement or a lock between them wants it otherwise.
 *
 * Each component's own cheapest way is tried first; only where those can't be brought together may they stop at other
 * releases on the way.
 * @param fixed components that are not moved here: of other stacks, or run by somebody else
 * @param ranks the place of each kind in the rollout order of its system, by `<system>/<kind>`
 * @param isConfirmed whether somebody has seen to a requirement, by its id
 */
export function orderHops(
  catalogs: ReadonlyMap<string, Catalog>,
  movers: readonly Mover[],
  fixed: readonly Other[],
  ranks: ReadonlyMap<string, number>,
  isConfirmed: (id: string) => boolean,
): Order {
  const own = new Set(movers.map(({ component }) => component));
  const others = fixed.filter(({ component }) => !own.has(component)).flatMap(fixedTrack);
  const alone = orderOn(catalogs, [...movers.map(ownWay), ...others], ranks, isConfirmed);
  // Ways that can only be taken together, in leaps, may have stops at which one could move at a time.
  if (alone.kind === "ordered" && alone.hops.every(({ changes }) => changes.length === 1)) return alone;
  const stops = movers.map((mover) => everyWay(catalogs.get(mover.system)!, mover));
  if (stops.every((track, i) => hasOnlyOwnWay(track, movers[i]!))) return alone;
  const stopping = orderOn(catalogs, [...stops, ...others], ranks, isConfirmed);
  return stopping.kind === "clash" && alone.kind === "ordered" ? alone : stopping;
}

function orderOn(
  catalogs: ReadonlyMap<string, Catalog>,
  all: readonly Track[],
  ranks: ReadonlyMap<string, number>,
  isConfirmed: (id: string) => boolean,
): Order {
  const constraints = constraintsBetween(catalogs, all, isConfirmed);
  const components = all.map((track): JointComponent =>
    ({ ...track, id: track.component, rank: ranks.get(`${track.system}/${track.kind}`) ?? 0 }));
  const plan = planJointly(components, constraints);
  switch (plan.kind) {
    case "planned": {
      const states = new Map(all.map((track) => [track.component, track.states]));
      return {
        kind: "ordered",
        hops: plan.hops.map((hop) => namedHop(hop, states)),
        interleaved: [...plan.givenUp.map(({ message }) => message), ...(plan.optimal ? [] : [cutShort])],
      };
    }
    case "clash": return clashOf(plan.constraints);
    case "undecided": return {
      kind: "clash",
      components: all.map(({ component }) => component),
      reason: legality(
        "order-undecided",
        `whether these components can be brought to where they should be together was not found out in ${plan.states} states`,
        "ask for fewer components or nearer releases at a time",
      ),
    };
  }
}

function clashOf(found: readonly JointConstraint[]): Order {
  const constraints = [...new Map(found.map((one) => [one.id, one])).values()].sort((a, b) => a.id < b.id ? -1 : 1);
  return {
    kind: "clash",
    components: [...new Set(constraints.flatMap(({ between }) => between))],
    reason: legality(
      `clash:${constraints.map(({ id }) => id).join("+")}`,
      constraints.length === 1 ? `no order keeps to this: ${constraints[0]!.message}`
        : `these can't be kept to together: ${constraints.map(({ message }) => message).join("; and ")}`,
      "choose releases that agree with each other, or bring what is outside of this stack to one that does",
    ),
  };
}

interface Track extends Omit<JointComponent, "id" | "rank"> {
  readonly component: string;
  readonly system: string;
  readonly kind: string;
  /** The release at each position; null where there is nothing. */
  readonly versions: readonly (string | null)[];
  /** Its last update, to the release at the first position, did not finish. */
  readonly unfinished: boolean;
}

function ownWay({ component, system, kind, from, route, unfinished }: Mover): Track {
  const versions = from === null ? [null, ...route] : unfinished && from === route.at(-1) ? [from, ...route] : route;
  return track({ component, system, kind, unfinished }, versions, (position) => position + 1 < versions.length ? [position + 1] : []);
}

/** Every release between, with every hop that the catalog allows between them. */
function everyWay(catalog: Catalog, mover: Mover): Track {
  const { component, system, kind, from, route, unfinished, known } = mover;
  const to = route.at(-1);
  if (from === null || to === undefined || from === to) return ownWay(mover);
  const down = compareVersions(to, from) < 0;
  const graph = catalogGraph(catalog, { kind, direction: down ? "down" : "up", known });
  const [start, end] = [graph.positionOf(from)!, graph.positionOf(to)!];
  const length = Math.abs(end - start) + 1;
  const at = (position: number): number => down ? start - position : start + position;
  const versions = Array.from({ length }, (_, position) => graph.nodes[at(position)]!.name);
  return {
    ...track({ component, system, kind, unfinished }, versions, (position) => graph.successors(at(position))
      .map((node) => Math.abs(node - start)).filter((next) => next < length).sort((a, b) => a - b)),
    windows: (a, b) => graph.cost(at(a), at(b)).windows,
  };
}

/** Whether there are no other stops and no other hops than those of the component's own way. */
function hasOnlyOwnWay({ versions, hops }: Track, mover: Mover): boolean {
  return versions.length === ownWay(mover).versions.length
    && versions.every((_, position) => hops(position).every((next) => next === position + 1));
}

function fixedTrack({ component, system, kind, at }: Other): Track[] {
  return at === undefined ? [] : [track({ component, system, kind, unfinished: false }, [at], () => [])];
}

function track(who: Pick<Track, "component" | "system" | "kind" | "unfinished">, versions: readonly (string | null)[], hops: Track["hops"]): Track {
  return {
    ...who, versions, hops, start: 0, goal: versions.length - 1, windows: () => 0,
    states: versions.map((version) => version ?? "nothing"),
  };
}

function namedHop({ changes }: JointHop, states: ReadonlyMap<string, readonly string[]>): OrderedHop {
  return {
    changes: changes.map(({ component, from, to }) => {
      const before = states.get(component)![from]!;
      return { component, from: before === "nothing" ? null : before, to: states.get(component)![to]! };
    }),
  };
}

function constraintsBetween(
  catalogs: ReadonlyMap<string, Catalog>, tracks: readonly Track[], isConfirmed: (id: string) => boolean,
): JointConstraint[] {
  const near = new Map<string, boolean>();
  return tracks.flatMap((one) => {
    const catalog = catalogs.get(one.system);
    if (!catalog) return [];
    const others = tracks.filter(({ component }) => component !== one.component);
    return [
      ...requirements(catalog, one, others, isConfirmed),
      ...skewLimits(catalog, one, others, near),
      ...dependencies(catalog, one, others),
    ];
  });
}

/** What a release needs of another component holds from it on, until a later release says otherwise. */
function requirements(
  catalog: Catalog, one: Track, others: readonly Track[], isConfirmed: (id: string) => boolean,
): JointConstraint[] {
  const upTo = (version: string) => catalog.releases.filter((release) => compareVersions(release.version, version) <= 0);
  const inForce = one.versions.map((version) => version === null ? [] : requirementsUpTo(one.system, upTo(version), one.kind).component);
  const all = new Map(inForce.flat().map(({ version, requirement }) => [requirement.id, { version, requirement }]));
  return [...all.values()].filter(({ requirement }) => !isConfirmed(requirement.id)).flatMap(({ version, requirement }) => {
    const { id, needs, range, together, text } = requirement;
    const holds = inForce.map((at) => at.some((stated) => stated.requirement.id === id));
    const isBefore = one.versions.map((at) => at !== null && compareVersions(at, version) < 0);
    return others.filter((other) => isAbout(needs, one.system, other)).map((other): JointConstraint => {
      // What did not finish may be at neither of two releases.
      const fits = other.versions.map((at, position) => at !== null && inRange(at, range) && !(other.unfinished && position === 0));
      // The other must not run ahead; where it already has, that can't be helped.
      const waits = together && !(isBefore[one.start] && fits[other.start]);
      return {
        id: `${id}:${one.component}:${other.component}`,
        message: `${one.component} from ${version} on needs ${other.component} ${range}${together ? " in the same step" : ""} (${id}: ${text})`,
        between: [one.component, other.component],
        allows: (first, second) => (!holds[first] || fits[second]!) && !(waits && isBefore[first] && fits[second]),
        preference: false,
        tie: together ? "lock" : "first",
      };
    });
  });
}

/** @param near what was found out before, since limits are mostly alike and so are the releases of components */
function skewLimits(catalog: Catalog, one: Track, others: readonly Track[], near: Map<string, boolean>): JointConstraint[] {
  const isNear = (limit: SkewLimit, mine: string, theirs: string): boolean => {
    const key = JSON.stringify([catalog.system, limit.unit, limit.ahead, limit.behind, mine, theirs]);
    const known = near.get(key) ?? isWithin(catalog, limit, mine, theirs);
    near.set(key, known);
    return known;
  };
  return catalog.skew.filter(({ component }) => concerns(one.kind, component)).flatMap((limit) => {
    const measured = others.filter(({ system, kind }) => system === one.system && concerns(kind, limit.of) && kind !== one.kind);
    return measured.map((other): JointConstraint => {
      const within = one.versions.map((mine) => other.versions.map((theirs) =>
        mine === null || theirs === null || isNear(limit, mine, theirs)));
      return {
        id: `${limit.id}:${one.component}:${other.component}`,
        message: `${one.component} may be at most ${limit.ahead} ${limit.unit}${limit.ahead === 1 ? "" : "s"} ahead of ` +
          `${other.component} and ${limit.behind} behind (${limit.id}: ${limit.text})`,
        between: [one.component, other.component],
        allows: (first, second) => within[first]![second]!,
        preference: false,
        tie: "any",
      };
    });
  });
}

/** What a kind comes after, also through others, reaches its wanted release before it; going back, the other way round. */
function dependencies(catalog: Catalog, one: Track, others: readonly Track[]): JointConstraint[] {
  const before = new Set<string>();
  const visit = (kind: string): void => {
    for (const other of catalog.components[kind]?.after ?? []) {
      if (before.has(other)) continue;
      before.add(other);
      visit(other);
    }
  };
  visit(one.kind);
  const earlier = others.filter(({ system, kind }) => system === one.system && before.has(kind) && kind !== one.kind);
  return earlier.map((other): JointConstraint => {
    const [start = null, end = null] = [other.versions[0], other.versions.at(-1)];
    const returning = start !== null && end !== null && compareVersions(end, start) < 0;
    const [first, second] = returning ? [other, one] : [one, other];
    return {
      id: `(after):${first.component}:${second.component}`,
      message: `${first.component} moves before ${second.component} has arrived at ${second.states.at(-1)}`,
      between: [first.component, second.component],
      allows: (a, b) => a === first.start || b === second.goal,
      preference: true,
      tie: "any",
    };
  });
}
