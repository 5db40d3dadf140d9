import { setTimeout as pause } from "node:timers/promises";
import { annotations } from "../../components/core/labels";
import { objectKey, kindOf } from "./decide";
import { urnParts } from "./urn";
import { isRecord, secret, type Properties } from "./values";

/** A phase that is to fail, as `rehearse --fail` names it. */
export interface Fault {
  /** `<system>/<name>` */
  readonly component: string;
  readonly phase: string;
  /** The release at which it fails. @default - at every one */
  readonly version?: string;
  /** How many times it fails before it succeeds. @default - every time */
  readonly times?: number;
}

/** An object that exists in a rehearsal. */
export interface RehearsedObject {
  readonly manifest: Properties;
  /** When its Job ends, or its roll-out: ISO 8601. */
  readonly settled: string;
  /** Why it did not become ready. */
  readonly failure?: string | undefined;
}

/** What really exists in a rehearsal: objects by their key, and how often each fault has struck. */
export interface ClusterState {
  readonly objects: Record<string, RehearsedObject>;
  readonly struck: Record<string, number>;
}

export const emptyCluster = (): ClusterState => ({ objects: {}, struck: {} });

/** What became of an operation on one object. */
export interface Creation {
  readonly id: string;
  readonly outputs: Properties;
  /** The object exists and did not become ready. */
  readonly initErrors: readonly string[];
}

/** An operation that left nothing behind. */
export class OperationError extends Error {}

export interface ClusterOptions {
  readonly faults?: readonly Fault[] | undefined;
  /** How long each Job and each roll-out takes, in milliseconds. @default - 0 */
  readonly pace?: number | undefined;
  /** What it takes for now. */
  readonly clock?: () => Date;
  /** Called when something has begun to exist or to change, before it is waited for. */
  readonly changed?: () => void;
  /** Called with what is waited for. */
  readonly waiting?: (urn: string, message: string) => void;
}

/**
 * Stands in for the providers and the cluster: objects exist or do not, Jobs and roll-outs succeed or fail as told. It
 * models no provider or server defaults and no admission, so it says nothing about whether an object is valid.
 */
export class RehearsedCluster {
  constructor(private readonly state: ClusterState, private readonly options: ClusterOptions = {}) {}

  async create(type: string, urn: string, inputs: Properties): Promise<Creation> {
    const key = objectKey(inputs);
    if (key !== undefined && Object.hasOwn(this.state.objects, key)) {
      throw new OperationError(`resource ${nameIn(key)} was not successfully created by the Kubernetes API server: ${nameIn(key)} already exists`);
    }
    return { id: idOf(type, urn, inputs), ...await this.settle(type, urn, inputs) };
  }

  update(type: string, urn: string, inputs: Properties): Promise<Omit<Creation, "id">> {
    return this.settle(type, urn, inputs);
  }

  delete(inputs: Properties): void {
    const key = objectKey(inputs);
    if (key !== undefined) Reflect.deleteProperty(this.state.objects, key);
  }

  exists(inputs: Properties): boolean {
    const key = objectKey(inputs);
    return key === undefined || Object.hasOwn(this.state.objects, key);
  }

  /** The object is there at once; whether it becomes ready shows later, also to those who only look. */
  private async settle(type: string, urn: string, inputs: Properties): Promise<Omit<Creation, "id">> {
    const { pace = 0, clock = () => new Date(), changed, waiting } = this.options;
    const failure = this.strike(inputs);
    const key = objectKey(inputs);
    const waits = pace > 0 && isWaitedFor(inputs);
    if (key !== undefined) {
      const settled = new Date(clock().getTime() + (waits ? pace : 0)).toISOString();
      this.state.objects[key] = { manifest: inputs, settled, ...(failure !== undefined && { failure }) };
    }
    if (waits) {
      changed?.();
      waiting?.(urn, `waiting for ${kindOf(inputs)} ${nameIn(key ?? "")}`);
      await pause(pace);
    }
    return { outputs: outputsOf(type, urn, inputs), initErrors: failure === undefined ? [] : [failure] };
  }

  private strike(inputs: Properties): string | undefined {
    const [component, phase] = [annotation(inputs, annotations.component), annotation(inputs, annotations.phase) ?? "rollout"];
    const version = annotation(inputs, annotations.version);
    const fault = this.options.faults?.find((one) =>
      isWaitedFor(inputs) && one.component === component && one.phase === phase && (one.version ?? version) === version);
    if (!fault) return undefined;
    const name = `${fault.component}:${fault.phase}`;
    const struck = this.state.struck[name] ?? 0;
    if (struck >= (fault.times ?? Infinity)) return undefined;
    this.state.struck[name] = struck + 1;
    const object = nameIn(objectKey(inputs) ?? "");
    return phase === "rollout"
      ? `${object}: 0 of 1 replicas became ready within 10m0s: [ImagePullBackOff] (a fault asked for in this rehearsal)`
      : `Job ${object} has failed: BackoffLimitExceeded: Job has reached the specified backoff limit (a fault asked for in this rehearsal)`;
  }
}

/** With no replicas there is nothing that could fail to become ready. */
function isWaitedFor(inputs: Properties): boolean {
  const spec = inputs["spec"];
  const stopped = isRecord(spec) && spec["replicas"] === 0;
  return !stopped && ["Job", "Deployment", "StatefulSet"].includes(kindOf(inputs) ?? "");
}

export function annotation(inputs: Properties, name: string): string | undefined {
  const metadata = inputs["metadata"];
  const marks = isRecord(metadata) ? metadata["annotations"] : undefined;
  const value = isRecord(marks) ? marks[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

/** `namespace/name` out of an object's key. */
function nameIn(key: string): string {
  return key.split("/").slice(-2).join("/");
}

function idOf(type: string, urn: string, inputs: Properties): string {
  const key = objectKey(inputs);
  return key === undefined ? `rehearsed-${urnParts(urn).name || type}` : nameIn(key);
}

function outputsOf(type: string, urn: string, inputs: Properties): Properties {
  if (type === "random:index/randomPassword:RandomPassword") {
    return { ...inputs, result: secret(`rehearsed-${urnParts(urn).name}`) };
  }
  return inputs;
}
