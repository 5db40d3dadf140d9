import type { ExportedResource, Step } from "../../engines/engine";
import { emptyCluster, RehearsedCluster, type Fault } from "../../engines/rehearsal/cluster";
import type { Goal } from "../../engines/rehearsal/goal";
import { Session, StoppedError, type HookCall, type SessionOptions } from "../../engines/rehearsal/session";
import { urnOf } from "../../engines/rehearsal/urn";
import type { Properties } from "../../engines/rehearsal/values";

type More = Partial<Omit<Goal, "urn" | "type" | "name" | "inputs">>;

/** A resource as a program asks for it; everything that is not said is off. */
export function resource(type: string, name: string, inputs: Properties, more: More = {}): Goal {
  const parent = more.parent ?? "";
  return {
    urn: urnOf("test", "stepwise", parent, type, name),
    type,
    name,
    custom: !type.startsWith("stepwise:"),
    parent,
    inputs,
    dependencies: [],
    protect: false,
    retainOnDelete: false,
    deleteBeforeReplace: false,
    replaceOnChanges: [],
    ignoreChanges: [],
    aliases: [],
    ...more,
    hooks: { beforeCreate: [], beforeUpdate: [], beforeDelete: [], ...more.hooks },
  };
}

/** A Kubernetes object whose name in the cluster is its logical name, unless its metadata say otherwise. */
export function object(type: string, name: string, fields: Properties = {}, more: More = {}): Goal {
  const kind = type.split(":").at(-1)!;
  const metadata = { name, namespace: "ns", ...(fields["metadata"] as Properties | undefined) };
  return resource(type, name, { apiVersion: "v1", kind, ...fields, metadata }, more);
}

/** A kind that is replaced when its data changes. */
export const secretObject = (name: string, data: Properties = {}, more: More = {}): Goal =>
  object("kubernetes:core/v1:Secret", name, { data }, more);

export const service = (name: string, port: number, more: More = {}): Goal =>
  object("kubernetes:core/v1:Service", name, { spec: { port } }, more);

/** A Job of a component's phase, named by its release as phase Jobs are. */
export const phaseJobGoal = (name: string, version: string, more: More = {}): Goal =>
  object(
    "kubernetes:batch/v1:Job",
    name,
    {
      metadata: {
        name: `${name}-${version.replaceAll(".", "-")}`,
        annotations: {
          "stepwise.dev/component": "demo/core",
          "stepwise.dev/phase": name.split("-").at(-1)!,
          "stepwise.dev/version": version,
        },
      },
      spec: { template: { spec: { containers: [{ name: "run", image: `example.org/run:${version}` }] } } },
    },
    more,
  );

export const component = (name: string, inputs: Properties, more: More = {}): Goal =>
  resource("stepwise:demo:Core", name, inputs, more);

/** What a program does, one thing after the other: registers a resource, or a component's outputs. */
export type Doing = Goal | { readonly outputsOf: string; readonly outputs: Properties };

export interface RanSession {
  readonly failed: boolean;
  /** `update name`, and `failed` behind it where it did. */
  readonly steps: readonly string[];
  readonly all: readonly Step[];
  readonly errors: readonly string[];
  /** Hooks as they were called: `beforeUpdate name`. */
  readonly calls: readonly HookCall[];
  /** The state as it was saved, each time that nothing was under way. */
  readonly saves: readonly (readonly ExportedResource[])[];
  /** What was said to be under way before it was: `creating name`. */
  readonly begun: readonly string[];
}

/** A state and a cluster, and one update after the other on them, without a program and without a wire. */
export class RehearsedWorld {
  resources: ExportedResource[] = [];
  readonly cluster = emptyCluster();
  faults: Fault[] = [];
  /** What a hook says against a step, by the hook's name. */
  refusals: Record<string, (call: HookCall) => string | undefined> = {};

  up(doings: readonly Doing[], options: Partial<SessionOptions> = {}): Promise<RanSession> {
    return this.run(doings, { dryRun: false, ...options });
  }

  preview(doings: readonly Doing[], options: Partial<SessionOptions> = {}): Promise<RanSession> {
    return this.run(doings, { dryRun: true, ...options });
  }

  /** Object names in the cluster, `ns/name`, sorted. */
  objects(): string[] {
    return Object.keys(this.cluster.objects).map((key) => key.split("/").slice(-2).join("/")).sort();
  }

  /** Somebody else made this object, named by its key. */
  exists(key: string): void {
    this.cluster.objects[key] = { manifest: {}, settled: "2026-01-01T00:00:00.000Z" };
  }

  /** The state in short: the name of each resource, and `(delete)` where it is still to be deleted. */
  state(): string[] {
    return this.resources
      .map(({ urn, delete: pending }) => `${urn.split("::").at(-1)}${pending ? " (delete)" : ""}`)
      .sort();
  }

  saved(name: string): ExportedResource {
    const found = this.resources.filter((one) => one.urn.endsWith(`::${name}`) && !one.delete);
    if (found.length !== 1) throw new Error(`${found.length} resources are called ${name}`);
    return found[0]!;
  }

  private async run(
    doings: readonly Doing[],
    options: Partial<SessionOptions> & { readonly dryRun: boolean },
  ): Promise<RanSession> {
    const { steps, calls, saves, begun } = {
      steps: [] as Step[],
      calls: [] as HookCall[],
      saves: [] as (readonly ExportedResource[])[],
      begun: [] as string[],
    };
    const session = new Session(this.resources, new RehearsedCluster(this.cluster, { faults: this.faults }), {
      callHook: (name, call) => {
        calls.push(call);
        return Promise.resolve(this.refusals[name]?.(call));
      },
      violates: () => Promise.resolve(false),
      save: (resources, pending) => {
        if (pending.length === 0) saves.push(structuredClone(resources));
        else begun.push(...pending.map(({ type, resource: { urn } }) => `${type} ${urn.split("::").at(-1)}`));
      },
      onStep: (step) => steps.push(step),
      ...options,
    });
    try {
      for (const doing of doings) {
        if ("outputsOf" in doing) session.registerOutputs(doing.outputsOf, doing.outputs);
        else await session.register(doing);
      }
      await session.finish();
    } catch (error) {
      if (!(error instanceof StoppedError)) throw error;
    }
    if (!options.dryRun) this.resources = session.state();
    return {
      failed: session.failed,
      steps: steps.map(({ op, name, result }) => `${op} ${name}${result === "failed" ? " failed" : ""}`),
      all: steps,
      errors: session.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
      calls,
      saves,
      begun,
    };
  }
}
