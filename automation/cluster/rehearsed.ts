import { annotations } from "../../components/core/labels";
import { readable, type Properties, type Value } from "../../engines/rehearsal/values";
import type { RehearsedObject } from "../../engines/rehearsal/cluster";
import type { Store } from "../../engines/rehearsal/store";
import type { Cluster, KubernetesObject, ObjectName, ObjectQuery } from "./cluster";

/**
 * A rehearsal's cluster, asked as a real one is: its objects with the status that a controller would have given them, and
 * a Pod for each Job, whose termination message is the backup's id where it is a backup. It has no logs and no events.
 */
export function rehearsedCluster(store: Store, clock: () => Date): Cluster {
  const all = (): KubernetesObject[] => {
    store.reload();
    const known = Object.values(store.cluster.objects).map((one) => objectOf(one, clock()));
    return [...known, ...known.filter(({ kind }) => kind === "Job").map(podOf)];
  };
  return {
    version: () => Promise.resolve("v1.31.0-rehearsed"),
    get: (name) => Promise.resolve(all().find((object) => isCalled(object, name))),
    list: (query) => Promise.resolve(all().filter((object) => isAmong(object, query))),
    log: () => Promise.resolve(""),
    create: (object) => {
      const { namespace = "default", name } = object.metadata;
      const settled = clock().toISOString();
      store.cluster.objects[`${object.apiVersion}/${object.kind}/${namespace}/${name}`] = { manifest: object as unknown as Properties, settled };
      store.save();
      return Promise.resolve();
    },
    delete: ({ kind, namespace = "default", name }) => {
      for (const key of Object.keys(store.cluster.objects)) {
        if (key.toLowerCase().endsWith(`/${singular(kind)}/${namespace}/${name}`.toLowerCase())) Reflect.deleteProperty(store.cluster.objects, key);
      }
      store.save();
      return Promise.resolve();
    },
  };
}

function objectOf({ manifest, settled, failure }: RehearsedObject, now: Date): KubernetesObject {
  const object = readable(manifest as Value) as unknown as KubernetesObject;
  const status = statusOf(object, failure, settled, now.getTime() >= Date.parse(settled));
  return { ...object, metadata: { ...object.metadata, generation: 1, creationTimestamp: settled }, ...(status && { status }) };
}

function statusOf(
  { kind, spec }: KubernetesObject, failure: string | undefined, settled: string, ended: boolean,
): Readonly<Record<string, unknown>> | undefined {
  const condition = (type: string, status: boolean, more: object = {}) => ({ type, status: status ? "True" : "False", lastTransitionTime: settled, ...more });
  if (kind === "Job") {
    if (!ended) return { active: 1 };
    if (failure !== undefined) return { failed: 1, conditions: [condition("Failed", true, { reason: "BackoffLimitExceeded", message: failure })] };
    return { succeeded: 1, completionTime: settled, conditions: [condition("Complete", true)] };
  }
  if (!["Deployment", "StatefulSet", "DaemonSet"].includes(kind)) return undefined;
  const replicas = typeof spec?.["replicas"] === "number" ? spec["replicas"] : 1;
  const ready = ended && failure === undefined ? replicas : 0;
  return {
    observedGeneration: 1, replicas, updatedReplicas: replicas, readyReplicas: ready, availableReplicas: ready,
    conditions: [condition("Available", ready === replicas), condition("Progressing", failure === undefined)],
  };
}

/** What a Job runs: a component's phase Job always says it. */
interface PodTemplate {
  readonly metadata?: Pick<KubernetesObject["metadata"], "labels" | "annotations">;
  readonly spec: { readonly containers: readonly { readonly name: string }[] };
}

/** The Pod that a Job has run, or runs. */
function podOf(job: KubernetesObject): KubernetesObject {
  const { name, namespace = "default" } = job.metadata;
  const { metadata, spec } = job.spec?.["template"] as PodTemplate;
  const settled = String(job.metadata.creationTimestamp);
  const phase = metadata?.annotations?.[annotations.phase];
  const [owner = ""] = /^.*(?=-backup-)/.exec(name) ?? [];
  const message = phase === "backup" ? `${owner}-${settled.slice(0, 19).replace(/[-:]/g, "").replace("T", "-")}` : "";
  const exitCode = job.status?.["failed"] === undefined ? 0 : 1;
  const running = job.status?.["active"] === 1;
  const state = running ? { running: {} } : { terminated: { exitCode, ...(exitCode === 0 && message !== "" && { message }) } };
  return {
    apiVersion: "v1",
    kind: "Pod",
    spec,
    metadata: {
      ...metadata, name: `${name}-rehearsed`, namespace, creationTimestamp: settled,
      labels: { ...metadata?.labels, "batch.kubernetes.io/job-name": name },
    },
    status: {
      phase: running ? "Running" : exitCode === 0 ? "Succeeded" : "Failed",
      containerStatuses: spec.containers.map(({ name: container }) => ({ name: container, state })),
    },
  };
}

function isCalled({ kind, metadata }: KubernetesObject, asked: ObjectName): boolean {
  return kind.toLowerCase() === singular(asked.kind) && metadata.name === asked.name && (metadata.namespace ?? "default") === (asked.namespace ?? "default");
}

function isAmong({ kind, metadata }: KubernetesObject, { kinds, namespace, selector = "" }: ObjectQuery): boolean {
  return kinds.some((one) => singular(one) === kind.toLowerCase()) && (namespace === undefined || metadata.namespace === namespace) &&
    selector.split(",").filter(Boolean).every((term) => {
      const [key = "", value = ""] = term.split("=");
      return metadata.labels?.[key] === value;
    });
}

/** `job` for `jobs`, `Job` and `jobs.batch`. */
function singular(kind: string): string {
  const [word = ""] = kind.toLowerCase().split(".");
  return word.replace(/ies$/, "y").replace(/(?<=ss)es$|(?<!s)s$/, "");
}
