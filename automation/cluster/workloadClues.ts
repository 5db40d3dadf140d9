import type { Clue, ClusterEvent } from "./diagnosis";
import { newest } from "./events";
import { refusedPod } from "./startClues";
import type { Workload } from "./workload";

/**
 * What a workload itself and its events say about why it failed.
 * @param replicaSet a Deployment's newest
 */
export function workloadClues(workload: Workload, replicaSet: Workload | undefined, events: readonly ClusterEvent[]): Clue[] {
  const makers = [workload, ...(replicaSet ? [replicaSet] : [])];
  const refused = makers.flatMap(({ status }) => status.conditions)
    .find(({ type, status, reason }) => type === "ReplicaFailure" && status === "True" && reason === "FailedCreate")?.message
    ?? newest("FailedCreate", events.filter(({ object }) => makers.some(({ kind, metadata }) => object === `${kind}/${metadata.name}`)))?.message;
  return [...(refused === undefined ? [] : [refusedPod(refused)]), ...conditionClues(workload)];
}

function conditionClues({ kind, metadata, status }: Workload): Clue[] {
  const name = `${kind} ${metadata.name}`;
  const clue = (what: string, detail: string, next: string): Clue => ({ what, detail: `${name} ${detail}`, next, weight: "consequence" });
  if (status.observedGeneration !== undefined && status.observedGeneration < metadata.generation) {
    return [clue("not observed", "was changed and its controller has not looked at it", "see that kube-controller-manager is well")];
  }
  return status.conditions.flatMap(({ type, status: is, reason, message }): Clue[] => {
    if (kind === "Job" && type === "Complete" && is === "True") {
      return [clue("Complete", "has finished well in the meantime", "try again: what it had to do is done")];
    }
    if (kind === "Job" && type === "Failed" && is === "True") {
      switch (reason) {
        case "BackoffLimitExceeded": return [clue(reason, "failed as often as it may", "mend what ended its Pods, and try again")];
        case "DeadlineExceeded": return [clue(reason, "did not finish within its deadline; its Pods were ended, and their logs went with them",
          "see what it waited for; the next try starts it anew")];
        default: return [clue(reason || "Failed", `failed${message === "" ? "" : `: ${message}`}`, "mend what ended its Pods, and try again")];
      }
    }
    if (type === "Progressing" && is === "False") {
      return [clue(reason || "not progressing", "did not become ready in its time", "mend what keeps its Pods from becoming ready, and try again")];
    }
    return [];
  });
}
