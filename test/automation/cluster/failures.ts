import type { KubernetesObject } from "../../../automation/cluster/cluster";
import { diagnose } from "../../../automation/cluster/diagnose";
import type { Diagnosis, FailedObject } from "../../../automation/cluster/diagnosis";
import { FakeCluster, type FakeClusterOptions } from "../../support/fakeCluster";

type Fields = Readonly<Record<string, unknown>>;

/** Objects of a namespace `kingdom` as an API server gives them, for what can go wrong with them. */
const named = (kind: string, name: string, more: Fields = {}): KubernetesObject["metadata"] =>
  ({ name, namespace: "kingdom", uid: `uid-${kind}-${name}`, creationTimestamp: "2026-11-21T10:00:00Z", ...more });

const ownedBy = (kind: string, name: string): Fields => ({ ownerReferences: [{ kind, name, uid: `uid-${kind}-${name}` }] });

const condition = (type: string, status: string, reason: string, message = ""): Fields => ({ type, status, reason, message });

export const migrate = "kingdom-migrate-0-5-46";

/** A phase's Job, failed for this reason; without one it still runs. */
export function job(reason?: string, name = migrate): KubernetesObject {
  return {
    apiVersion: "batch/v1", kind: "Job", metadata: named("Job", name),
    spec: { selector: { matchLabels: { "batch.kubernetes.io/controller-uid": `uid-Job-${name}` } } },
    status: { conditions: reason === undefined ? [] : [condition("Failed", "True", reason)] },
  };
}

interface PodMore {
  readonly created?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly phase?: string;
  readonly spec?: Fields;
  readonly status?: Fields;
  /** Of its only container. */
  readonly container?: Fields;
}

/** A Pod with one container, `main`, in this state. */
export function podOf(owner: KubernetesObject, name: string, containerStatus: Fields, more: PodMore = {}): KubernetesObject {
  const { matchLabels } = (owner.spec as { selector: { matchLabels: Record<string, string> } }).selector;
  return {
    apiVersion: "v1", kind: "Pod",
    metadata: named("Pod", name, {
      ...ownedBy(owner.kind, owner.metadata.name), labels: { ...matchLabels, ...more.labels }, creationTimestamp: more.created ?? "2026-11-21T10:00:01Z",
    }),
    spec: { containers: [{ name: "main", image: "ghcr.io/halo/kingdom:0.5.46", ...more.container }], ...more.spec },
    status: {
      phase: more.phase ?? "Failed",
      containerStatuses: [{ name: "main", ready: false, restartCount: 0, imageID: "", ...containerStatus }],
      ...more.status,
    },
  };
}

export const ended = (exitCode: number, reason = "Error", message = ""): Fields =>
  ({ imageID: "sha256:1", state: { terminated: { exitCode, reason, message } } });
export const waiting = (reason: string, message = "", more: Fields = {}): Fields => ({ state: { waiting: { reason, message } }, ...more });

/** A Deployment at its revision 2, and its ReplicaSets; the newest is not the youngest, as after going back. */
export function deployment(name: string, conditions: readonly Fields[] = [condition("Progressing", "False", "ProgressDeadlineExceeded")]) {
  const selector = { matchLabels: { app: name } };
  const replicaSet = (revision: string, creationTimestamp: string): KubernetesObject => ({
    apiVersion: "apps/v1", kind: "ReplicaSet", spec: { selector: { matchLabels: { app: name, "pod-template-hash": revision } } }, status: {},
    metadata: named("ReplicaSet", `${name}-${revision}`, {
      ...ownedBy("Deployment", name), creationTimestamp, labels: { app: name }, annotations: { "deployment.kubernetes.io/revision": revision },
    }),
  });
  return {
    deployment: {
      apiVersion: "apps/v1", kind: "Deployment", metadata: named("Deployment", name, { generation: 2 }), spec: { selector },
      status: { observedGeneration: 2, conditions },
    } satisfies KubernetesObject as KubernetesObject,
    old: replicaSet("9", "2026-11-21T09:59:00Z"),
    current: replicaSet("10", "2026-11-01T10:00:00Z"),
  };
}

export function event(about: KubernetesObject, reason: string, message: string, more: Fields = {}): KubernetesObject {
  const { kind, metadata: { name, uid } } = about;
  return {
    apiVersion: "v1", kind: "Event", metadata: named("Event", `${name}.${reason}.${String(more["lastTimestamp"] ?? "")}`),
    involvedObject: { kind, name, namespace: "kingdom", uid }, type: "Warning", reason, message, count: 1,
    eventTime: null, lastTimestamp: "2026-11-21T10:00:05Z", ...more,
  };
}

export function plainObject(kind: string, name: string, more: Fields = {}): KubernetesObject {
  return { apiVersion: "v1", kind, metadata: named(kind, name), ...more };
}

export const failedJob: FailedObject = { kind: "Job", namespace: "kingdom", name: migrate };

/** What a cluster of these objects says of a failed phase. */
export function why(objects: readonly KubernetesObject[], options: FakeClusterOptions = {}, failed = [failedJob]): Promise<Diagnosis> {
  const phase = failed[0]?.kind === "Job" ? "migrate" : "rollout";
  return diagnose(new FakeCluster(objects, options), { component: "halo/kingdom", phase, objects: failed });
}

export const whats = ({ findings }: Diagnosis): string[] => findings.map(({ what }) => what);
