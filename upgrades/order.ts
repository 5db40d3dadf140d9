import type { Catalog } from "../releases/catalog";
import { inRange } from "../releases/range";
import { compareVersions } from "../releases/version";
import type { Other } from "./change";
import { catalogGraph } from "./graph/catalogGraph";
import type { Descent } from "./hop";
import type { JointComponent, JointConstraint, JointHop } from "./joint/model";
import { planJointly } from "./joint/planJointly";
import { neededOf, requirementsUpTo } from "./preconditions";
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
  /** Its last update did not finish, so that it has one hop to take where it is. */
  readonly unfinished: boolean;
  readonly descent: Descent;
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

/**
 * The order in which the components of a stack take their hops: what others depend on goes all the way to its wanted
 * release first, except where a limit on skew, a requirement or a lock between them wants it otherwise.
 *
 * Each component's own cheapest way is tried first; only where those can't be brought together may they stop at other
 * releases on the way.
 * @param fixed components that are not moved here: of other stacks, or run by somebody else
 * @param ranks the place of each kind in the rollout order of its system, by `<system>/<kind>`
 */
export function orderHops(
  catalogs: ReadonlyMap<string, Catalog>,
  movers: readonly Mover[],
  fixed: readonly Other[],
  ranks: ReadonlyMap<string, number>,
): Order {
  const alone = orderOn(catalogs, movers.map(ownWay), fixed, ranks);
  // Ways that can only be taken together, in leaps, may have stops at which one could move at a time.
  if (alone.kind === "ordered" && alone.hops.every(({ changes }) => changes.length === 1)) return alone;
  const stopping = orderOn(catalogs, movers.map((mover) => everyWay(catalogs.get(mover.system)!, mover)), fixed, ranks);
  return stopping.kind === "clash" && alone.kind === "ordered" ? alone : stopping;
}

function orderOn(
  catalogs: ReadonlyMap<string, Catalog>,
  tracks: readonly Track[],
  fixed: readonly Other[],
  ranks: ReadonlyMap<string, number>,
): Order {
  const all = [...tracks, ...fixed.flatMap(fixedTrack)];
  const components = all.map((track): JointComponent =>
    ({ ...track, id: track.component, rank: ranks.get(`${track.system}/${track.kind}`) ?? 0 }));
  const plan = planJointly(components, constraintsBetween(catalogs, all));
  switch (plan.kind) {
    case "planned": {
      const states = new Map(all.map((track) => [track.component, track.states]));
      return {
        kind: "ordered",
        hops: plan.hops.map((hop) => namedHop(hop, states)),
        interleaved: plan.givenUp.map(({ message }) => message),
      };
    }
    case "clash": return {
      kind: "clash",
      components: [...new Set(plan.constraints.flatMap(({ between }) => between))],
      reason: legality(
        `clash:${plan.constraints.map(({ id }) => id).join("+")}`,
        plan.constraints.length === 1 ? `no order keeps to this: ${plan.constraints[0]!.message}`
          : `these can't be kept to together: ${plan.constraints.map(({ message }) => message).join("; and ")}`,
        "choose releases that agree with each other, or bring what is outside of this stack to one that does",
      ),
    };
    case "undecided": return {
      kind: "clash",
      components: tracks.map(({ component }) => component),
      reason: legality(
        "order-undecided",
        `whether these components can be brought to where they should be together was not found out in ${plan.states} states`,
        "ask for fewer components or nearer releases at a time",
      ),
    };
  }
}

interface Track extends Omit<JointComponent, "id" | "rank"> {
  readonly component: string;
  readonly system: string;
  readonly kind: string;
  /** The release at each position; null where there is nothing. */
  readonly versions: readonly (string | null)[];
}

function ownWay({ component, system, kind, from, route, unfinished }: Mover): Track {
  const versions = from === null ? [null, ...route] : unfinished ? [from, ...route] : route;
  return track({ component, system, kind }, versions, (position) => position + 1 < versions.length ? [position + 1] : []);
}

