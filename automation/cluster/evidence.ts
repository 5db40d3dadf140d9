import { ClusterError, type Cluster, type KubernetesObject } from "./cluster";
import type { ClusterEvent, ContainerLog, Diagnosis, FailedObject, PullSecret } from "./diagnosis";
import { eventsOf, type Concerned } from "./events";
import { containersOf, neededBy, type Needed, type Pod } from "./pods";
import { isSecretName } from "./redact";
import { mostLines, safeLines } from "./safeText";
import { newestReplicaSet, selectorOf, tellingPods, workloadOf, type Workload } from "./workload";

/** What the cluster knows about one failed object. */
export interface Evidence {
  readonly object: FailedObject;
  /** Undefined where it is not there, or could not be asked for. */
  readonly workload: Workload | undefined;
  /** A Deployment's newest. */
  readonly replicaSet: Workload | undefined;
  /** Those that say most about the failure. */
  readonly pods: readonly Pod[];
  readonly events: readonly ClusterEvent[];
  readonly logs: readonly ContainerLog[];
  readonly pullSecrets: readonly PullSecret[];
  /** What the Pods can't start without, and is not there. */
  readonly missing: readonly (Needed & { readonly pod: string })[];
  readonly unknown: Diagnosis["unknown"];
  /** Values of environment variables that are secrets by their names. None may be shown. */
  readonly secrets: readonly string[];
}

/** One or two Pods say all that the others would. */
const mostPods = 2;

/** Asks a cluster for everything that may say why an object failed. What can't be asked for is `unknown`. */
export async function gather(cluster: Cluster, object: FailedObject): Promise<Evidence> {
  const { kind, namespace, name } = object;
  const unknown: { what: string; why: string }[] = [];
  const tried = async <T>(what: string, asked: Promise<T>): Promise<T | undefined> => {
    try {
      return await asked;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      unknown.push({ what, why: error.message });
      return undefined;
    }
  };
  const listed = async (what: string, kinds: readonly string[], selector?: string): Promise<readonly KubernetesObject[]> =>
    await tried(what, cluster.list({ kinds, namespace, selector })) ?? [];

  const found = await tried(`the ${kind} ${name}`, cluster.get({ kind: resources[kind], namespace, name }));
  const workload = found && workloadOf(found);
  const selector = workload && selectorOf(workload);
  const replicaSet = workload && kind === "Deployment"
    ? newestReplicaSet(workload, await listed("its ReplicaSets", ["replicasets.apps"], selector)) : undefined;
  const owner = kind === "Deployment" ? replicaSet : workload;
  const pods = owner ? tellingPods(owner, await listed("its Pods", ["pods"], selector)).slice(0, mostPods) : [];
  const secrets = secretValues(pods);

  const concerned = [
    { kind, name, uid: workload?.metadata.uid ?? "" },
    ...(replicaSet ? [{ kind: "ReplicaSet", ...replicaSet.metadata }] : []),
    ...pods.map(({ metadata }) => ({ kind: "Pod", ...metadata })),
  ].map((one): Concerned => ({ kind: one.kind, name: one.name, uid: one.uid }));
  // A Job that ran into its deadline has no Pods any more; what happened to them is still told for an hour.
  const gone: readonly Concerned[] = kind === "Job" && pods.length === 0 ? [{ kind: "Pod", name, uid: "", made: true }] : [];
  const events = eventsOf(await listed("the events", ["events"]), [...concerned, ...gone]);

  const logs: ContainerLog[] = [];
  for (const { pod, container, previous } of logsWorthReading(pods)) {
    const what = `the ${previous ? "earlier " : ""}log of container ${container} of ${pod}`;
    const text = await tried(what, cluster.log({ namespace, pod, container, previous, lines: mostLines }));
    if (text !== undefined) logs.push({ pod, container, previous, lines: safeLines(text, secrets) });
  }

  const exists = async (needed: Needed): Promise<boolean | "unknown"> => {
    const asked = await tried(`whether there is a ${needed.kind} ${needed.name}`,
      cluster.get({ kind: needed.kind.toLowerCase(), namespace, name: needed.name }).then((one) => one !== undefined));
    return asked ?? "unknown";
  };
  const pullSecrets: PullSecret[] = [];
  for (const secret of new Set(pods.flatMap(({ spec }) => spec.imagePullSecrets.map((one) => one.name)))) {
    const usedBy = pods.filter(({ spec }) => spec.imagePullSecrets.some((one) => one.name === secret)).map(({ metadata }) => metadata.name);
    pullSecrets.push({ name: secret, exists: await exists({ kind: "Secret", name: secret }), usedBy });
  }
  const missing: (Needed & { pod: string })[] = [];
  for (const pod of pods.filter(({ status }) => status.phase === "Pending")) {
    for (const needed of neededBy(pod)) if (await exists(needed) === false) missing.push({ ...needed, pod: pod.metadata.name });
  }
  return { object, workload, replicaSet, pods, events, logs, pullSecrets, missing, unknown, secrets };
}

/** As kubectl takes them, whatever else in the cluster is called so. */
const resources = { Job: "jobs.batch", Deployment: "deployments.apps", StatefulSet: "statefulsets.apps" } as const;

/** Written out in the Pod itself, where they should not stand. */
function secretValues(pods: readonly Pod[]): string[] {
  return pods.flatMap((pod) => containersOf(pod).flatMap(({ env }) =>
    env.flatMap(({ name, value }) => value !== undefined && isSecretName(name) ? [value] : [])));
}

/** Of containers that ended badly, or run and are not ready: the run that is, and the one before it. */
function logsWorthReading(pods: readonly Pod[]): Omit<ContainerLog, "lines">[] {
  return pods.flatMap((pod) => containersOf(pod).flatMap(({ name, status }) => {
    if (!status) return [];
    const { state: { waiting, running, terminated }, lastState } = status;
    const log = (previous: boolean) => ({ pod: pod.metadata.name, container: name, previous });
    const earlier = lastState.terminated ? [log(true)] : [];
    if (running && !status.ready) return [log(false), ...earlier];
    // What ran before this wait is the earlier run.
    if (waiting) return earlier;
    return terminated && terminated.exitCode !== 0 ? [log(false), ...earlier] : [];
  }));
}
