/** What failed: a phase of a component, and the objects of it that did not become what they should. */
export interface Subject {
  /** The component's id, `<system>/<name>`. */
  readonly component: string;
  readonly phase: string;
  readonly objects: readonly FailedObject[];
}

export interface FailedObject {
  readonly kind: "Job" | "Deployment" | "StatefulSet";
  readonly namespace: string;
  readonly name: string;
}

/** What was found out about a failed phase. Everything in it may be shown: it holds no secrets and no control characters. */
export interface Diagnosis {
  readonly component: string;
  readonly phase: string;
  /** The object that the summary is about. */
  readonly object: FailedObject;
  /** The likeliest cause, in one sentence. */
  readonly summary: string;
  /** The likeliest first. */
  readonly findings: readonly Finding[];
  readonly logs: readonly ContainerLog[];
  /** The oldest first. */
  readonly events: readonly ClusterEvent[];
  readonly images: readonly ImageState[];
  readonly pullSecrets: readonly PullSecret[];
  readonly databases: readonly DatabaseTrouble[];
  /** What to do, the most useful first. */
  readonly next: readonly string[];
  /** What could not be found out, and why. None of it is to be taken for fine. */
  readonly unknown: readonly { readonly what: string; readonly why: string }[];
}

export interface Finding {
  /** In the words of Kubernetes where it has some: `ImagePullBackOff`, `OOMKilled`. */
  readonly what: string;
  readonly detail: string;
}

/** A finding, and what it is worth. */
export interface Clue extends Finding {
  /** What to do about it. */
  readonly next: string;
  readonly weight: Weight;
}

/** How near a finding is to the cause, the nearest first: what ends a Pod before it starts is no consequence of anything else. */
export const weights = ["cannot start", "cannot reach", "ended", "not ready", "consequence"] as const;
export type Weight = (typeof weights)[number];

export interface ContainerLog {
  readonly pod: string;
  readonly container: string;
  /** Of the container's run before its last restart. */
  readonly previous: boolean;
  readonly lines: readonly string[];
}

export interface ClusterEvent {
  /** In UTC; empty where the cluster does not say. */
  readonly time: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** `Pod/kingdom-migrate-0-5-46-x7x2p` */
  readonly object: string;
}

export interface ImageState {
  readonly pod: string;
  readonly container: string;
  readonly image: string;
  /** `pulled`, `not pulled yet`, or why it can't be pulled, as the cluster names it. */
  readonly state: string;
}

export interface PullSecret {
  readonly name: string;
  readonly exists: boolean | "unknown";
  /** The Pods that name it. */
  readonly usedBy: readonly string[];
}

/** A database that could not be used, judged from what a container said; nothing was connected to. */
export interface DatabaseTrouble {
  readonly database: "PostgreSQL" | "Spanner" | "Cloud SQL" | "a database";
  readonly problem: DatabaseProblem;
  readonly pod: string;
  readonly container: string;
  /** The line that says it. */
  readonly evidence: string;
}

export const databaseProblems = [
  "refused", "no such host", "timeout", "login refused", "not allowed", "not found", "no connection free", "starting", "locked", "encryption",
] as const;
export type DatabaseProblem = (typeof databaseProblems)[number];
