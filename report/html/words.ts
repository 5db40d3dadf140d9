import type { InstallationState } from "../../upgrades/installationState";
import type { PlanStep, ResourceChange } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";

/** The words and signs of a report. Each sign stands beside its word, never for it. */
export const opWords: Readonly<Record<ResourceChange["op"], { readonly sign: string; readonly word: string }>> = {
  delete: { sign: "−", word: "delete" },
  replace: { sign: "±", word: "replace" },
  create: { sign: "+", word: "create" },
  update: { sign: "~", word: "update" },
  same: { sign: "=", word: "unchanged" },
};

export type Phase = PlanStep["phase"];

/** In the order in which they can come. */
export const phases: readonly Phase[] = ["quiesce", "backup", "migrate", "restore", "rollout", "verify"];

export const phaseWords: Readonly<Record<Phase, { readonly word: string; readonly meaning: string }>> = {
  quiesce: { word: "Quiesce", meaning: "replicas go to 0, so that the data has no traffic" },
  backup: { word: "Back up", meaning: "a backup of every store, under an id of its own" },
  migrate: { word: "Migrate", meaning: "the schema update Jobs" },
  restore: { word: "Restore", meaning: "the data goes back to the backup that is named" },
  rollout: { word: "Roll out", meaning: "configuration and workloads of the release" },
  verify: { word: "Verify", meaning: "health, version and smoke checks; only now is the release deployed" },
};

const categories: Readonly<Record<string, string>> = {
  A: "application",
  C: "configuration",
  P: "persistence schema",
  N: "new application",
  R: "removal or replacement",
};

/** HCL DX's update categories, used for all systems. */
export function categoryWord(letter: string): string {
  return categories[letter] ?? "category not known here";
}

export const categoryLetters: readonly string[] = Object.keys(categories);

export const reasonWords: Readonly<Record<Reason["kind"], { readonly word: string; readonly meaning: string }>> = {
  legality: { word: "Legality", meaning: "does the upgrade graph allow it?" },
  exposure: { word: "Exposure", meaning: "which named risks apply? What is not known counts as exposed." },
  readiness: { word: "Readiness", meaning: "are the preconditions met? Judged again when the hop is due." },
};

export const reasonKinds: readonly Reason["kind"][] = ["legality", "readiness", "exposure"];

/** What a component is, as a sentence. */
export function stateWords(state: InstallationState): string {
  switch (state.kind) {
    case "absent": return "not installed";
    case "complete": return [
      `${state.deployed} is deployed`,
      state.schema === undefined || state.schema === state.deployed ? "" : `its data has the schema of ${state.schema}`,
      state.returnedFrom ? `returned from ${state.returnedFrom.version}` : "",
      state.stage ? `stands at the stage ${state.stage}` : "",
    ].filter((text) => text !== "").join("; ");
    case "incomplete": return [
      `${state.attempted} was begun and not finished`,
      state.returnedFrom ? `going back from ${state.returnedFrom.version}` : "",
      state.stage ? `at the stage ${state.stage}` : "",
    ].filter((text) => text !== "").join(", ");
    case "adopted": return `${state.version} by somebody's statement; not from this stack's state`;
    case "unknown": return `not known: ${state.why}`;
  }
}

/** `1 hop`, `3 hops`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `0.5.30 → 0.5.46`. */
export function move(from: string | null, to: string): string {
  return `${from ?? "not installed"} → ${to}`;
}

/** `halo` of `halo/kingdom`. */
export function systemOf(component: string): string {
  return component.split("/")[0] ?? component;
}
