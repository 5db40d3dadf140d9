import { compareVersions } from "../../releases/version";
import { kubernetesVersion, mayFollow, type KubernetesVersion } from "./kubernetesVersion";

export interface WorkerPlanStep {
  readonly part: "control-plane" | "workers";
  readonly from: string;
  readonly to: string;
}

/** The steps in their order, or why there is no plan. */
export type WorkerPlan = { readonly steps: readonly WorkerPlanStep[] } | { readonly problem: string };

/**
 * How many minors a kubelet may be older than its API server: three, or two when it is older than 1.25.
 * https://kubernetes.io/releases/version-skew-policy/#kubelet
 */
export function kubeletSkew({ major, minor }: KubernetesVersion): number {
  return major === 1 && minor < 25 ? 2 : 3;
}

/**
 * A control plane's route with the fewest steps of its workers in between, as Cluster API plans them: workers wait until the
 * control plane could not go on without leaving them too far behind, then go to its version, and at the end to the last. A
 * kubelet is never newer than the API server.
 * https://github.com/kubernetes-sigs/cluster-api/blob/main/exp/topology/desiredstate/upgrade_plan.go
 * @param route the versions of the control plane, the deployed one first
 * @param workers the oldest version among the workers
 * @param limit how many minors workers of a version may be older than the control plane
 */
export function workerPlan(
  route: readonly string[],
  workers: string,
  limit: (workers: KubernetesVersion) => number = kubeletSkew,
): WorkerPlan {
  const versions = new Map<string, KubernetesVersion>();
  for (const text of [workers, ...route]) {
    const version = kubernetesVersion(text);
    if (!version) return { problem: `found ${JSON.stringify(text)}, expected a version of Kubernetes such as v1.33.4` };
    versions.set(text, version);
  }
  const tooOld = (controlPlane: string): boolean => {
    const [above, below] = [versions.get(controlPlane)!, versions.get(at)!];
    return above.major !== below.major || above.minor - below.minor > limit(below);
  };
  let at = workers;
  const [first, last] = [route[0], route.at(-1)];
  if (first === undefined || last === undefined) return { problem: "found no version of the control plane, expected the deployed one at least" };
  if (compareVersions(versions.get(workers)!.core, versions.get(first)!.core) > 0) {
    return { problem: `workers at ${workers} are newer than the control plane at ${first}, which no kubelet may be` };
  }
  if (tooOld(first)) return { problem: `workers at ${workers} are more minors older than the control plane at ${first} than they may be` };

  const steps: WorkerPlanStep[] = [];
  const moveWorkers = (to: string): void => {
    if (at !== to) steps.push({ part: "workers", from: at, to });
    at = to;
  };
  for (const [i, to] of route.slice(1).entries()) {
    const from = route[i]!;
    if (!mayFollow(versions.get(from)!, versions.get(to)!, true)) return { problem: `a control plane may not go from ${from} to ${to} in one step` };
    if (tooOld(to)) moveWorkers(from);
    if (tooOld(to)) return { problem: `workers at ${at} would be more minors older than the control plane at ${to} than they may be` };
    steps.push({ part: "control-plane", from, to });
  }
  moveWorkers(last);
  return { steps };
}
