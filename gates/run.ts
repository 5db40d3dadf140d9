import type { Move } from "../upgrades/judge";

/** What is known of the run so far. */
export interface Run {
  /** The components that are being changed, with what the change is. */
  readonly moves: Map<string, Move>;
  /** The URNs of parts whose old object was let go; what is created for them next takes its place. */
  readonly replaced: Set<string>;
}
