import * as pulumi from "@pulumi/pulumi";
import { phaseJob, testJob, type PhaseJob, type PhaseJobOwner } from "./phaseJob";
import { isQuiesced, phasesOf, type JobPhase, type VersionedArgs } from "./phases";

/** The hooks that keep a component to its allowed paths; `gates/` makes them, the program hands them in. */
export interface Gate {
  /** For the component itself. */
  readonly component: pulumi.ResourceHookBinding;
  /** For what it consists of: nothing of it moves without it (`--target`), nor when it has nothing left to do. */
  children(owner: VersionedComponent): pulumi.ResourceHookBinding;
}

export interface VersionedComponentOptions extends pulumi.ComponentResourceOptions {
  readonly gate?: Gate;
}

/** The Jobs that change data, each phase's in the order given. */
export interface DataPhases {
  readonly backup: readonly PhaseJob[];
  readonly migrate: readonly PhaseJob[];
  /** The Jobs that bring the backup with this id back. */
  restore(backup: string): readonly PhaseJob[];
}

/**
 * A component with a version: it owns the phases and the output `deployed`, a system's component says what its phases
 * and workloads are. The order inside is foundation (accounts, network policies, configuration), data phases, workloads,
 * verification.
 *
 * `deployed` comes from the last phase, so it is the version whose roll-out was verified and never the one last asked
 * for: a component's inputs are saved before its children run, its outputs only after. Nothing is registered as
 * `deployed` while a hop is between its stages.
 */
export abstract class VersionedComponent extends pulumi.ComponentResource {
  /** `<system>/<name>`, as in plans, gates and messages. */
  public readonly componentId: string;
  private readonly childOptions: pulumi.CustomResourceOptions;
  private readonly goal: VersionedArgs;

  protected constructor(
    type: string,
    private readonly logicalName: string,
    args: VersionedArgs,
    private readonly place: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
    { gate, ...opts }: VersionedComponentOptions,
  ) {
    // The arguments go to `super`: what does not reach the state can be seen by neither hook nor policy.
    super(type, logicalName, args, gate ? { ...opts, hooks: gate.component } : opts);
    this.componentId = `${type.split(":")[1]}/${logicalName}`;
    this.goal = { version: args.version, returnedFrom: args.returnedFrom, stage: args.stage };
    // Neither dependsOn nor hooks pass from a component to its children.
    this.childOptions = {
      parent: this,
      ...(opts.dependsOn !== undefined && { dependsOn: opts.dependsOn }),
      ...(gate && { hooks: gate.children(this) }),
    };
  }

  /** Options for an object of this component that needs `after` to be there first. */
  protected child(...after: readonly (readonly pulumi.Resource[])[]): pulumi.CustomResourceOptions {
    const own = this.childOptions.dependsOn;
    const inherited = own === undefined ? [] : Array.isArray(own) ? own : [own];
    return { ...this.childOptions, dependsOn: [...inherited, ...after.flat()] as pulumi.Input<pulumi.Resource>[] };
  }

  /** The replica count to write: zero while quiesced, otherwise what the component wants (undefined: not ours to say). */
  protected replicas(wanted?: number): number | undefined {
    return isQuiesced(this.goal) ? 0 : wanted;
  }

  /** Runs the data phases that this goal state has, one after the other; returns what workloads must wait for. */
  protected data(foundation: readonly pulumi.Resource[], phases: DataPhases): readonly pulumi.Resource[] {
    const jobs: Record<JobPhase, () => readonly PhaseJob[]> = {
      backup: () => phases.backup,
      migrate: () => phases.migrate,
      restore: () => phases.restore(this.goal.returnedFrom?.restore ?? ""),
      verify: () => [],
    };
    let ready = foundation;
    for (const phase of phasesOf(this.goal)) {
      if (phase === "rollout") continue;
      const created = jobs[phase]().map((job) => this.job(phase, job, ready));
      if (created.length > 0) ready = created;
    }
    return ready;
  }

  /** Tests `workloads` before they have traffic; returns what must wait for that. At zero replicas there is nothing to test. */
  protected tested(workloads: readonly pulumi.Resource[], test: Omit<PhaseJob, "store">): readonly pulumi.Resource[] {
    return phasesOf(this.goal).includes("verify") ? [testJob(this.jobOwner(), test, this.child(workloads))] : workloads;
  }

  /** Verifies the roll-out of `workloads`, and only then says what is deployed. Call it last. */
  protected complete(workloads: readonly pulumi.Resource[], verify: PhaseJob): void {
    if (!phasesOf(this.goal).includes("verify")) {
      this.registerOutputs({ attempted: this.goal.version });
      return;
    }
    const last = this.job("verify", verify, workloads);
    this.registerOutputs({
      attempted: this.goal.version,
      deployed: last.id.apply(() => this.goal.version),
      // Going back leaves the schema where the newer release put it, unless a backup was restored.
      schema: last.id.apply(() => {
        const { returnedFrom, version } = this.goal;
        return returnedFrom && returnedFrom.restore === undefined ? returnedFrom.version : version;
      }),
    });
  }

  private job(phase: JobPhase, spec: PhaseJob, after: readonly pulumi.Resource[]) {
    return phaseJob(this.jobOwner(), phase, spec, this.child(after));
  }

  private jobOwner(): PhaseJobOwner {
    return { ...this.goal, ...this.place, id: this.componentId, name: this.logicalName };
  }
}
