import { compareVersions } from "../../releases/version";
import type { Plan, PlanNote } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import { systemOf } from "./words";

/** A note once, with every component of the plan that it concerns. */
export interface FoundNote extends PlanNote {
  readonly system: string;
  readonly components: readonly string[];
}

export interface ReleaseNotes {
  readonly system: string;
  readonly version: string;
  readonly notes: readonly FoundNote[];
}

/**
 * The notes of a plan release by release, oldest first. The plan lists a note with each component that crosses it (two
 * Duchies, or all of a system); a reader wants to read it once.
 */
export function notesByRelease({ components }: Plan): ReleaseNotes[] {
  const found = new Map<string, FoundNote & { components: string[] }>();
  for (const { component, notes } of components) {
    const system = systemOf(component);
    for (const note of notes) {
      const key = JSON.stringify([system, note.version, note.id, note.component, note.text]);
      const known = found.get(key);
      if (known) known.components.push(component);
      else found.set(key, { ...note, system, components: [component] });
    }
  }
  const releases = new Map<string, ReleaseNotes & { notes: FoundNote[] }>();
  for (const note of found.values()) {
    const key = JSON.stringify([note.system, note.version]);
    const release = releases.get(key);
    if (release) release.notes.push(note);
    else releases.set(key, { system: note.system, version: note.version, notes: [note] });
  }
  return [...releases.values()]
    .sort((a, b) => a.system.localeCompare(b.system) || compareVersions(a.version, b.version));
}

/** Whether somebody has to act on it or at least be warned. */
export function isUrgent({ kind }: PlanNote): boolean {
  return kind === "action" || kind === "breaking";
}

/** The notes on which somebody has to act; one that a later note replaces asks for nothing any more. */
export function actionNotes(plan: Plan): FoundNote[] {
  return notesByRelease(plan).flatMap(({ notes }) => notes)
    .filter(({ kind, supersededBy }) => kind === "action" && supersededBy === undefined);
}

/** A reason once, with every component that has it. */
export interface FoundReason extends Reason {
  readonly components: readonly string[];
  /** Keeps at least one of them from going on. */
  readonly blocks: boolean;
}

export function reasonsOf({ components }: Plan): FoundReason[] {
  const found = new Map<string, FoundReason & { components: string[]; blocks: boolean }>();
  for (const { component, verdict, reasons } of components) {
    for (const reason of reasons) {
      // Legality reasons of an allowed component say why it takes more than one hop.
      const blocks = verdict === "blocked" && reason.kind === "legality";
      const key = JSON.stringify([reason.kind, reason.id, reason.message, reason.remedy]);
      const known = found.get(key);
      if (!known) found.set(key, { ...reason, components: [component], blocks });
      else {
        known.components.push(component);
        known.blocks ||= blocks;
      }
    }
  }
  return [...found.values()];
}

/** `halo/kingdom, halo/reporting`, or `all of halo` when no component of the plan's system is left out. */
export function concerned(components: readonly string[], { components: all }: Plan): string {
  const systems = [...new Set(components.map(systemOf))];
  return systems.map((system) => {
    const of = (names: readonly string[]): string[] => names.filter((name) => systemOf(name) === system);
    const [some, every] = [of(components), of(all.map(({ component }) => component))];
    return some.length === every.length && every.length > 1 ? `all of ${system}` : some.join(", ");
  }).join(", ");
}
