import type { Values } from "../config/plainValues";
import type { ReturnedFrom, Stage } from "../config/versioned";
import type { BlueGreen } from "./blueGreen";
import type { Demands } from "./demands";
import type { Facts } from "./graph/model";

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
  /** Components that keep data and may be removed, by id. @default - none */
  readonly removal?: Readonly<Record<string, ConfirmedRemoval>> | undefined;
  /** Components whose finished Jobs may run again, after the state lost them. */
  readonly rerun: readonly string[];
  /** Preconditions and actions that somebody has seen to, by the id of the requirement or the note. */
  readonly confirmed: Readonly<Record<string, { readonly by: string; readonly date: string }>>;
  /** Risks that somebody has accepted, by id, up to and including a date. */
  readonly risks: Readonly<Record<string, AcceptedRisk>>;
  /** When servers may be stopped for an offline migration: from and until, in UTC, `2026-11-22T01:00:00Z`. */
  readonly maintenance: readonly { readonly from: string; readonly until: string }[];
}

export interface AcceptedRisk {
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it holds, `2026-12-31`. */
  readonly until: string;
}

/** What somebody confirms who has a component with data removed. */
export interface ConfirmedRemoval {
  readonly by: string;
  readonly date: string;
  /** The id of a backup of what it keeps. */
  readonly backup: string;
  /** The id of the catalog's note of category R that announces it. */
  readonly note?: string | undefined;
  /** Why it goes although no note does. */
  readonly unannounced?: string | undefined;
}

export const noPermits: Permits = { install: [], adopt: {}, remove: [], rerun: [], confirmed: {}, risks: {}, maintenance: [] };

/** What is known of the ground it all stands on, such as `kubernetes: 1.31`. */
export type PlatformFacts = Readonly<Partial<Record<"kubernetes" | "helm" | "postgresql" | "openbao", string | undefined>>>;

/** A component beside the one that is judged: of the same stack, of another, or run by somebody else. */
export interface Other {
  readonly component: string;
  readonly system: string;
  readonly kind: string;
  /** The release it is at; null where it is not there, undefined where nobody knows. */
  readonly at: string | null | undefined;
  /** The release that this same step brings it to, where it moves in it. */
  readonly becomes?: string | undefined;
}

/** Everything around a change by which its readiness and exposure are judged. */
export interface Circumstances {
  readonly permits: Permits;
  readonly platform: PlatformFacts;
  /** What is stated of the installation, such as `halo.ranNightly: false`. What is not here is unknown. */
  readonly facts: Facts;
  /** The time in UTC, `2026-11-21T13:00:00Z`: acceptances end, and maintenance windows open and close. */
  readonly now: string;
  /** The channel that the stack follows of a system, by the system's name. */
  readonly channels: Readonly<Record<string, string>>;
  /** The stack's place in the phased roll-out of a release: the share, from 0 to 1, at which it is reached. */
  readonly wariness: (release: string) => number;
  /** Whether the stack file has a setting of a component, such as `pdpName` of `halo/reporting`. */
  readonly hasSetting: (component: string, setting: string) => boolean;
  /** The customer's values of a system, `stepwise:<system>.values`; undefined where it has none. */
  readonly valuesOf: (system: string) => Values | undefined;
  /** How a component that is to go by blue-green does so; undefined for one that is rolled out Pod by Pod. @default - all are */
  readonly blueGreen?: ((component: string) => BlueGreen | undefined) | undefined;
  /** What the stack demands before a hop begins. @default - nothing */
  readonly demands?: Demands | undefined;
  /** Where other components are. Asked only where a catalog makes one component depend on another. */
  readonly others: () => readonly Other[];
}
