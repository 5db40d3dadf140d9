import { coerce } from "semver";
import type { Catalog } from "../releases/catalog";
import { inRange } from "../releases/range";
import type { Release } from "../releases/schema";
import { compareVersions } from "../releases/version";
import type { Circumstances, Other } from "./change";
import { concerns, offlineMigrations, risksCrossed } from "./hop";
import { maintenanceAt, maintenanceWindow } from "./maintenance";
import { legality, type Reason } from "./reason";

type Requirement = Release["requires"][number];
interface Stated<K extends Requirement["kind"]> { readonly version: string; readonly requirement: Extract<Requirement, { kind: K }> }

/** Who is judged. */
export interface Subject {
  readonly component: string;
  readonly kind: string;
}

/**
 * What must be so before a climb starts, and is not known to be: data, platform, other components, what notes ask
 * somebody to do, a time at which servers may be stopped, and the risks that nobody has accepted.
 */
export function openPreconditions(catalog: Catalog, subject: Subject, from: string, to: string, known: Circumstances): Reason[] {
  const crossed = catalog.crossed(from, to);
  return [
    ...crossed.flatMap((release) => openData(release, subject, known)),
    ...openGround(catalog, crossed, subject, known),
    ...openActions(crossed, subject, known),
    ...openWindow(catalog, subject, from, to, known),
    ...openRisks(catalog, subject, from, to, known),
  ];
}

/** What a first install needs of what is below and beside it: what is asked for up to its release. */
export function installPreconditions(catalog: Catalog, subject: Subject, to: string, known: Circumstances): Reason[] {
  return openGround(catalog, catalog.releases.filter(({ version }) => compareVersions(version, to) <= 0), subject, known);
}

/**
 * What a kind of component needs of each platform and of each other component at a release: of statements about the same
 * thing the newest counts, so that a later release can ask for more, or allow more.
 */
export function requirementsUpTo(releases: readonly Release[], kind: string): { platform: Stated<"platform">[]; component: Stated<"component">[] } {
  const platform = new Map<string, Stated<"platform">[]>();
  const component = new Map<string, Stated<"component">[]>();
  for (const { version, requires } of releases) {
    for (const requirement of requires) {
      if (requirement.kind === "platform") restate(platform, requirement.platform, { version, requirement });
      // What the whole system needs of one of its kinds is not asked of that kind itself.
      if (requirement.kind !== "component" || !concerns(kind, requirement.component) || requirement.needs === kind) continue;
      restate(component, requirement.needs, { version, requirement });
    }
  }
  return { platform: [...platform.values()].flat(), component: [...component.values()].flat() };
}

/** What one release says about a thing counts together, and replaces what older ones said. */
function restate<T extends { readonly version: string }>(known: Map<string, T[]>, thing: string, stated: T): void {
  known.set(thing, [...(known.get(thing) ?? []).filter(({ version }) => version === stated.version), stated]);
}

/** The components that a requirement is about: `duchy` of its own system, or `kleidia/data` of another. */
export function neededOf(needs: string, system: string, others: readonly Other[]): readonly Other[] {
  const [first, second] = needs.split("/");
  const wanted = second === undefined ? { system, kind: first } : { system: first, kind: second };
  return others.filter((other) => other.system === wanted.system && other.kind === wanted.kind);
}

const confirm = (id: string): string => `then state it: stepwise:permits.confirmed.${id}: {by, date}`;

function openData({ version, requires }: Release, { kind }: Subject, { permits }: Circumstances): Reason[] {
  return requires.flatMap((requirement): Reason[] => {
    if (requirement.kind !== "data" || !concerns(kind, requirement.component)) return [];
    if (Object.hasOwn(permits.confirmed, requirement.id)) return [];
    const { id, text, source, remedy } = requirement;
    const message = `${version} needs this of the data: ${text} (${source})`;
    return [{ id, kind: "readiness", message, remedy: `${remedy}; ${confirm(id)}` }];
  });
}

function openGround(catalog: Catalog, releases: readonly Release[], { kind }: Subject, known: Circumstances): Reason[] {
  const { platform, component } = requirementsUpTo(releases, kind);
  return [
    ...platform.flatMap((one) => openPlatform(one, known)),
    ...component.flatMap((one) => openComponents(catalog.system, one, known)),
  ];
}

function openPlatform({ version, requirement }: Stated<"platform">, { permits, platform, now }: Circumstances): Reason[] {
  const { id, range, tested, source } = requirement;
  if (Object.hasOwn(permits.confirmed, id)) return [];
  const actual = platform[requirement.platform];
  const needs = `${version} needs ${requirement.platform} ${range}; `;
  if (actual === undefined) {
    return [{
      id, kind: "readiness", message: `${needs}its version is not known here (${source})`,
      remedy: `state the version in stepwise:cluster.${requirement.platform}`,
    }];
  }
  if (!inRange(platformVersion(actual), range)) {
    const newer = coerce(range) !== null && compareVersions(platformVersion(actual), coerce(range)!.version) > 0;
    return [legality(id, `${needs}here it is ${actual} (${source})`, newer
      ? `that ${requirement.platform} is too new for this release: go to a release that takes it, before ${requirement.platform} is upgraded`
      : `upgrade ${requirement.platform} first`)];
  }
  if (tested === undefined || inRange(platformVersion(actual), tested)) return [];
  const untested = `untested:${id}`;
  if (isAccepted(permits.risks, untested, now)) return [];
  return [{
    id: untested, kind: "exposure",
    message: `${version} was tested with ${requirement.platform} ${tested}; here it is ${actual}, which is allowed and untested (${source})`,
    remedy: acceptance(untested),
  }];
}

