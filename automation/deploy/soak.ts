import { ClusterError, type Cluster, type KubernetesObject } from "../cluster/cluster";
import { safeLine } from "../cluster/safeText";
import type { Clock } from "../verify/runCheck";
import { podMetrics, useOf, type Streaks } from "./resourceUse";
import { notReadyAtLast, sightingOf, soaked, type Sighting, type Unsteady, type Watched } from "./soaked";

/** Between two looks, in milliseconds. */
const interval = 10_000;
/** What is not ready when the time is over has so long to become so, in milliseconds: an autoscaler may have just begun. */
const settling = 60_000;
/** How often in a row the cluster may fail to answer. */
const mostFailures = 5;

export interface SoakRun {
  readonly cluster: Cluster;
  readonly watched: readonly Watched[];
  /** How long they are watched. */
  readonly seconds: number;
  readonly clock: Clock;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Called once, with why, where what Pods use can't be asked for; the rest is watched all the same. */
  readonly onUnmeasured: (why: string) => void;
}

/** How a watch ended. `unknown`: the cluster could not be asked, which is never to be taken for fine. */
export type Soak =
  | { readonly result: "steady" | "cancelled" }
  | { readonly result: "unsteady"; readonly findings: readonly Unsteady[] }
  | { readonly result: "unknown"; readonly why: string };

/** Watches workloads for a time, and ends at the first look that finds something wrong. Nothing is changed. */
export async function soak(run: SoakRun): Promise<Soak> {
  const { cluster, watched, seconds, clock, signal } = run;
  const until = clock.elapsed() + seconds * 1000;
  const measure = measuring(run);
  let before: readonly Sighting[] | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const now = await look(cluster, watched);
      failures = 0;
      const findings = [...before?.flatMap((one, at) => soaked(one, now[at]!)) ?? [], ...await measure(now)];
      if (findings.length > 0) return { result: "unsteady", findings };
      const over = clock.elapsed() - until;
      if (before && over >= 0) {
        const missing = now.flatMap(notReadyAtLast);
        if (missing.length === 0) return { result: "steady" };
        if (over >= settling) return { result: "unsteady", findings: missing };
      }
      before = now;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      failures++;
      if (failures >= mostFailures) return { result: "unknown", why: safeLine(error.message) };
    }
    const left = until - clock.elapsed();
    await clock.pause(left > 0 ? Math.min(interval, left) : interval, signal);
  }
  return { result: "cancelled" };
}

/** Judges what Pods use at one look after the other. A cluster that can't say it once is not asked again. */
function measuring({ cluster, watched, onUnmeasured }: SoakRun): (now: readonly Sighting[]) => Promise<readonly Unsteady[]> {
  const namespaces = [...new Set(watched.map(({ namespace }) => namespace))];
  let streaks: Streaks | undefined = new Map();
  return async (now) => {
    if (!streaks) return [];
    try {
      const metrics = await Promise.all(namespaces.map((namespace) => cluster.list({ kinds: [podMetrics], namespace })));
      const use = useOf(now, metrics.flat(), streaks);
      ({ streaks } = use);
      return use.findings;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      streaks = undefined;
      onUnmeasured(safeLine(error.message));
      return [];
    }
  };
}

/** All of them, one question for each namespace, in the order of `watched`. */
async function look(cluster: Cluster, watched: readonly Watched[]): Promise<Sighting[]> {
  const objects = new Map<string, readonly KubernetesObject[]>();
  for (const namespace of new Set(watched.map((one) => one.namespace))) {
    const own = watched.filter((one) => one.namespace === namespace).flatMap(({ kind }) => kindsOf[kind]);
    objects.set(namespace, await cluster.list({ kinds: [...new Set([...own, "pods", "events"])], namespace }));
  }
  return watched.map((one) => sightingOf(one, objects.get(one.namespace)!));
}

/** As kubectl takes them, whatever else in the cluster is called so. */
const kindsOf: Readonly<Record<Watched["kind"], readonly string[]>> = {
  Deployment: ["deployments.apps", "replicasets.apps"], StatefulSet: ["statefulsets.apps"],
};