/** Every release between, with every hop that the catalog allows between them. */
function everyWay(catalog: Catalog, mover: Mover): Track {
  const { component, system, kind, from, route, descent } = mover;
  const to = route.at(-1);
  if (from === null || to === undefined || from === to) return ownWay(mover);
  const down = compareVersions(to, from) < 0;
  const graph = catalogGraph(catalog, { kind, direction: down ? "down" : "up", descent });
  const [start, end] = [graph.positionOf(from)!, graph.positionOf(to)!];
  const length = Math.abs(end - start) + 1;
  const at = (position: number): number => down ? start - position : start + position;
  const versions = Array.from({ length }, (_, position) => graph.nodes[at(position)]!.name);
  return {
    ...track({ component, system, kind }, versions, (position) => graph.successors(at(position))
      .map((node) => Math.abs(node - start)).filter((next) => next < length).sort((a, b) => a - b)),
    windows: (a, b) => graph.cost(at(a), at(b)).windows,
  };
}

function fixedTrack({ component, system, kind, at }: Other): Track[] {
  return at === undefined ? [] : [track({ component, system, kind }, [at], () => [])];
}

function track(who: Pick<Track, "component" | "system" | "kind">, versions: readonly (string | null)[], hops: Track["hops"]): Track {
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

function constraintsBetween(catalogs: ReadonlyMap<string, Catalog>, tracks: readonly Track[]): JointConstraint[] {
  return tracks.flatMap((one) => {
    const catalog = catalogs.get(one.system);
    if (!catalog) return [];
    const others = tracks.filter(({ component }) => component !== one.component);
    return [...requirements(catalog, one, others), ...skewLimits(catalog, one, others), ...dependencies(catalog, one, others)];
  });
}

/** What a release needs of another component holds as long as the component is there or beyond. */
function requirements(catalog: Catalog, one: Track, others: readonly Track[]): JointConstraint[] {
  const inForce = one.versions.map((version) => version === null ? []
    : requirementsUpTo(catalog.releases.filter((release) => compareVersions(release.version, version) <= 0), one.kind).component);
  const all = new Map(inForce.flat().map(({ version, requirement }) => [requirement.id, { version, requirement }]));
  return [...all.values()].flatMap(({ version, requirement }) => {
    const { id, needs, range, together, text } = requirement;
    const all = others.map(({ component, system, kind }): Other => ({ component, system, kind, at: undefined }));
    const concerned = new Set(neededOf(needs, one.system, all).map(({ component }) => component));
    const holds = inForce.map((at) => at.some((stated) => stated.requirement.id === id));
    return others.filter(({ component }) => concerned.has(component)).map((other): JointConstraint => {
      const fits = other.versions.map((at) => at !== null && inRange(at, range));
      return {
        id: `${id}:${one.component}:${other.component}`,
        message: `${one.component} from ${version} on needs ${other.component} ${range}${together ? " in the same step" : ""} (${id}: ${text})`,
        between: [one.component, other.component],
        allows: (first, second) => together ? holds[first] === fits[second] : !holds[first] || fits[second]!,
        preference: false,
      };
    });
  });
}

function skewLimits(catalog: Catalog, one: Track, others: readonly Track[]): JointConstraint[] {
  const place = (version: string, unit: "release" | "minor"): number => unit === "release"
    ? catalog.releases.findIndex((release) => release.version === version)
    : minors(catalog).indexOf(minorOf(version));
  const places = ({ versions }: Track, unit: "release" | "minor") =>
    versions.map((version) => version === null ? undefined : place(version, unit));
  return catalog.skew.filter(({ component }) => component === one.kind).flatMap(({ id, of, ahead, behind, unit, text }) =>
    others.filter(({ system, kind }) => system === one.system && kind === of).map((other): JointConstraint => {
      const [mine, theirs] = [places(one, unit), places(other, unit)];
      return {
        id: `${id}:${one.component}:${other.component}`,
        message: `${one.component} may be at most ${ahead} ${unit}${ahead === 1 ? "" : "s"} ahead of ${other.component} and ` +
          `${behind} behind (${id}: ${text})`,
        between: [one.component, other.component],
        allows: (first, second) => {
          const [a, b] = [mine[first], theirs[second]];
          return a === undefined || b === undefined || (a - b <= ahead && b - a <= behind);
        },
        preference: false,
      };
    }));
}

/** `1.29.3` is of the minor `1.29`. */
function minorOf(version: string): string {
  return version.replace(/^v/, "").split(".").slice(0, 2).join(".");
}

function minors({ releases }: Catalog): readonly string[] {
  return [...new Set(releases.map(({ version }) => minorOf(version)))];
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
      id: `after:${first.component}:${second.component}`,
      message: `${first.component} moves before ${second.component} has arrived at ${second.states.at(-1)}`,
      between: [first.component, second.component],
      allows: (a, b) => a === first.start || b === second.goal,
      preference: true,
    };
  });
}
