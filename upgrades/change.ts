import type { ReturnedFrom, Stage } from "../config/versioned";

/** What a stack's configuration asks of one component in one `up`. */
export interface Change {
  /** The component's id, `<system>/<name>`. */
  readonly component: string;
  /** Its kind in the catalog: `kingdom`, `duchy`. */
  readonly kind: string;
  readonly version: string;
  readonly returnedFrom?: ReturnedFrom | undefined;
  readonly stage?: Stage | undefined;
}

/** What the stack's owners have stated; everything in it is reviewed with the stack file. */
export interface Permits {
  /** Components that may be installed although nothing of them is known. */
  readonly install: readonly string[];
  /** Components that run already, with the version somebody has seen running. */
  readonly adopt: Readonly<Record<string, string>>;
  /** Components that may be removed. */
  readonly remove: readonly string[];
  /** Components whose finished Jobs may run again, after the state lost them. */
  readonly rerun: readonly string[];
  /** Preconditions that somebody has checked, by the id of the requirement. */
  readonly confirmed: Readonly<Record<string, { readonly by: string; readonly date: string }>>;
}

export const noPermits: Permits = { install: [], adopt: {}, remove: [], rerun: [], confirmed: {} };

/** What is known of the ground it all stands on, such as `kubernetes: 1.31`. */
export type PlatformFacts = Readonly<Partial<Record<"kubernetes" | "helm" | "postgresql" | "openbao", string | undefined>>>;
