import { ClusterError, type KubernetesObject, type ObjectQuery } from "../../../automation/cluster/cluster";
import { podMetrics } from "../../../automation/deploy/resourceUse";
import type { Watched } from "../../../automation/deploy/soaked";
import { FakeCluster } from "../../support/fakeCluster";

const namespace = "kingdom";
export const watched: Watched = { component: "halo/kingdom", kind: "Deployment", namespace, name: "api" };

type Metadata = Partial<KubernetesObject["metadata"]> & { readonly ownerReferences?: readonly object[]; readonly deletionTimestamp?: string };

function object(apiVersion: string, kind: string, name: string, metadata: Metadata, more: object): KubernetesObject {
  return { apiVersion, kind, metadata: { name, namespace, uid: `${name}-uid`, ...metadata }, ...more };
}

const ownedBy = (kind: string, name: string) => ({ ownerReferences: [{ kind, name, uid: `${name}-uid` }] });

/** A Deployment of two replicas, of which so many are available. */
export function deployment(available = 2): KubernetesObject {
  const status = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: available, availableReplicas: available };
  return object("apps/v1", "Deployment", "api", { generation: 1 }, { spec: { replicas: 2 }, status });
}

export function replicaSet(name = "api-new", revision = "2"): KubernetesObject {
  const annotations = { "deployment.kubernetes.io/revision": revision };
  return object("apps/v1", "ReplicaSet", name, { annotations, ...ownedBy("Deployment", "api") }, {});
}

export interface PodLook {
  readonly ready?: boolean;
  readonly restarts?: number;
  readonly owner?: string;
  readonly going?: boolean;
  readonly limits?: Readonly<Record<string, string | number>>;
}

/** A Pod as it looks; ready, and never restarted, where nothing else is said. */
export function pod(name: string, { ready = true, restarts = 0, owner = "api-new", going = false, limits }: PodLook = {}): KubernetesObject {
  const lastState = restarts === 0 ? {} : { terminated: { exitCode: 137, reason: "OOMKilled" } };
  const containerStatuses = [{ name: "main", ready, restartCount: restarts, state: { running: {} }, lastState }];
  return object("v1", "Pod", name, { ...ownedBy("ReplicaSet", owner), ...(going && { deletionTimestamp: "2026-01-01T00:00:00Z" }) }, {
    spec: { containers: [{ name: "main", ...(limits && { resources: { limits } }) }] },
    status: { phase: "Running", conditions: [{ type: "Ready", status: ready ? "True" : "False" }], containerStatuses },
  });
}

/** What the metrics server says of a Pod's container. */
export function metricsOf(name: string, usage: Readonly<Record<string, string>>): KubernetesObject {
  return object("metrics.k8s.io/v1beta1", "PodMetrics", name, {}, { containers: [{ name: "main", usage }] });
}

export interface EventLook {
  readonly kind?: string;
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  /** @default - of the object of that name */
  readonly uid?: string;
}

export function event(name: string, { kind = "Pod", type = "Warning", reason = "BackOff", message = "it says so", count = 1, uid = `${name}-uid` }: EventLook = {}) {
  const time = "2026-01-01T00:00:00Z";
  return object("v1", "Event", `${name}.${reason}`, { creationTimestamp: time }, {
    involvedObject: { kind, name, uid }, type, reason, message, count, firstTimestamp: time, lastTimestamp: time,
  });
}

/** All well: a Deployment with its ReplicaSet and two Pods. */
export const steady: readonly KubernetesObject[] = [deployment(), replicaSet(), pod("api-1"), pod("api-2")];

/** A cluster that looks different each time it is listed; a text is why it does not answer. The last look stays. */
export class Film extends FakeCluster {
  looks = 0;

  /** @param metrics what the metrics server says, at every look */
  constructor(
    private readonly frames: readonly (readonly KubernetesObject[] | string)[],
    private readonly metrics: readonly KubernetesObject[] = [],
  ) {
    super();
  }

  override list(query: ObjectQuery): Promise<readonly KubernetesObject[]> {
    if (query.kinds.includes(podMetrics)) return Promise.resolve(this.metrics);
    const frame = this.frames[Math.min(this.looks++, this.frames.length - 1)]!;
    return typeof frame === "string" ? Promise.reject(new ClusterError(frame)) : new FakeCluster(frame).list(query);
  }
}
