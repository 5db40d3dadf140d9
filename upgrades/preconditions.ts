import type { Catalog } from "../releases/catalog";
import type { Release } from "../releases/schema";
import { compareVersions } from "../releases/version";
import { acceptance, confirmation, isAccepted } from "./acceptance";
import { openBlueGreen } from "./blueGreen";
import type { Circumstances } from "./change";
import { openChannel } from "./channels";
import { openDemands } from "./demands";
import { exposure } from "./graph/risk";
import { concerns, offlineMigrations, risksCrossed } from "./hop";
import { maintenanceAt, maintenanceWindow } from "./maintenance";
import { openRollout } from "./phasedRollout";
import type { Reason } from "./reason";
import { openGround } from "./requirements";
import { rolloutOrder } from "./rolloutOrder";
import { staleValues } from "./staleValues";

/** Who is judged. */
export interface Subject {
  readonly component: string;
  readonly kind: string;
}

/**
 * What must be so before a climb starts, and is not known to be: that its release is for this stack by now, data, platform,
 * other components, what notes ask somebody to do, values that it would no longer read, that the release it leaves can stay
 * where that is asked for, what the stack itself demands, a time at which servers may be stopped, and the risks that nobody has
 * accepted.
 */
export function openPreconditions(catalog: Catalog, subject: Subject, from: string, to: string, known: Circumstances): Reason[] {
  const crossed = catalog.crossed(from, to);
  return [
    ...openChannel(catalog, to, known),
    ...openRollout(catalog, to, known),
    ...crossed.flatMap((release) => openData(release, subject, known)),
    ...openGround(catalog.system, crossed, subject.kind, known),
    ...openActions(crossed, subject, known),
    ...staleValues(catalog, subject.kind, from, to, known.valuesOf(catalog.system)),
    ...openBlueGreen(catalog, subject, from, to, known),
    ...openDemands({ ...subject, from, to }, known),
    ...openWindow(catalog, subject, from, to, known),
    ...openRisks(catalog, subject, from, to, known),
  ];
}

/**
 * What a first install needs: that its release is in the stack's channel, and what is asked for up to it of what is below and
 * beside it. Phased roll-outs spread the risk for what runs, and are for upgrades only.
 */
export function installPreconditions(catalog: Catalog, subject: Subject, to: string, known: Circumstances): Reason[] {
  const releases = catalog.releases.filter(({ version }) => compareVersions(version, to) <= 0);
  return [
    ...openChannel(catalog, to, known),
    ...openGround(catalog.system, releases, subject.kind, installedBefore(catalog, subject.kind, known)),
    ...staleValues(catalog, subject.kind, null, to, known.valuesOf(catalog.system)),
    ...openDemands({ ...subject, from: null, to }, known),
    ...(known.demands?.maintenance ? maintenanceOpen(`${subject.component} is to be installed`, known) : []),
  ];
}

/** What is known once everything of the system that comes before a kind is installed: a stack can be installed in one step. */
function installedBefore(catalog: Catalog, kind: string, known: Circumstances): Circumstances {
  const order = rolloutOrder(catalog);
  const isBefore = (other: string): boolean => order.includes(other) && order.indexOf(other) < order.indexOf(kind);
  return {
    ...known,
    others: () => known.others().map((other) => {
      const isComing = other.at === null && other.becomes !== undefined && other.system === catalog.system && isBefore(other.kind);
      return isComing ? { ...other, at: other.becomes } : other;
    }),
  };
}

function openData({ version, requires }: Release, { kind }: Subject, { permits, facts }: Circumstances): Reason[] {
  return requires.flatMap((requirement): Reason[] => {
    if (requirement.kind !== "data" || !concerns(kind, requirement.component)) return [];
    const { id, text, source, remedy, when } = requirement;
    const applies = exposure(when ?? "always", facts);
    if (applies === "notExposed" || Object.hasOwn(permits.confirmed, id)) return [];
    const message = `${version} needs this of the data: ${text} (${source})`;
    const seen = `${remedy}; then state it: ${confirmation(id)}`;
    return [{ id, kind: "readiness", ...unlessStated(applies === "unknown" ? when : undefined, message, seen) }];
  });
}

/**
 * A note that asks somebody to act is open until a check shows that it was done, or somebody says so. What a later
 * release on the way takes the place of is shown in a plan and asks nothing any more.
 */
function openActions(crossed: readonly Release[], { component, kind }: Subject, { permits, facts, hasSetting }: Circumstances): Reason[] {
  const all = crossed.flatMap(({ version, notes }) => notes.map((note) => ({ ...note, version })));
  const ids = new Set(all.filter((note) => concerns(kind, note.component)).map(({ id }) => id));
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
      remedy: `${proof}; ${check === undefined ? "then state it" : "or state that it was done"}: ${confirmation(note.id)}`,
    }];
  });
}

function openWindow(catalog: Catalog, { component, kind }: Subject, from: string, to: string, known: Circumstances): Reason[] {
  const [first] = offlineMigrations(catalog, kind, from, to);
  if (!first) {
    if (!known.demands?.maintenance) return [];
    return maintenanceOpen(`this stack demands a window for every hop, such as ${from} → ${to} of ${component}`, known);
  }
  return maintenanceOpen(`${from} → ${to} stops the servers of ${component} (${first.version}: ${first.migration.text})`, known);
}

/** Nothing where servers may be stopped now, and else when they may be. */
export function maintenanceOpen(what: string, { permits, now }: Circumstances): Reason[] {
  if (Object.hasOwn(permits.confirmed, maintenanceWindow)) return [];
  const { open, next } = maintenanceAt(permits.maintenance, now);
  if (open) return [];
  return [{
    id: maintenanceWindow, kind: "readiness",
    message: `${what}, and ` +
      (next === undefined ? "no maintenance window is open or to come" : `the next maintenance window opens at ${next}`),
    remedy: next === undefined
      ? `state when that may happen: stepwise:permits.maintenance: [{from, until}]; or ${confirmation(maintenanceWindow)}`
      : "go on in that window",
  }];
}

function openRisks(catalog: Catalog, { kind }: Subject, from: string, to: string, { permits, facts, now }: Circumstances): Reason[] {
  return risksCrossed(catalog, kind, from, to, facts).flatMap(({ version, risk, exposure }): Reason[] => {
    if (isAccepted(permits.risks, risk.id, now)) return [];
    const unknown = exposure === "unknown" ? risk.when : undefined;
    const message = `${version}: ${risk.text} (${risk.source})`;
    return [{ id: risk.id, kind: "exposure", ...unlessStated(unknown, message, acceptance(risk.id)) }];
  });
}

/** A reason's words, with what to state where it hangs on a fact that nobody has stated. */
function unlessStated(unknown: { readonly fact: string } | undefined, message: string, remedy: string): Pick<Reason, "message" | "remedy"> {
  if (!unknown) return { message, remedy };
  return {
    message: `${message} Whether it applies is not known: ${unknown.fact} is not stated`,
    remedy: `state stepwise:facts: {${unknown.fact}: …} if you know it; else ${remedy}`,
  };
}
