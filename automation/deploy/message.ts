import type { Stage } from "../../config/versioned";
import type { Hop } from "../../upgrades/planModel";

/** Which `up` of a run a message is about. */
export interface Place {
  readonly hop: Pick<Hop, "number" | "changes">;
  /** How many hops the run has. */
  readonly of: number;
  readonly stage: Stage | undefined;
  readonly kind: UpKind;
}

/**
 * Up or back along the plan; `resume`: what an earlier run began; `return`: away from a hop that failed; `settings`: every
 * version stays, and what else the stack file says is brought about.
 */
export type UpKind = "upgrade" | "resume" | "return" | "settings";

/** What an update rests on, so that its entry in the history can be held against the reviewed files later. */
export interface Provenance {
  /** SHA-256 of each catalog, by system. */
  readonly catalogs: Readonly<Record<string, string>>;
  /** The git commit of the stack file, `-dirty` behind it where the file has changed since; undefined without git. */
  readonly commit: string | undefined;
  /** Of the reviewed plan that it is a part of: see `reviewedDigest`. */
  readonly plan?: string | undefined;
}

/** What an `up` does: `halo/kingdom 0.5.30 → 0.5.46, hop 1 of 3, migrate`. */
export function messageOf({ hop, of, stage, kind }: Place): string {
  if (kind === "settings") return "settings, with every version as it is";
  const changes = hop.changes.map(({ component, from, to }) => {
    if (kind === "return") return `${component} ${to} → ${from ?? "nothing"}`;
    return from === to ? `${component} ${to}` : `${component} ${from ?? "nothing"} → ${to}`;
  });
  const isSame = hop.changes.every(({ from, to }) => from === to);
  const where = {
    upgrade: `hop ${hop.number} of ${of}`, return: `going back from hop ${hop.number}`,
    resume: isSame ? "going on with what was begun" : "going back from what was begun",
  }[kind];
  return `${changes.join(", ")}, ${where}${stage ? `, ${stage}` : ""}`;
}

/**
 * What its entry in the history says: that, and what it rests on.
 * `halo/kingdom 0.5.30 → 0.5.46, hop 1 of 3 (catalog halo 1a2b3c4d5e6f, commit 0123456789ab)`
 */
export function historyMessage(place: Place, { catalogs, commit, plan }: Provenance): string {
  const systems = place.kind === "settings" ? Object.keys(catalogs)
    : [...new Set(place.hop.changes.map(({ component }) => component.split("/")[0]!))];
  const origin = [
    ...systems.flatMap((system) => catalogs[system] === undefined ? [] : [`catalog ${system} ${catalogs[system].slice(0, 12)}`]),
    ...(commit === undefined ? [] : [`commit ${commit}`]),
    ...(plan === undefined ? [] : [planWords(plan)]),
  ];
  return `${messageOf(place)}${origin.length > 0 ? ` (${origin.join(", ")})` : ""}`;
}

/** How a message names the reviewed plan. */
export function planWords(digest: string): string {
  return `plan ${digest}`;
}
