import type { ResourceChange } from "../../upgrades/planModel";
import type { Diagnostic, ExportedResource, PendingOperation, Step } from "../engine";
import { OperationError, type RehearsedCluster } from "./cluster";
import { decide, type Decision } from "./decide";
import type { Goal, HookNames } from "./goal";
import { stackType, urnParts } from "./urn";
import type { Properties } from "./values";

export interface HookCall {
  readonly moment: keyof HookNames;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly newInputs?: Properties | undefined;
  readonly oldInputs?: Properties | undefined;
  readonly oldOutputs?: Properties | undefined;
}

export interface SessionOptions {
  readonly dryRun: boolean;
  readonly target?: readonly string[] | undefined;
  readonly replace?: readonly string[] | undefined;
  /** Calls a hook in the program by name; resolves to its error, or to nothing. */
  readonly callHook: (name: string, call: HookCall) => Promise<string | undefined>;
  /** Asks the policies about a resource before anything is done about it; resolves to whether the update must stop. */
  readonly violates: (goal: Goal) => Promise<boolean>;
  readonly save: (resources: readonly ExportedResource[], pending: readonly PendingOperation[]) => void;
  readonly onStart?: ((change: ResourceChange) => void) | undefined;
  readonly onStep: (step: Step) => void;
  /** When it is aborted, nothing more is begun. */
  readonly signal?: AbortSignal | undefined;
}

/** What the program gets back for a resource it registered. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
  readonly outputs: Properties;
}

/** Somebody protected a resource; the update fails, and does not stop for it. */
class ProtectedError extends OperationError {}

/** The update has failed: nothing more is registered. The program's process ends. */
export class StoppedError extends Error {}

/**
 * One preview or update: takes the program's registrations, decides each against the state it started from, carries it
 * out, and at the end deletes what was not registered any more. The state is saved after every step,
 * so that whatever kills the process, it says what has happened.
 */
export class Session {
  readonly diagnostics: Diagnostic[] = [];
  failed = false;
  /** Failed in a way that ends it at once; what is protected only fails it. */
  private broken = false;
  private readonly old: Map<string, ExportedResource>;
  private readonly resources: ExportedResource[] = [];
  private readonly registered = new Set<string>();
  private readonly claimed = new Set<string>();
  /** New, and not created because it was not a target. */
  private readonly skipped = new Set<string>();
  /** What of the old state was dealt with. */
  private readonly seen = new Set<string>();
  private readonly superseded: ExportedResource[];
  private readonly underWay = new Set<Promise<unknown>>();
  /** What has begun and has not ended; saved, so that a run that is cut off leaves it behind. */
  private readonly pending: PendingOperation[] = [];

  constructor(
    before: readonly ExportedResource[],
    private readonly cluster: RehearsedCluster,
    private readonly options: SessionOptions,
  ) {
    this.old = new Map(before.filter((resource) => !resource.delete).map((resource) => [resource.urn, resource]));
    this.superseded = before.filter((resource) => resource.delete);
  }

  /**
   * Resources that do not wait for each other are dealt with at the same time, as Pulumi does: what takes long is the
   * hooks and policies, which answer from other processes.
   * @throws StoppedError
   */
  register(goal: Goal): Promise<Registered> {
    const turn = this.take(goal);
    const settled = turn.catch(() => undefined).finally(() => this.underWay.delete(settled));
    this.underWay.add(settled);
    return turn;
  }

  /** A component's outputs, which come when everything they are made of is there. */
  registerOutputs(urn: string, outputs: Properties): void {
    const at = this.resources.findIndex((resource) => resource.urn === urn);
    if (at >= 0) this.put({ ...this.resources[at]!, outputs });
  }

  /** Deletes what is gone from the program, dependents first. Only after a program that ran to its end. */
  async finish(): Promise<void> {
    await Promise.all(this.underWay);
    if (this.failed) return;
    for (const old of [...this.superseded].reverse()) {
      if (this.isTarget(old.urn)) await this.delete(old, () => this.superseded.splice(this.superseded.indexOf(old), 1));
    }
    const gone = [...this.old.values()].filter(({ urn }) => !this.seen.has(urn)).reverse();
    for (const old of gone) {
      if (this.isTarget(old.urn)) await this.delete(old, () => this.seen.add(old.urn));
    }
  }

