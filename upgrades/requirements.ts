import { coerce, gtr } from "semver";
import type { Catalog } from "../releases/catalog";
import { inRange } from "../releases/range";
import type { Release } from "../releases/schema";
import { compareVersions } from "../releases/version";
import { acceptance, confirmation, isAccepted } from "./acceptance";
import type { Circumstances, Other } from "./change";
import { concerns } from "./hop";
import { legality, type Reason } from "./reason";

type Requirement = Release["requires"][number];

interface Stated<K extends Requirement["kind"]> {
  readonly version: string;
  readonly requirement: Extract<Requirement, { kind: K }>;
}

interface Needs {
  readonly platform: readonly Stated<"platform">[];
  readonly component: readonly Stated<"component">[];
}

/**
 * What a kind of component needs of each platform and of each other component at a release: of statements about the same
 * thing the newest counts, so that a later release can ask for more, or allow more.
 * @param releases those up to that release, oldest first
 */
export function requirementsUpTo(system: string, releases: readonly Release[], kind: string): Needs {
  const platform = new Map<string, Stated<"platform">[]>();
  const component = new Map<string, Stated<"component">[]>();
  for (const { version, requires } of releases) {
    for (const requirement of requires) {
      if (requirement.kind === "platform") restate(platform, requirement.platform, { version, requirement });
      if (requirement.kind !== "component" || !concerns(kind, requirement.component)) continue;
      // What the whole system needs of one of its kinds is not asked of that kind itself.
      if (requirement.component === "system" && isAbout(requirement.needs, system, { system, kind })) continue;
      restate(component, requirement.needs, { version, requirement });
    }
  }
  return { platform: [...platform.values()].flat(), component: [...component.values()].flat() };
}

/** What one release says about a thing counts together, and replaces what older ones said. */
function restate<T extends { readonly version: string }>(known: Map<string, T[]>, thing: string, stated: T): void {
  known.set(thing, [...(known.get(thing) ?? []).filter(({ version }) => version === stated.version), stated]);
}

/**
 * Whether a requirement is about a component: `duchy` of its own system, or `kleidia/data` of another.
 * @param system the one whose catalog states it
 */
export function isAbout(needs: string, system: string, other: Pick<Other, "system" | "kind">): boolean {
  const [first, second] = needs.split("/");
  return second === undefined ? other.system === system && other.kind === first : other.system === first && other.kind === second;
}

/** What releases need of what is below and beside them, and is not known to have. */
export function openGround(system: string, releases: readonly Release[], kind: string, known: Circumstances): Reason[] {
  const { platform, component } = requirementsUpTo(system, releases, kind);
  return [
    ...platform.flatMap((one) => openPlatform(one, known)),
    ...component.flatMap((one) => openComponents(system, one, known)),
  ];
}

function openPlatform({ version, requirement }: Stated<"platform">, { permits, platform, now }: Circumstances): Reason[] {
  const { id, range, tested, source } = requirement;
  const stated = platform[requirement.platform];
  const actual = stated === undefined ? undefined : platformVersion(stated);
  const needs = `${version} needs ${requirement.platform} ${range}; `;
  if (actual === undefined) {
    if (Object.hasOwn(permits.confirmed, id)) return [];
    const here = stated === undefined ? "its version is not known here" : `here it is ${JSON.stringify(stated)}, which is no version`;
    return [{
      id, kind: "readiness", message: `${needs}${here} (${source})`, remedy: `state the version in stepwise:cluster.${requirement.platform}`,
    }];
  }
  if (!inRange(actual, range)) {
    return [legality(id, `${needs}here it is ${stated} (${source})`, gtr(actual, range, { includePrerelease: true })
      ? `that ${requirement.platform} is too new here: go to a release that takes it, before ${requirement.platform} is upgraded`
      : `upgrade ${requirement.platform} first`)];
  }
  if (tested === undefined || inRange(actual, tested)) return [];
  const untested = `untested:${id}`;
  if (isAccepted(permits.risks, untested, now)) return [];
  return [{
    id: untested, kind: "exposure",
    message: `${version} was tested with ${requirement.platform} ${tested}; here it is ${stated}, which is allowed and untested (${source})`,
    remedy: acceptance(untested),
  }];
}

