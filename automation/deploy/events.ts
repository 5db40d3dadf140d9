import type { Stage } from "../../config/versioned";
import type { HeldLock, PolicyViolation } from "../../engines/engine";
import type { HopChange, ResourceChange } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import type { Diagnosis } from "../cluster/diagnosis";
import type { UpKind } from "./message";

/** An object that is worked on, and whose part of the hop it is. */
export interface WorkedOn {
  readonly component: string;
  /** `quiesce` and `rollout` for what is no Job of a phase. */
  readonly phase: string;
  /** `Job kingdom-migrate` */
  readonly object: string;
}

/** What happens while a plan is carried out, in order; `up --json` prints one a line. */
export type UpgradeEvent =
  | { readonly event: "planned"; readonly hops: number; readonly resuming: readonly string[] }
  /** What an earlier run began and did not live to see the end of, as the cluster has it now. */
  | { readonly event: "found"; readonly object: string; readonly component: string; readonly phase: string; readonly is: string }
  | {
    readonly event: "up-started"; readonly hop: number; readonly of: number; readonly stage: Stage | undefined; readonly kind: UpKind;
    readonly changes: readonly HopChange[]; readonly message: string;
  }
  | { readonly event: "previewed"; readonly operations: Readonly<Partial<Record<ResourceChange["op"], number>>> }
  | { readonly event: "step-started" } & WorkedOn & { readonly op: ResourceChange["op"] }
  | { readonly event: "waiting" } & WorkedOn & { readonly seconds: number; readonly message: string }
  | { readonly event: "step-ended" } & WorkedOn & { readonly op: ResourceChange["op"]; readonly result: "succeeded" | "failed"; readonly seconds: number }
  | { readonly event: "backup-noted"; readonly component: string; readonly backup: string }
  | { readonly event: "warning"; readonly message: string }
  | { readonly event: "refused"; readonly reasons: readonly Reason[]; readonly violations: readonly PolicyViolation[] }
  | { readonly event: "locked"; readonly lock: HeldLock }
  | { readonly event: "diagnosis"; readonly diagnosis: Diagnosis }
  | { readonly event: "up-ended"; readonly hop: number; readonly stage: Stage | undefined; readonly result: "succeeded" | "failed"; readonly seconds: number }
  /** What a hop has rolled out is watched for so many seconds. */
  | { readonly event: "soak-started"; readonly hop: number; readonly components: readonly string[]; readonly seconds: number }
  | { readonly event: "soak-ended"; readonly hop: number; readonly result: "steady" | "unsteady" | "unknown" | "cancelled"; readonly seconds: number };

export type OnEvent = (event: UpgradeEvent) => void;