  /** Deletes one resource. What is protected stays, and does not keep the rest from going; any other failure does. */
  private async delete(old: ExportedResource, forget: () => void): Promise<void> {
    if (this.broken) return;
    try {
      await this.guarded(old.urn, async () => {
        await this.askBeforeDelete(old);
        // What was replaced was let go then.
        if (old.protect && !old.delete) throw new ProtectedError(`resource "${old.urn}" cannot be deleted: it is protected`);
        this.destroy(old);
        forget();
      }, { op: "delete", changedPaths: [] });
    } catch (error) {
      if (!(error instanceof StoppedError)) throw error;
    }
  }

  /** The state as it stands: what was dealt with, then what was not reached. */
  state(): ExportedResource[] {
    const rest = [...this.old.values()].filter(({ urn }) => !this.seen.has(urn));
    return [...this.resources, ...rest, ...this.superseded];
  }

  fail(message: string, urn?: string): void {
    this.failed = true;
    this.broken = true;
    this.diagnostics.push({ severity: "error", message, urn });
  }

  private async take(goal: Goal): Promise<Registered> {
    if (this.options.signal?.aborted && !this.broken) this.fail("the update was cancelled");
    if (this.broken) throw new StoppedError("the update has failed");
    const refuse = (message: string): never => {
      this.fail(message, goal.urn);
      throw new StoppedError(message);
    };
    if (this.registered.has(goal.urn)) refuse(`Duplicate resource URN '${goal.urn}'; try giving it a unique name`);
    this.registered.add(goal.urn);
    const former = [goal.urn, ...goal.aliases].find((urn) => this.old.has(urn));
    const old = former === undefined ? undefined : this.old.get(former);
    if (old && this.claimed.has(old.urn)) refuse(`${goal.urn} and another resource both claim to have been ${old.urn}`);
    if (old) this.claimed.add(old.urn);
    if (!this.isTarget(goal.urn)) return this.leave(goal, old);
    const absent = goal.dependencies.find((urn) => this.skipped.has(urn));
    if (absent !== undefined && !old) refuse(`${goal.urn} depends on ${absent}, which is not there and is not a target`);
    if (await this.options.violates(goal)) {
      this.failed = true;
      this.broken = true;
      throw new StoppedError("a mandatory policy is violated");
    }
    // Something else may have failed while the policies were asked.
    if (this.broken) throw new StoppedError("the update has failed");
    const decision = decide(goal, old, this.options.replace?.includes(goal.urn) ?? false);
    return this.guarded(goal.urn, () => this.carryOut(goal, old, decision), decision);
  }

  /** Runs a step and reports it; a failure stops the whole update. */
  private async guarded<T>(urn: string, step: () => Promise<T>, { op, changedPaths }: Pick<ResourceChange, "op" | "changedPaths">): Promise<T> {
    const change: ResourceChange = { op, urn, ...urnParts(urn), changedPaths };
    const report = (result: Step["result"]) => this.options.onStep({ ...change, result });
    if (op !== "same") this.options.onStart?.(change);
    try {
      const done = await step();
      report("succeeded");
      return done;
    } catch (error) {
      report("failed");
      const message = error instanceof OperationError ? error.message : `engine failure: ${String(error)}`;
      if (error instanceof ProtectedError) {
        this.failed = true;
        this.diagnostics.push({ severity: "error", message, urn });
      } else {
        this.fail(message, urn);
      }
      throw new StoppedError(message);
    } finally {
      this.save();
    }
  }

  private save(): void {
    if (!this.options.dryRun) this.options.save(this.state(), this.pending);
  }

  /** Notes what is begun before it is, and forgets it when it has ended, however. */
  private async noted<T>(type: PendingOperation["type"], goal: Goal, work: () => Promise<T>): Promise<T> {
    const operation: PendingOperation = { type, resource: resourceOf(goal, {}) };
    this.pending.push(operation);
    this.save();
    try {
      return await work();
    } finally {
      this.pending.splice(this.pending.indexOf(operation), 1);
    }
  }

