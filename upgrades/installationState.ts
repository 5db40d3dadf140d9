import type { ReturnedFrom, Stage } from "../config/versioned";

/** What is known of one component as it stands. Every judgement starts from this and never from a bare version. */
export type InstallationState =
  /** Nothing of it is in the stack's state. */
  | { readonly kind: "absent" }
  /** Its last phase succeeded. */
  | {
    readonly kind: "complete";
    readonly deployed: string;
    /** The release whose schema the data has, where it is not the deployed one. */
    readonly schema?: string | undefined;
    readonly returnedFrom?: ReturnedFrom | undefined;
    readonly stage?: Stage | undefined;
  }
  /** An update of it was begun and did not reach its last phase. */
  | {
    readonly kind: "incomplete";
    readonly attempted: string;
    readonly returnedFrom?: ReturnedFrom | undefined;
    readonly stage?: Stage | undefined;
  }
  /** It runs, but not from this stack's state: somebody stated its version. */
  | { readonly kind: "adopted"; readonly version: string }
  /** It is there, and nothing says which version it is. */
  | { readonly kind: "unknown"; readonly why: string };

/** The version that a plan starts from: the deployed one, or what was last attempted. */
export function startingVersion(state: InstallationState): string | undefined {
  switch (state.kind) {
    case "complete": return state.deployed;
    case "incomplete": return state.attempted;
    case "adopted": return state.version;
    case "absent":
    case "unknown": return undefined;
  }
}
