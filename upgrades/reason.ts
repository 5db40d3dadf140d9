/**
 * Why something may not happen, or what must be done first. Three questions are kept apart: *legality* (does the graph
 * allow it?), *exposure* (which named risks apply?), *readiness* (are the preconditions met?).
 */
export interface Reason {
  /** Stable, and the same for the same finding: what a stack confirms or a lint silences by. */
  readonly id: string;
  readonly kind: "legality" | "exposure" | "readiness";
  readonly message: string;
  /** What to do about it. Never to delete data, a volume, a namespace or state. */
  readonly remedy: string;
}

/** A reason of legality, which is what most are. */
export function legality(id: string, message: string, remedy: string): Reason {
  return { id, kind: "legality", message, remedy };
}
