import type { ReturnedFrom, Stage } from "../../config/versioned";

/**
 * What one `up` does to one component. The decision is pure, so that the component, the plan and the rehearsal all
 * follow the same one.
 *
 * Going up: backup, migrate, roll out, verify. Going back (`returnedFrom`): restore where a backup is named, roll out,
 * verify; never migrate. An offline hop is three `up`s, because a Deployment has one goal state in each: `quiesce`
 * (the old release at zero replicas), then `migrate` or `restore` (the new release, still at zero), then the roll-out.
 * An update that did not finish is stopped by `halt` instead, which runs nothing of it again.
 */
export const phases = ["backup", "migrate", "restore", "rollout", "verify"] as const;
export type Phase = (typeof phases)[number];

/** A phase that is carried out by a Job of its own. */
export type JobPhase = Exclude<Phase, "rollout">;

/**
 * How a workload's data is migrated where no Job does it: before the workload starts, as it starts, or by whoever runs its
 * store, before the hop, which the catalog's preconditions then ask for.
 */
export const migrationModes = ["init-container", "application", "operator"] as const;
export type MigrationMode = (typeof migrationModes)[number];

/** What every versioned component is told. Plain values, never Outputs: an unknown version would disarm the gates. */
export interface VersionedArgs {
  readonly version: string;
  readonly returnedFrom?: ReturnedFrom | undefined;
  readonly stage?: Stage | undefined;
}

/** The phases whose Jobs exist at this goal state, in the order in which they run, with the roll-out between them. */
export function phasesOf(args: Omit<VersionedArgs, "version">): readonly Phase[] {
  if (args.stage === "halt") return [];
  const data: readonly Phase[] = args.returnedFrom
    ? args.returnedFrom.restore === undefined ? [] : ["restore"]
    : ["backup", "migrate"];
  // At zero replicas there is nothing to verify, so what was said of the release before must not be said of this one.
  // Quiescing keeps the Jobs of the deployed release as they are: only the replica counts change, and can change back.
  return args.stage === "migrate" || args.stage === "restore" ? data : [...data, "rollout", "verify"];
}

/** Whether workloads are held at zero replicas. */
export function isQuiesced(args: Pick<VersionedArgs, "stage">): boolean {
  return args.stage !== undefined;
}
