import type { Values } from "../config/plainValues";
import type { ReturnedFrom } from "../config/versioned";
import type { Circumstances, Other } from "./change";
import type { Cause } from "./explain";
import type { CostCriterion, HopCost } from "./graph/model";
import type { Kind } from "./hop";
import type { InstallationState } from "./installationState";
import type { OverriddenDefault } from "./overriddenDefaults";
import type { Reason } from "./reason";
import type { RunnerUp } from "./route";

/** A component of a stack, where it is and where it should go. */
export interface Traveller {
  /** `<system>/<name>`. */
  readonly component: string;
  readonly system: string;
  readonly kind: string;
  readonly state: InstallationState;
  readonly wanted: string;
  readonly returnedFrom?: ReturnedFrom | undefined;
}

/** What a plan is judged by. Other components of the same stack are known from the plan itself. */
export interface Surroundings extends Omit<Circumstances, "others"> {
  /** Components that are not this stack's: of other stacks, or run by somebody else. */
  readonly elsewhere: readonly Other[];
  /**
   * The values that a release ships with for a kind of component, or, for null, all of them; undefined where nobody knows them,
   * and of a system without values.
   */
  readonly defaultsOf: (system: string, kind: Kind, version: string) => Values | undefined;
  /** What decides first between routes. @default - fewest hops */
  readonly prefer?: readonly CostCriterion[] | undefined;
}

export interface PlanNote {
  readonly id: string;
  readonly version: string;
  readonly kind: string;
  readonly category: string;
  readonly component: string;
  readonly text: string;
  readonly source: string;
  readonly found: string;
  readonly supersededBy?: string | undefined;
}

export interface PlannedComponent {
  readonly component: string;
  /** What is known of it as it stands; `from` is what is deployed only where this is complete. */
  readonly state: InstallationState["kind"];
  readonly from: string | null;
  readonly to: string;
  readonly verdict: "allowed" | "blocked";
  readonly route: readonly string[];
  /** What the route costs; null where there is none, or nothing to go. */
  readonly cost: HopCost | null;
  /** The best other route if the component were alone, and what it would cost more. */
  readonly runnerUp: RunnerUp | null;
  readonly releasesCrossed: readonly string[];
  readonly notes: readonly PlanNote[];
  readonly reasons: readonly Reason[];
  /** Risks of the way that somebody has accepted. */
  readonly accepted: readonly { readonly id: string; readonly owner: string; readonly reason: string; readonly until: string }[];
}

export interface PlanStep {
  /** `<component>:<phase>`, once in a hop; also what `rehearse --fail` takes. */
  readonly id: string;
  readonly component: string;
  readonly phase: "quiesce" | "backup" | "migrate" | "restore" | "rollout" | "verify";
  readonly after: readonly string[];
}

export interface ResourceChange {
  readonly op: "create" | "update" | "replace" | "delete" | "same";
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly changedPaths: readonly string[];
  /** What changed there, in words short enough for a report. @default - not looked at */
  readonly changes?: readonly ValueChange[] | undefined;
  /** Why: each part that changes has one cause. @default - not looked at */
  readonly causes?: readonly Cause[] | undefined;
}

/** A value that changed. Absent where there was none, or where it is a secret or too long to show. */
export interface ValueChange {
  readonly path: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export interface HopChange {
  readonly component: string;
  readonly from: string | null;
  readonly to: string;
  /** What the stack says of the return, where this is one. */
  readonly returnedFrom?: ReturnedFrom | undefined;
  /** How it would be gone back from, once carried out; absent for an install and for a return. */
  readonly wayBack?: WayBack | undefined;
}

export interface WayBack {
  readonly possible: boolean;
  /** The stores that the backup taken in this hop would have to be restored to; what was written since would be lost. */
  readonly restores: readonly string[];
  /** Why it is not possible. */
  readonly reasons: readonly Reason[];
}

/** A default that changes in a hop under a customer's value, and whose it is. */
export type HopOverride = OverriddenDefault & { readonly component: string };

/** A reason that has to be seen to before a hop, and whose it is. */
export type OpenReason = Reason & { readonly component: string };

export interface Hop {
  readonly number: number;
  /** One component, or several that a lock moves together. */
  readonly changes: readonly HopChange[];
  /** Crosses a migration that needs its store without traffic: three `up`s instead of one. */
  readonly offline: boolean;
  /** What can't be undone once its migration has run, without restoring the backup taken before. */
  readonly pointOfNoReturn: readonly string[];
  /** What is open when it is due, with everything before it done; the gate refuses it until each is seen to. */
  readonly open: readonly OpenReason[];
  /** Defaults that change in it under the customer's values, which stay. @default - none do */
  readonly overrides?: readonly HopOverride[];
  readonly steps: readonly PlanStep[];
  readonly diff: readonly ResourceChange[];
  /** The container images that it needs and the point before it did not. @default - not looked at */
  readonly images?: readonly string[];
  /** Why there is no diff, where there is none. */
  readonly diffMissing?: string;
}

export interface Plan {
  readonly schema: "stepwise/plan/v1";
  readonly stack: string;
  readonly verdict: "allowed" | "blocked";
  /** SHA-256 of each catalog that was used, by system. */
  readonly catalogs: Readonly<Record<string, string>>;
  readonly components: readonly PlannedComponent[];
  readonly hops: readonly Hop[];
  /** Why a component moves before what it depends on has arrived, where one does. */
  readonly interleaved: readonly string[];
}
