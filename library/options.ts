import type { Fault } from "../engines/rehearsal/cluster";
import type { CostCriterion } from "../upgrades/graph/model";
import type { CarriedEvent } from "../automation/carryOut";
import type { OnFailure } from "../automation/deploy/run";
import type { ReviewedPlan } from "../automation/deploy/reviewed";

/** A rehearsal in the place of a backend and a cluster: the same is done, and nothing is applied. */
export interface Rehearsal {
  /** The folder that it is kept in; relative to that of the stack files. */
  readonly folder: string;
  /** Of one that is new: the file that says what it starts from, a map of component to version. */
  readonly deployed?: string | undefined;
  /** Phases that fail. */
  readonly faults?: readonly Fault[] | undefined;
  /** How long each Job and each roll-out takes. @default - 0 */
  readonly paceSeconds?: number | undefined;
}

/** Which stack. */
export interface StackOptions {
  readonly stack: string;
  /** The folder of the stack files. @default - the process's */
  readonly folder?: string | undefined;
  /** @default - the real engine and the real cluster */
  readonly rehearsal?: Rehearsal | undefined;
}

/** What a stack is judged by, beside its file. */
export interface JudgedOptions {
  /** The file of facts that a probe has found, laid over those of the stack file. */
  readonly facts?: string | undefined;
  /** Whether the cluster is asked which Kubernetes and servers it runs, and for facts. @default - false */
  readonly live?: boolean | undefined;
  /** What decides first between routes. @default - fewest hops */
  readonly cost?: readonly CostCriterion[] | undefined;
}

export interface PlanOptions extends Omit<StackOptions, "rehearsal">, JudgedOptions {
  /** Destinations: `halo=0.5.46`, `halo/kingdom=0.5.46`, `halo=latest`. @default - those of the stack file */
  readonly set?: readonly string[] | undefined;
  /** The file that says what is deployed. @default - what the stack file declares is taken for deployed */
  readonly deployed?: string | undefined;
  /** Whether it says what would become of every resource. @default - true */
  readonly diff?: boolean | undefined;
}

/** What both `preview` and all that moves a stack take. */
export interface MovingOptions extends StackOptions, JudgedOptions {
  /** The policy pack's configuration, by policy. @default - each policy's defaults */
  readonly policyConfig?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  /** When it is aborted, what is under way is finished, nothing more is begun, and the run is cancelled. */
  readonly signal?: AbortSignal | undefined;
}

/** How a run is watched. */
export interface WatchedOptions {
  /** Called with what happens, in order, as it happens; it must not throw. */
  readonly onEvent?: ((event: CarriedEvent) => void) | undefined;
}

export interface UpgradeOptions extends MovingOptions, WatchedOptions {
  /** Exactly what was previewed and reviewed, or the file that it is in. @default - whatever the gates allow */
  readonly plan?: ReviewedPlan | string | undefined;
  /** Whether what failed before is tried again. @default - false */
  readonly retry?: boolean | undefined;
  /** @default - stop */
  readonly onFailure?: OnFailure | undefined;
  /** Components that may climb again to what they were gone back from. */
  readonly climbAgain?: readonly string[] | undefined;
  /** How long what each hop has rolled out is watched, up to a day. @default - 0 */
  readonly soakSeconds?: number | undefined;
}

export interface RollbackOptions extends MovingOptions, WatchedOptions {
  /** A release, a time, or part of a message. @default - the newest update with older releases */
  readonly to?: string | undefined;
  /** Only this component. @default - all of them */
  readonly component?: string | undefined;
  /** Whether data that was written after a backup may be lost, where going back needs one restored. @default - false */
  readonly loseData?: boolean | undefined;
  /** Whether the stack file is written; without it the report's patch is left to be applied. @default - true */
  readonly writeStackFile?: boolean | undefined;
  readonly retry?: boolean | undefined;
}

export interface StatusOptions extends StackOptions {
  /** Whether the engine is asked what it would change. @default - false */
  readonly expectNoChanges?: boolean | undefined;
  /** Whether the cluster is left alone. @default - false */
  readonly offline?: boolean | undefined;
}

export interface VerifyOptions extends StackOptions {
  /** Stops it; what it has started is still removed. */
  readonly signal?: AbortSignal | undefined;
}
