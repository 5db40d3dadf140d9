/** An object as the API server gives it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly creationTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly generation?: number;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** One object: its kind as kubectl takes it (`job`, `deployment.apps`), where it is, what it is called. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** Where to look for objects: of these kinds, in one namespace, with these labels. */
export interface ObjectQuery {
  readonly kinds: readonly string[];
  readonly namespace?: string | undefined;
  /** A label selector, such as `app=kingdom`. */
  readonly selector?: string | undefined;
}

/** What a container has said last. */
export interface LogQuery {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Of the container's run before this one. */
  readonly previous?: boolean;
  /** How many lines from the end. */
  readonly lines: number;
}

/**
 * What is asked of the cluster beside what the engine does there. It is never asked to change what the stack describes:
 * only the Jobs of `verify`, which are not part of it, are made and removed.
 *
 * @throws ClusterError from each, where there is no answer
 */
export interface Cluster {
  /** As the cluster says it: `v1.31.2-gke.1014001`. */
  version(): Promise<string>;
  /** Undefined where there is no such object. */
  get(name: ObjectName): Promise<KubernetesObject | undefined>;
  list(query: ObjectQuery): Promise<readonly KubernetesObject[]>;
  /** Empty where the container has said nothing, or never ran. */
  log(query: LogQuery): Promise<string>;
  create(object: KubernetesObject): Promise<void>;
  /** Its Pods with it. Nothing happens where it is not there. */
  delete(name: ObjectName): Promise<void>;
}

/** The cluster did not answer, or refused. What was asked stays unknown, and is never to be taken for fine. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}