function openComponents(system: string, { version, requirement }: Stated<"component">, { permits, others }: Circumstances): Reason[] {
  const { id, needs, range, together, text, source } = requirement;
  if (Object.hasOwn(permits.confirmed, id)) return [];
  const needed = others().filter((other) => isAbout(needs, system, other));
  const asks = `${version} needs ${needs} ${range}${together ? " in the same step" : ""}: ${text} (${source})`;
  if (needed.length === 0) {
    return [{
      id, kind: "readiness", message: `${asks}; nothing is known here of any ${needs}`,
      remedy: `say where it is (stepwise:elsewhere), or see to it and state it: ${confirmation(id)}`,
    }];
  }
  // One that moves in the same step may still be underway when this one starts.
  const amiss = needed.map(({ component, at, becomes }) => ({ component, at: together ? becomes ?? at : at }))
    .filter(({ at }) => typeof at !== "string" || !inRange(at, range));
  if (amiss.length === 0) return [];
  const is = amiss.map(({ component, at }) =>
    `${component} ${at === undefined ? "is at a release that nobody knows" : at === null ? "is not there" : `is at ${at}`}`);
  const names = (isKnown: boolean): string =>
    amiss.filter(({ at }) => (at !== undefined) === isKnown).map(({ component }) => component).join(", ");
  const remedies = [
    ...(names(true) === "" ? [] : [`bring ${names(true)} to ${range} ${together ? "in the same step" : "first"}`]),
    ...(names(false) === "" ? [] : [`state the release of ${names(false)} in stepwise:elsewhere, or see to it and state it: ${confirmation(id)}`]),
  ];
  return [{ id, kind: "readiness", message: `${asks}; ${is.join(", ")}`, remedy: remedies.join("; ") }];
}

/** `1.31`, or `v1.29.0-gke.1381000`, whose tail says who built it and is no pre-release. */
function platformVersion(version: string): string | undefined {
  return coerce(version)?.version;
}

/**
 * What a change of one component would take from others of its system, or from a limit on skew between them. A plan's order
 * keeps to these by itself; here they are asked of one step alone.
 */
export function openNeighbours(
  catalog: Catalog, component: string, kind: string, to: string, { permits, others }: Circumstances,
): Reason[] {
  const limits = catalog.skew.filter((limit) => concerns(kind, limit.component) || concerns(kind, limit.of));
  const needing = catalog.releases.some(({ requires }) => requires.some((one) =>
    one.kind === "component" && isAbout(one.needs, catalog.system, { system: catalog.system, kind })));
  if (limits.length === 0 && !needing) return [];
  const neighbours = others().filter((other) => other.system === catalog.system && other.component !== component);
  const skews = limits.flatMap((limit) => neighbours.flatMap((other): Reason[] => {
    // What counts is where both are after the step.
    const at = other.becomes ?? other.at;
    const [ahead, behind] = other.kind === kind ? [null, null]
      : concerns(kind, limit.component) && concerns(other.kind, limit.of) ? [to, at]
      : concerns(other.kind, limit.component) && concerns(kind, limit.of) ? [at, to] : [null, null];
    if (ahead === null || behind === null) return [];
    if (ahead !== undefined && behind !== undefined && isWithin(catalog, limit, ahead, behind)) return [];
    const where = at === undefined ? `${other.component} is at a release that nobody knows` : `${other.component} is at ${at}`;
    return [{
      id: limit.id, kind: "readiness",
      message: `${limit.component} may be at most ${limit.ahead} ahead of ${limit.of} and ${limit.behind} behind (${limit.unit}): ` +
        `${limit.text} (${limit.source}); ${where}, and ${component} would be at ${to}`,
      remedy: `bring ${other.component} nearer first`,
    }];
  }));
  const arrived = neighbours.map(({ component: other, kind: its, at, becomes }) => ({ other, its, at: becomes ?? at }));
  const dependents = arrived.flatMap(({ other, its, at }) => typeof at !== "string" ? [] : requirementsUpTo(
    catalog.system, catalog.releases.filter(({ version }) => compareVersions(version, at) <= 0), its,
  ).component.flatMap(({ requirement: { id, needs, range, together, text, source } }): Reason[] => {
    const keeps = together || !isAbout(needs, catalog.system, { system: catalog.system, kind }) || inRange(to, range);
    return keeps || Object.hasOwn(permits.confirmed, id) ? [] : [{
      id, kind: "readiness",
      message: `${other} at ${at} needs ${needs} ${range}: ${text} (${source}); ${component} would be at ${to}`,
      remedy: `take ${other} back first`,
    }];
  }));
  return [...skews, ...dependents];
}

/** Whether two kinds that a limit is about may be at these releases at the same time. */
export function isWithin(catalog: Catalog, { ahead, behind, unit }: Catalog["skew"][number], mine: string, theirs: string): boolean {
  // A release that the catalog does not list counts as the newest one before it.
  const place = (version: string): number => {
    const reached = catalog.releases.map((release) => release.version).filter((release) => compareVersions(release, version) <= 0);
    return unit === "release" ? reached.length : new Set(reached.map(minorOf)).size;
  };
  const difference = place(mine) - place(theirs);
  return difference <= ahead && -difference <= behind;
}

/** `1.29.3` is of the minor `1.29`. */
function minorOf(version: string): string {
  return version.replace(/^v/, "").split(".").slice(0, 2).join(".");
}
