import { z } from "zod";
import type { KubernetesObject } from "./cluster";
import { isFine, podsIn, text, type Pod } from "./pods";

const condition = z.looseObject({ type: z.string(), status: z.string(), reason: text, message: text });
const expression = z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) });
const workloadSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    uid: text,
    generation: z.int().default(0),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.looseObject({
    selector: z.looseObject({
      matchLabels: z.record(z.string(), z.string()).default({}),
      matchExpressions: z.array(expression).default([]),
    }).prefault({}),
  }).prefault({}),
  status: z.looseObject({
    observedGeneration: z.int().optional(),
    updateRevision: text,
    conditions: z.array(condition).default([]),
  }).prefault({}),
});

/** A Job, Deployment, StatefulSet or ReplicaSet, as far as anything is read of it. */
export type Workload = z.infer<typeof workloadSchema>;

/** Undefined where the object is none that has Pods. */
export function workloadOf(object: KubernetesObject): Workload | undefined {
  const parsed = workloadSchema.safeParse(object);
  return parsed.success ? parsed.data : undefined;
}

/** The selector of a workload's Pods, as kubectl takes it. */
export function selectorOf({ spec: { selector } }: Workload): string {
  const labels = Object.entries(selector.matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = selector.matchExpressions.map(({ key, operator, values }) => {
    switch (operator) {
      case "Exists": return key;
      case "DoesNotExist": return `!${key}`;
      default: return `${key} ${operator.toLowerCase()} (${values.join(",")})`;
    }
  });
  return [...labels, ...expressions].join(",");
}

const revisionOf = ({ metadata }: Workload): number => Number(metadata.annotations["deployment.kubernetes.io/revision"] ?? 0);

/** A Deployment's ReplicaSet of its newest revision. By age it can't be told: going back takes up an old one again. */
export function newestReplicaSet(deployment: Workload, replicaSets: readonly KubernetesObject[]): Workload | undefined {
  return replicaSets.filter((object) => ownersOf(object).includes(deployment.metadata.uid))
    .flatMap((object) => workloadOf(object) ?? []).sort((a, b) => revisionOf(b) - revisionOf(a))[0];
}

/**
 * A workload's Pods that say why it failed, the most telling first: those of its newest revision that are not fine; the newest
 * one of a Job, and the newest that has been tried most often of a server.
 * @param owner the Job, StatefulSet or ReplicaSet that made them
 */
export function tellingPods(owner: Workload, objects: readonly KubernetesObject[]): Pod[] {
  const revision = owner.kind === "StatefulSet" ? owner.status.updateRevision : "";
  const restarts = ({ status }: Pod): number =>
    [...status.initContainerStatuses, ...status.containerStatuses].reduce((sum, { restartCount }) => sum + restartCount, 0);
  return podsIn(objects)
    .filter(({ metadata }) => metadata.ownerReferences.some(({ uid }) => uid === owner.metadata.uid))
    .filter(({ metadata }) => revision === "" || metadata.labels["controller-revision-hash"] === revision)
    // A Job's Pod that still runs has not done what it had to.
    .filter((pod) => owner.kind === "Job" ? pod.status.phase !== "Succeeded" : !isFine(pod))
    .sort((a, b) => (owner.kind === "Job" ? 0 : restarts(b) - restarts(a))
      || compare(b.metadata.creationTimestamp, a.metadata.creationTimestamp) || compare(a.metadata.name, b.metadata.name));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const owned = z.looseObject({ ownerReferences: z.array(z.looseObject({ uid: z.string() })) });

function ownersOf({ metadata }: KubernetesObject): string[] {
  const parsed = owned.safeParse(metadata);
  return parsed.success ? parsed.data.ownerReferences.map(({ uid }) => uid) : [];
}
