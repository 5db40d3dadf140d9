import { Job } from "@pulumi/kubernetes/batch/v1/job";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { input } from "@pulumi/kubernetes/types";
import type { Resource } from "@pulumi/pulumi";
import type { BackupsConfig } from "../../config/fields";
import { annotations, stopping } from "./labels";
import { phasePolicyArgs, policyArgs, type PolicySpec } from "./networkPolicies";
import { appLabel, metadata, partOf, phasesApp, type Home } from "./objects";
import type { PhaseJob, PodSpec } from "./phaseJob";
import { isQuiesced, type VersionedArgs } from "./phases";
import { restartMark, type Readable } from "./restartMark";
import { scriptFiles } from "./scriptFiles";
import { firstInstallScript, type JobPlace } from "./scriptJobs";
import { sideJob, sideJobOptions } from "./sideJob";
import { VersionedComponent, type VersionedComponentOptions } from "./versionedComponent";

export interface ScriptedArgs extends VersionedArgs {
  readonly namespace: string;
  readonly backups: BackupsConfig;
  /** Whether the stack says that nothing of it exists yet. */
  readonly installing: boolean;
  /** What the content of Secrets is called now, by their names; another word restarts what reads it. */
  readonly secretRevisions: Readonly<Record<string, string>>;
}

interface PodTemplate {
  readonly metadata: { readonly labels: object; readonly annotations?: object };
  readonly spec: Omit<PodSpec, "restartPolicy">;
}

/** How a Service reaches a workload's Pods. */
export interface ServiceSpec {
  readonly name: string;
  readonly app: string;
  readonly ports: readonly input.core.v1.ServicePort[];
  /** Whether it only gives Pods names, also those that aren't ready. @default - it has an address */
  readonly headless?: boolean;
  /** Labels that its Pods have beside the workload's. @default - none */
  readonly also?: Readonly<Record<string, string>>;
}

/** The settings in force, among the scripts. They name Secrets and hold none; the version is a backup's own. */
const settingsFile = "settings.json";
/** What puts it into each backup; who has no backups needs it not. */
const backupScript = "backup-files.sh";
const notOfBackups: readonly string[] = ["version", "returnedFrom", "stage", "installing"];

/** The provider waits for a Service until it has Pods, and for an Ingress until it has an address. */
export const unawaited = { "pulumi.com/skipAwait": "true" } as const;

/** A component whose Jobs run the project's scripts, with what such components have: scripts, policies and Services. */
export abstract class ScriptedComponent extends VersionedComponent {
  protected readonly home: Home;
  protected readonly jobPlace: JobPlace;
  /** Whether its clients are kept away, so that nothing is written while its data is restored. */
  protected readonly isClosed: boolean;

  protected constructor(
    type: string,
    private readonly stem: string,
    private readonly shared: ScriptedArgs,
    /** The paths of its Jobs' scripts, from the project's folder. */
    scripts: readonly string[],
    opts: VersionedComponentOptions,
  ) {
    const [, system = ""] = type.split(":");
    const labels = { ...partOf(system), "app.kubernetes.io/component": stem, ...appLabel(phasesApp(system, stem)) };
    super(type, stem, shared, { namespace: shared.namespace, labels }, opts);
    this.home = { system, namespace: shared.namespace };
    this.isClosed = isQuiesced(shared);
    this.jobPlace = {
      component: stem,
      backups: shared.backups,
      scripts: scriptFiles([...scripts, `components/core/scripts/${firstInstallScript}`]),
      scriptsConfigMap: `${system}-${stem}-scripts`,
    };
  }

  /**
   * The Jobs' scripts, whether there is anything yet that they could be run on, and the settings that a backup is taken with:
   * said here, since it changes no Job.
   * @param more files that scripts read. @default - none
   */
  protected scripts(more: Readonly<Record<string, string>> = {}): ConfigMap {
    const settings = Object.entries(this.shared).filter(([name]) => !notOfBackups.includes(name));
    return this.configMap(this.jobPlace.scriptsConfigMap, {
      ...Object.fromEntries(this.jobPlace.scripts),
      "first-install": String(this.shared.installing),
      ...(this.jobPlace.scripts.has(backupScript) && { [settingsFile]: JSON.stringify(Object.fromEntries(settings), undefined, 2) }),
      ...more,
    });
  }

  /** @param logical what the stack calls it. @default - as its name says */
  protected configMap(name: string, data: Readonly<Record<string, string>>, logical = this.logical(name)): ConfigMap {
    return new ConfigMap(logical, { metadata: metadata(this.home, name), data: { ...data } }, this.child());
  }

  protected networkPolicy(spec: PolicySpec): NetworkPolicy {
    const args = policyArgs(spec, this.home);
    return new NetworkPolicy(this.logical(args.metadata.name), args, this.child());
  }

  /** Lets its phase Jobs reach what they are about. */
  protected phasePolicy(...egress: readonly input.networking.v1.NetworkPolicyEgressRule[]): NetworkPolicy {
    const args = phasePolicyArgs(this.stem, this.home, egress);
    return new NetworkPolicy(this.logical(args.metadata.name), args, this.child());
  }

  /** Nobody waits for its Pods: it has to be there before they are. */
  protected service({ name, app, ports, headless, also }: ServiceSpec, ...after: readonly (readonly Resource[])[]): Service {
    const spec = {
      selector: { ...appLabel(app), ...also },
      ports: [...ports],
      ...(headless && { clusterIP: "None", publishNotReadyAddresses: true }),
    };
    return new Service(`${this.logical(name)}-service`, { metadata: metadata(this.home, name, unawaited), spec }, this.child(...after));
  }

  /** A Job that is part of no phase. @param about another one is another Job */
  protected sideJob(
    task: string, about: string, spec: PhaseJob, after: readonly Resource[], marks: Readonly<Record<string, string>> = {},
  ): Job {
    const args = sideJob(this.home, { component: this.stem, task, about, spec, marks });
    return new Job(this.logical(task), args, { ...this.child(after), ...sideJobOptions(spec) });
  }

  /** Has a backup restored where it harms nothing. Nobody waits until it has ended, so that one that fails stops no roll-out. */
  protected rehearsal(backup: string | undefined, spec: (backup: string) => PhaseJob, after: readonly Resource[]): Resource[] {
    return backup === undefined ? [] : [this.sideJob("rehearse", backup, spec(backup), after, unawaited)];
  }

  /** A Pod's template whose Pods are replaced when something that they read as they start has changed. */
  protected restarting<Template extends PodTemplate>(template: Template, configMaps: Readable["configMaps"] = new Map()): Template {
    const mark = restartMark(template.spec, { configMaps, secretRevisions: this.shared.secretRevisions });
    return { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata.annotations, ...mark } } };
  }

  /** Options for what must not go with the stack: its volumes hold the data. */
  protected keeping(...after: readonly (readonly Resource[])[]) {
    return { ...this.child(...after), protect: true, retainOnDelete: true };
  }

  /** The metadata of a workload. */
  protected marked(name: string) {
    return metadata(this.home, name, {
      [annotations.component]: this.componentId, [annotations.version]: this.shared.version, ...(this.isClosed && stopping),
    });
  }

  /**
   * The logical name of a part: the component's, then the object's own.
   * @param prefix what the names of all of the system's objects begin with
   */
  protected logical(objectName: string, prefix = `${this.home.system}-`): string {
    const own = objectName.startsWith(prefix) ? objectName.slice(prefix.length) : objectName;
    return own === this.stem || own.startsWith(`${this.stem}-`) ? own : `${this.stem}-${own}`;
  }
}