function openComponents(system: string, { version, requirement }: Stated<"component">, { permits, others }: Circumstances): Reason[] {
  const { id, needs, range, together, text, source } = requirement;
  if (Object.hasOwn(permits.confirmed, id)) return [];
  const needed = neededOf(needs, system, others());
  const asks = `${version} needs ${needs} ${range}${together ? " in the same step" : ""}: ${text} (${source})`;
  if (needed.length === 0) {
    return [{
      id, kind: "readiness", message: `${asks}; nothing is known here of any ${needs}`,
      remedy: `say where it is (stepwise:elsewhere), or see to it; ${confirm(id)}`,
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
    ...(names(false) === "" ? [] : [`state the release of ${names(false)} in stepwise:elsewhere, or see to it; ${confirm(id)}`]),
  ];
  return [{ id, kind: "readiness", message: `${asks}; ${is.join(", ")}`, remedy: remedies.join("; ") }];
}

/**
 * A note that asks somebody to act is open until a check shows that it was done, or somebody says so. What a later
 * release on the way takes the place of is shown in a plan and asks nothing any more.
 */
function openActions(crossed: readonly Release[], { component, kind }: Subject, { permits, facts, hasSetting }: Circumstances): Reason[] {
  const all = crossed.flatMap(({ version, notes }) => notes.map((note) => ({ ...note, version })));
  const ids = new Set(all.map(({ id }) => id));
  return all.flatMap((note): Reason[] => {
    if (note.kind !== "action" || !concerns(kind, note.component) || Object.hasOwn(permits.confirmed, note.id)) return [];
    if (note.supersededBy !== undefined && ids.has(note.supersededBy)) return [];
    const { check, version } = note;
    if (check?.kind === "objects" || check?.kind === "advice") return [];
    if (check?.kind === "setting" && hasSetting(component, check.setting)) return [];
    if (check?.kind === "fact" && Object.hasOwn(facts, check.fact) && facts[check.fact] === check.equals) return [];
    const proof = check?.kind === "setting" ? `set ${check.setting} of ${component} in the stack file`
      : check?.kind === "fact" ? `state stepwise:facts: {${check.fact}: ${check.equals}} if it is so`
      : "do what it asks";
    return [{
      id: note.id, kind: "readiness", message: `${version} asks somebody to act: ${note.text} (${note.source})`,
      remedy: check === undefined ? `${proof}; ${confirm(note.id)}` : `${proof}; or ${confirm(note.id)}`,
    }];
  });
}

function openWindow(catalog: Catalog, { component, kind }: Subject, from: string, to: string, { permits, now }: Circumstances): Reason[] {
  const [first] = offlineMigrations(catalog, kind, from, to);
  if (!first || Object.hasOwn(permits.confirmed, maintenanceWindow)) return [];
  const { open, next } = maintenanceAt(permits.maintenance, now);
  if (open) return [];
  return [{
    id: maintenanceWindow, kind: "readiness",
    message: `${from} → ${to} stops the servers of ${component} (${first.version}: ${first.migration.text}), and ` +
      (next === undefined ? "no maintenance window is open or to come" : `the next maintenance window opens at ${next}`),
    remedy: next === undefined ? `state when that may happen: stepwise:permits.maintenance: [{from, until}]; or ${confirm(maintenanceWindow)}`
      : "go on in that window",
  }];
}

function openRisks(catalog: Catalog, { kind }: Subject, from: string, to: string, { permits, facts, now }: Circumstances): Reason[] {
  return risksCrossed(catalog, kind, from, to, facts).flatMap(({ version, risk, exposure }): Reason[] => {
    if (isAccepted(permits.risks, risk.id, now)) return [];
    const unknown = exposure === "unknown" && risk.when ? ` Whether it applies is not known: ${risk.when.fact} is not stated` : "";
    return [{
      id: risk.id, kind: "exposure", message: `${version}: ${risk.text} (${risk.source})${unknown}`,
      remedy: unknown ? `state stepwise:facts: {${risk.when!.fact}: …} if you know it; else ${acceptance(risk.id)}` : acceptance(risk.id),
    }];
  });
}

/** Whether somebody has accepted a risk, and that still holds. */
export function isAccepted(risks: Circumstances["permits"]["risks"], id: string, now: string): boolean {
  return Object.hasOwn(risks, id) && now.slice(0, 10) <= risks[id]!.until;
}

function acceptance(id: string): string {
  return `accept it: stepwise:permits.risks.${id}: {owner, reason, until}`;
}

/** `1.31`, or `v1.29.0-gke.1381000`, whose tail says who built it and is no pre-release. */
function platformVersion(version: string): string {
  return coerce(version)?.version ?? version;
}
