import type { InstallationState } from "../../upgrades/installationState";
import type { Reason } from "../../upgrades/reason";

/** What can differ between what is declared, what the state says is deployed, and what is really there. */
export const driftIds = [
  /** The stack file asks for something else than what is deployed. */
  "not-deployed",
  /** Deployed, and no longer in the stack file. */
  "not-declared",
  /** The last update did not reach its end, or stands between the stages of a hop. */
  "unfinished",
  /** The stack file asks for a release that the catalog does not have. */
  "not-in-catalog",
  /** An object of the state is not in the cluster, or is on its way out. */
  "object-missing",
  /** An object carries another release than the state says. */
  "live-version",
  /** A container has another image than the state says. */
  "live-image",
  /** A setting of an object is another than the state says. */
  "live-setting",
  /** Somebody set another number of replicas, or none. */
  "scaled-by-hand",
  /** A roll-out was paused, or a schedule suspended. */
  "paused",
  /** A workload is not rolled out, or not all of it is ready. */
  "not-ready",
  /** The Job of a phase has failed. */
  "job-failed",
  /** The engine would change something although the settings are the deployed ones. */
  "engine-would-change",
  /** It could not be found out. */
  "unknown",
] as const;
export type DriftId = (typeof driftIds)[number];

export interface Drift {
  readonly id: DriftId;
  readonly message: string;
  /** What to do about it. Never to delete data, a volume, a namespace or state. */
  readonly remedy: string;
}

/** Whether all is as it was declared. What differs is known to differ, whatever else is unknown. */
export type StatusVerdict = "as declared" | "differs" | "unknown";

/** What the Jobs of a component came to, by their names in the cluster. */
export interface JobsSeen {
  readonly finished: readonly string[];
  readonly failed: readonly string[];
  readonly running: readonly string[];
  /** In the state and no longer in the cluster. A refresh of the stack would forget them. */
  readonly deleted: readonly string[];
}

/** What the cluster has of a component's objects. */
export interface Observed {
  /** The releases that its objects carry, in the order of versions; one, where all is well. */
  readonly versions: readonly string[];
  readonly objects: { readonly present: number; readonly of: number };
  /**
   * Workloads (Deployments, StatefulSets, DaemonSets) that are rolled out and ready, and how many there are. Stopped are
   * those of the ready ones that have no replica, as it was asked of them.
   */
  readonly ready: { readonly workloads: number; readonly of: number; readonly stopped: number };
  readonly jobs: JobsSeen;
  readonly drift: readonly Drift[];
}

/** Not asked, or not answered. */
export interface NotObserved {
  readonly unknown: string;
}

export type Live = Observed | NotObserved;

export interface ComponentStatus {
  /** `<system>/<name>` */
  readonly component: string;
  /** The release that the stack file asks for; null where it has no such component. */
  readonly declared: string | null;
  readonly deployed: InstallationState;
  /** Null where the state has nothing that could be looked for. */
  readonly live: Omit<Observed, "drift"> | NotObserved | null;
  readonly verdict: StatusVerdict;
  readonly drift: readonly Drift[];
  /** The releases that may follow in one hop, oldest first; none where it is not known what is deployed. */
  readonly available: readonly string[];
  /** The newest release that can be entered at all, in the channel that is followed; null where there is none. */
  readonly newest: string | null;
  /** The newest of those that may follow, and what has to be seen to before. */
  readonly next: { readonly version: string; readonly open: readonly Reason[] } | null;
}

/** Declared, deployed and live, side by side. */
export interface StackStatus {
  readonly schema: "stepwise/status/v1";
  readonly stack: string;
  readonly verdict: StatusVerdict;
  readonly components: readonly ComponentStatus[];
  /** Objects of the stack that belong to no component, such as what all in a namespace share. */
  readonly shared: { readonly live: Omit<Observed, "drift"> | NotObserved | null; readonly drift: readonly Drift[] };
  /** What the engine would change; null where it was not asked. */
  readonly engine: { readonly drift: readonly Drift[] } | null;
}

export function verdictOf(drift: readonly Drift[]): StatusVerdict {
  if (drift.some(({ id }) => id !== "unknown")) return "differs";
  return drift.length > 0 ? "unknown" : "as declared";
}
