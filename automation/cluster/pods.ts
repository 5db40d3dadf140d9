import { z } from "zod";
import type { KubernetesObject } from "./cluster";

/** What the API server leaves out, or sends as null. */
export const text = z.string().nullish().transform((said) => said ?? "");
const terminated = z.looseObject({ exitCode: z.int(), reason: text, message: text, finishedAt: text });
const state = z.looseObject({
  waiting: z.looseObject({ reason: text, message: text }).optional(),
  running: z.looseObject({}).optional(),
  terminated: terminated.optional(),
});
const status = z.looseObject({
  name: z.string(),
  ready: z.boolean().default(false),
  restartCount: z.int().default(0),
  imageID: text,
  state: state.prefault({}),
  lastState: state.prefault({}),
});
const reference = z.looseObject({ name: z.string(), optional: z.boolean().default(false) });
const container = z.looseObject({
  name: z.string(),
  image: text,
  command: z.array(z.string()).default([]),
  args: z.array(z.string()).default([]),
  restartPolicy: text,
  env: z.array(z.looseObject({
    name: z.string(),
    value: z.string().optional(),
    valueFrom: z.looseObject({ secretKeyRef: reference.optional(), configMapKeyRef: reference.optional() }).optional(),
  })).default([]),
  envFrom: z.array(z.looseObject({ secretRef: reference.optional(), configMapRef: reference.optional() })).default([]),
});
const secretVolume = z.looseObject({ secretName: z.string(), optional: z.boolean().default(false) });
const projected = z.looseObject({ secret: reference.optional(), configMap: reference.optional() });

const podSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: text,
    uid: text,
    creationTimestamp: text,
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
    ownerReferences: z.array(z.looseObject({ kind: z.string(), name: z.string(), uid: z.string() })).default([]),
  }),
  spec: z.looseObject({
    containers: z.array(container).default([]),
    initContainers: z.array(container).default([]),
    imagePullSecrets: z.array(z.looseObject({ name: z.string() })).default([]),
    volumes: z.array(z.looseObject({
      secret: secretVolume.optional(),
      configMap: reference.optional(),
      projected: z.looseObject({ sources: z.array(projected).default([]) }).optional(),
    })).default([]),
  }),
  status: z.looseObject({
    phase: text,
    reason: text,
    message: text,
    conditions: z.array(z.looseObject({ type: z.string(), status: z.string(), reason: text, message: text })).default([]),
    containerStatuses: z.array(status).default([]),
    initContainerStatuses: z.array(status).default([]),
  }).prefault({}),
});

/** A Pod, as far as anything is read of it. */
export type Pod = z.infer<typeof podSchema>;
export type ContainerStatus = z.infer<typeof status>;

/** Those of these objects that are Pods. */
export function podsIn(objects: readonly KubernetesObject[]): Pod[] {
  return objects.flatMap((object) => {
    const parsed = object.kind === "Pod" ? podSchema.safeParse(object) : undefined;
    return parsed?.success ? [parsed.data] : [];
  });
}

/** Its containers with what became of them, those first that run first. What has not been looked at yet has no status. */
export function containersOf({ spec, status: { initContainerStatuses, containerStatuses } }: Pod) {
  const statuses = [...initContainerStatuses, ...containerStatuses];
  return [...spec.initContainers, ...spec.containers].map((one) => ({ ...one, status: statuses.find(({ name }) => name === one.name) }));
}

/** Whether all is well with a Pod: it serves, or it has done what it had to. */
export function isFine({ status: { phase, conditions } }: Pod): boolean {
  return phase === "Succeeded" || (phase === "Running" && conditions.some(({ type, status: is }) => type === "Ready" && is === "True"));
}

/** A Secret or ConfigMap without which a Pod does not start. */
export interface Needed {
  readonly kind: "Secret" | "ConfigMap";
  readonly name: string;
}

/** Every Secret and ConfigMap that a Pod can't start without, each once. */
export function neededBy(pod: Pod): Needed[] {
  const needed: Needed[] = [];
  const add = (kind: Needed["kind"], said: z.infer<typeof reference> | undefined): void => {
    if (!said || said.optional || needed.some((one) => one.kind === kind && one.name === said.name)) return;
    needed.push({ kind, name: said.name });
  };
  for (const { secret, configMap, projected: sources } of pod.spec.volumes) {
    add("Secret", secret && { name: secret.secretName, optional: secret.optional });
    add("ConfigMap", configMap);
    for (const source of sources?.sources ?? []) {
      add("Secret", source.secret);
      add("ConfigMap", source.configMap);
    }
  }
  for (const { env, envFrom } of [...pod.spec.initContainers, ...pod.spec.containers]) {
    for (const { valueFrom } of env) {
      add("Secret", valueFrom?.secretKeyRef);
      add("ConfigMap", valueFrom?.configMapKeyRef);
    }
    for (const { secretRef, configMapRef } of envFrom) {
      add("Secret", secretRef);
      add("ConfigMap", configMapRef);
    }
  }
  return needed;
}