  private async carryOut(asked: Goal, old: ExportedResource | undefined, { op, deleteFirst, inputs }: Decision): Promise<Registered> {
    const { dryRun } = this.options;
    const goal = { ...asked, inputs };
    const call = { urn: goal.urn, type: goal.type, name: goal.name, id: old?.id ?? "", newInputs: goal.inputs };
    const past = { oldInputs: (old?.inputs ?? {}) as Properties, oldOutputs: (old?.outputs ?? {}) as Properties };
    // What was there stays in the state until something has taken its place: whoever is cut off leaves it behind.
    if (op === "same" && old) {
      this.seen.add(old.urn);
      return this.record(goal, { id: old.id ?? "", outputs: past.oldOutputs, initErrors: [] });
    }
    if (op === "update" && old) {
      await this.hooks(goal.hooks.beforeUpdate, { ...call, ...past, moment: "beforeUpdate" });
      const update = goal.custom && !dryRun
        ? await this.noted("updating", goal, () => this.cluster.update(goal.type, goal.urn, goal.inputs))
        : { outputs: goal.custom ? goal.inputs : {}, initErrors: [] };
      this.seen.add(old.urn);
      return this.record(goal, { id: old.id ?? "", ...update });
    }
    if (op === "replace" && old) {
      const isProtected = goal.protect && old.protect === true;
      if (isProtected && dryRun) {
        // A preview says so, fails, and goes on to show the rest.
        this.failed = true;
        this.diagnostics.push({ severity: "error", message: `resource "${old.urn}" cannot be replaced: it is protected`, urn: old.urn });
      } else if (isProtected) {
        throw new OperationError(`resource "${old.urn}" cannot be replaced: it is protected`);
      }
      if (deleteFirst) {
        await this.askBeforeDelete(old);
        this.destroy(old);
        this.seen.add(old.urn);
      }
    }
    await this.hooks(goal.hooks.beforeCreate, { ...call, id: "", moment: "beforeCreate" });
    const creation = goal.custom && !dryRun
      ? await this.noted("creating", goal, () => this.cluster.create(goal.type, goal.urn, goal.inputs))
      : { id: "", outputs: goal.custom ? goal.inputs : {}, initErrors: [] };
    if (old && !deleteFirst) {
      this.seen.add(old.urn);
      this.superseded.push({ ...old, delete: true });
    }
    return this.record(goal, creation);
  }

  /** Before-hooks run first; when one refuses, what was there stays as it was. */
  private async hooks(names: readonly string[], call: HookCall): Promise<void> {
    for (const name of names) {
      const error = await this.options.callHook(name, call);
      if (error === undefined) continue;
      throw new OperationError(`${call.moment === "beforeDelete" ? "before delete" : "before"} hook "${name}" failed: ${error}`);
    }
  }

  private record(goal: Goal, { id, outputs, initErrors }: { id: string; outputs: Properties; initErrors: readonly string[] }): Registered {
    this.seen.add(goal.urn);
    this.put(resourceOf(goal, { ...(id !== "" && { id }), outputs, ...(initErrors.length > 0 && { initErrors }) }));
    if (initErrors.length > 0) throw new OperationError(initErrors.join("; "));
    return { urn: goal.urn, id, outputs };
  }

  /** Not among the targets: stays as it is, and is not created when it was not there. */
  private leave(goal: Goal, old: ExportedResource | undefined): Registered {
    if (!old) {
      this.skipped.add(goal.urn);
      return { urn: goal.urn, id: "", outputs: goal.custom ? goal.inputs : {} };
    }
    this.seen.add(old.urn);
    this.put(old);
    return { urn: goal.urn, id: old.id ?? "", outputs: (old.outputs ?? {}) as Properties };
  }

  private askBeforeDelete(old: ExportedResource): Promise<void> {
    const { type, name } = urnParts(old.urn);
    return this.hooks(old.resourceHooks?.["BeforeDelete"] ?? [], {
      moment: "beforeDelete",
      urn: old.urn,
      type,
      name,
      id: old.id ?? "",
      oldInputs: (old.inputs ?? {}) as Properties,
      oldOutputs: (old.outputs ?? {}) as Properties,
    });
  }

  private destroy(old: ExportedResource): void {
    if (old.custom && !old.retainOnDelete && !this.options.dryRun) this.cluster.delete((old.inputs ?? {}) as Properties);
  }

  private put(resource: ExportedResource): void {
    const at = this.resources.findIndex(({ urn }) => urn === resource.urn);
    if (at >= 0) this.resources[at] = resource;
    else this.resources.push(resource);
  }

  private isTarget(urn: string): boolean {
    const { target } = this.options;
    const { type } = urnParts(urn);
    return target === undefined || target.includes(urn) || type === stackType || type.startsWith("pulumi:providers:");
  }
}

/** A resource as the state keeps it. */
function resourceOf(goal: Goal, became: Pick<ExportedResource, "id" | "outputs" | "initErrors">): ExportedResource {
  return {
    urn: goal.urn,
    type: goal.type,
    custom: goal.custom,
    ...(goal.parent !== "" && { parent: goal.parent }),
    inputs: goal.inputs,
    dependencies: goal.dependencies,
    ...(goal.protect && { protect: true }),
    ...(goal.retainOnDelete && { retainOnDelete: true }),
    ...(goal.hooks.beforeDelete.length > 0 && { resourceHooks: { BeforeDelete: goal.hooks.beforeDelete } }),
    ...became,
  };
}
