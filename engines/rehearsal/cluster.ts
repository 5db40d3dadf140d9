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

/** What really exists in a rehearsal: object keys, and how often each fault has struck. */
export interface ClusterState {
  readonly objects: string[];
  readonly struck: Record<string, number>;
}

/** What became of an operation on one object. */
export interface Creation {
  readonly id: string;
  readonly outputs: Properties;
  /** The object exists and did not become ready. */
  readonly initErrors: readonly string[];
}

/** An operation that left nothing behind. */
export class OperationError extends Error {}

/**
 * Stands in for the providers and the cluster: objects exist or do not, Jobs and roll-outs succeed or fail as told. It
 * models no provider or server defaults and no admission, so it says nothing about whether an object is valid.
 */
export class RehearsedCluster {
  constructor(private readonly state: ClusterState, private readonly faults: readonly Fault[]) {}

  create(type: string, urn: string, inputs: Properties): Creation {
    const key = objectKey(inputs);
    if (key !== undefined) {
      if (this.state.objects.includes(key)) {
        throw new OperationError(`resource ${nameIn(key)} was not successfully created by the Kubernetes API server: ${nameIn(key)} already exists`);
      }
      this.state.objects.push(key);
    }
    return { id: idOf(type, urn, inputs), outputs: outputsOf(type, urn, inputs), initErrors: this.strike(inputs) };
  }

  update(type: string, urn: string, inputs: Properties): Omit<Creation, "id"> {
    return { outputs: outputsOf(type, urn, inputs), initErrors: this.strike(inputs) };
  }

  delete(inputs: Properties): void {
    const key = objectKey(inputs);
    const at = key === undefined ? -1 : this.state.objects.indexOf(key);
    if (at >= 0) this.state.objects.splice(at, 1);
  }

  exists(inputs: Properties): boolean {
    const key = objectKey(inputs);
    return key === undefined || this.state.objects.includes(key);
  }

  private strike(inputs: Properties): string[] {
    const [component, phase] = [annotation(inputs, annotations.component), annotation(inputs, annotations.phase) ?? "rollout"];
    const spec = inputs["spec"];
    // With no replicas there is nothing that could fail to become ready.
    const stopped = isRecord(spec) && spec["replicas"] === 0;
    const rollsOut = !stopped && ["Job", "Deployment", "StatefulSet"].includes(kindOf(inputs) ?? "");
    const version = annotation(inputs, annotations.version);
    const fault = this.faults.find((one) =>
      rollsOut && one.component === component && one.phase === phase && (one.version ?? version) === version);
    if (!fault) return [];
    const name = `${fault.component}:${fault.phase}`;
    const struck = this.state.struck[name] ?? 0;
    if (struck >= (fault.times ?? Infinity)) return [];
    this.state.struck[name] = struck + 1;
    const object = nameIn(objectKey(inputs) ?? "");
    return phase === "rollout"
      ? [`${object}: 0 of 1 replicas became ready within 10m0s: [ImagePullBackOff] (a fault asked for in this rehearsal)`]
      : [`Job ${object} has failed: BackoffLimitExceeded: Job has reached the specified backoff limit (a fault asked for in this rehearsal)`];
  }
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
