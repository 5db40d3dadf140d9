import type { Stage } from "../../config/versioned";
import type { Engine, ExportedStack, HeldLock, Outcome, PolicyPackRun } from "../../engines/engine";
import type { Catalog } from "../../releases/catalog";
import type { InstallationState } from "../../upgrades/installationState";
import type { Hop, Plan } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import type { Cluster } from "../cluster/cluster";
import type { GitPlace } from "../git";
import type { Diagnosis } from "../cluster/diagnosis";
import type { PlanRequest } from "../request";
import type { OnEvent } from "./events";
import type { UpKind } from "./message";
import type { ReviewedPlan } from "./reviewed";

export type OnFailure = "stop" | "rollback";

/** What a run is to do, and with what. */
export interface UpgradeRun {
  /** Where the stack should go; where it is, is asked of the engine. */
  readonly request: PlanRequest;
  readonly catalogs: ReadonlyMap<string, Catalog>;
  readonly engine: Engine;
  /** Who is asked about Jobs, Pods and backups; undefined where the stack has no cluster. */
  readonly cluster: Cluster | undefined;
  readonly onFailure: OnFailure;
  /** The folder of the policy pack, which judges each step too; undefined for none. */
  readonly policyPack: string | undefined;
  /** What the pack is configured with, by policy; the installation states are added. @default - each policy's defaults */
  readonly policyConfig?: PolicyPackRun["config"] | undefined;
  /** Whether each `up` is previewed before it is made, so that a policy stops it before anything is touched. */
  readonly previews: boolean;
  /** Whether what failed may be tried again. */
  readonly retry: boolean;
  /** Nothing but what was reviewed. @default - whatever the gates allow */
  readonly reviewed?: { readonly plan: ReviewedPlan; readonly stackText: string; readonly git: GitPlace | undefined } | undefined;
  /** Said in the history. */
  readonly commit: string | undefined;
  /** Why a component may not be taken up although its catalog allows it; asked before a hop that goes up. */
  readonly climbReasons?: ((hop: Hop, states: ReadonlyMap<string, InstallationState>) => Promise<readonly Reason[]>) | undefined;
  readonly clock: () => Date;
  /** How long a run that lives may take to save what the cluster has finished, in milliseconds. */
  readonly grace: number;
  /** How long what a hop has rolled out is watched before anything else is begun, in seconds. @default - not at all */
  readonly soakSeconds?: number | undefined;
  readonly onEvent: OnEvent;
  /** When it is aborted, nothing more is begun, and the run is cancelled. */
  readonly signal?: AbortSignal | undefined;
  /** What the engine is told to end by, where that is another: a terminal's Ctrl-C reaches it by itself. @default - signal */
  readonly engineSignal?: AbortSignal | undefined;
}

/** One `up` that was made. */
export interface CarriedUp {
  readonly hop: Hop;
  /** Part of an offline hop; undefined for the last or only `up` of a hop. */
  readonly stage: Stage | undefined;
  readonly kind: UpKind;
  readonly message: string;
  readonly outcome: Outcome;
  /** What every component is afterwards, by the state that the engine saved. */
  readonly states: ReadonlyMap<string, InstallationState>;
}

/**
 * How a run ended. `blocked`: it was not allowed, and what was asked for last was not begun. `stopped`: a phase failed, and
 * it can be tried again. `needs a person`: it failed, and how to go on is not this program's to decide.
 */
export type Result = "reached" | "blocked" | "locked" | "cancelled" | "stopped" | "rolled back" | "needs a person";

export interface UpgradeResult {
  readonly stack: string;
  readonly result: Result;
  readonly ups: readonly CarriedUp[];
  /** What every component is at the end. */
  readonly states: ReadonlyMap<string, InstallationState>;
  /** Why it was blocked, and whose reason it is where it is one component's. */
  readonly reasons: readonly (Reason & { readonly component?: string })[];
  /** What was found out about phases that failed. */
  readonly diagnoses: readonly Diagnosis[];
  readonly lock?: HeldLock | undefined;
  /** What to do next, where something is left to do. */
  readonly next: readonly string[];
}

/** A hop of a plan that is walked. */
export interface WalkedHop {
  /** As the stack is found now. */
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly hop: Hop;
  /** How many hops the run has. */
  readonly of: number;
}

/** What a run has to tell when it ends, in whatever way. */
export interface Journal {
  readonly ups: CarriedUp[];
  readonly diagnoses: Diagnosis[];
}

/** A stack as the engine has it. */
export interface Look {
  readonly exported: ExportedStack;
  readonly states: ReadonlyMap<string, InstallationState>;
}

/** Ends a run from wherever it is. */
export class Ended extends Error {
  constructor(readonly result: Result, readonly found: Partial<Pick<UpgradeResult, "reasons" | "lock" | "next">> = {}) {
    super(result);
  }
}
