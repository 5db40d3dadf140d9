import type { LiveObject } from "./liveObject";

const workloads = new Map<string, (live: LiveObject) => string | undefined>([
  ["Deployment", deployment], ["StatefulSet", statefulSet], ["DaemonSet", daemonSet],
]);

/** Whether objects of this kind keep Pods running. */
export function isWorkload(kind: string): boolean {
  return workloads.has(kind);
}

/**
 * Why a workload is not rolled out and ready; undefined where it is, and for what is no workload. By the rules of
 * `kubectl rollout status`: the controller must have seen the newest generation, or its counts are about another one.
 * https://github.com/kubernetes/kubectl/blob/master/pkg/polymorphichelpers/rollout_status.go
 */
export function notReady(kind: string, live: LiveObject): string | undefined {
  const rule = workloads.get(kind);
  if (!rule) return undefined;
  const isBehind = live.status.observedGeneration < live.metadata.generation;
  return isBehind ? "its controller has not seen its newest generation yet" : rule(live);
}

function deployment({ spec, status }: LiveObject): string | undefined {
  const wanted = replicasOf(spec["replicas"]);
  const stuck = status.conditions.find(({ type, status: is }) =>
    (type === "Progressing" && is === "False") || (type === "ReplicaFailure" && is === "True"));
  const because = stuck ? ` (${[stuck.reason, stuck.message].filter(Boolean).join(": ")})` : "";
  if (status.updatedReplicas < wanted) return `${status.updatedReplicas} of ${wanted} replicas are of its newest revision${because}`;
  if (status.replicas > status.updatedReplicas) return `${status.replicas - status.updatedReplicas} replicas of an older revision still run${because}`;
  if (status.availableReplicas < wanted) return `${status.availableReplicas} of ${wanted} replicas are available${because}`;
  return undefined;
}

function statefulSet({ spec, status }: LiveObject): string | undefined {
  const wanted = replicasOf(spec["replicas"]);
  if (status.readyReplicas < wanted) return `${status.readyReplicas} of ${wanted} replicas are ready`;
  // Where the revisions differ, Pods are still to be replaced: by the controller, or, with OnDelete and partitions, by hand.
  if (status.updateRevision !== undefined && status.updateRevision !== status.currentRevision && status.updatedReplicas < wanted) {
    return `${status.updatedReplicas} of ${wanted} replicas are of its newest revision`;
  }
  return undefined;
}

function daemonSet({ status }: LiveObject): string | undefined {
  const wanted = status.desiredNumberScheduled;
  if (status.updatedNumberScheduled < wanted) return `${status.updatedNumberScheduled} of ${wanted} Pods are of its newest revision`;
  if (status.numberAvailable < wanted) return `${status.numberAvailable} of ${wanted} Pods are available`;
  return undefined;
}

/** What is not stated is one, as the API server fills in. */
function replicasOf(stated: unknown): number {
  return typeof stated === "number" ? stated : 1;
}

export type JobEnd = { readonly end: "finished" | "running" } | { readonly end: "failed"; readonly why: string };

/** How a Job ended, by its conditions; counts of Pods do not say it. */
export function jobEnd({ status }: LiveObject): JobEnd {
  const holds = (type: string) => status.conditions.find((one) => one.type === type && one.status === "True");
  const failed = holds("Failed");
  if (failed) return { end: "failed", why: [failed.reason, failed.message].filter(Boolean).join(": ") || "no reason is given" };
  return { end: holds("Complete") ? "finished" : "running" };
}
