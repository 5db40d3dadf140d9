import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { input } from "@pulumi/kubernetes/types";
import type { Resource } from "@pulumi/pulumi";
import type { KleidiaConfig } from "../../config/kleidia";
import { annotations } from "../core/labels";
import { isQuiesced, type VersionedArgs } from "../core/phases";
import { scriptFiles } from "../core/scriptFiles";
import { VersionedComponent, type VersionedComponentOptions } from "../core/versionedComponent";
import { appLabel, metadata, partOf, phasesApp } from "./conventions";
import { firstInstallScript, type JobPlace } from "./jobs";
import { phasePolicyArgs, policyArgs, type PolicySpec } from "./networkPolicies";

export interface KleidiaArgs extends VersionedArgs, Pick<KleidiaConfig, "backups" | "tools"> {
  readonly namespace: string;
  /** Whether the stack says that nothing of it exists yet. */
  readonly installing: boolean;
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

/** The provider waits for a Service until it has Pods, and for an Ingress until it has an address. */
export const unawaited = { "pulumi.com/skipAwait": "true" } as const;

/** Makes what all of Kleidia's components have: scripts, policies and Services. */
export abstract class KleidiaComponent extends VersionedComponent {
  protected readonly jobPlace: JobPlace;
  /** Whether its clients are kept away, so that nothing is written while its data is restored. */
  protected readonly isClosed: boolean;

  protected constructor(
    type: string,
    private readonly stem: string,
    private readonly shared: KleidiaArgs,
    /** The paths of its Jobs' scripts, from the project's folder. */
    scripts: readonly string[],
    opts: VersionedComponentOptions,
  ) {
    const labels = { ...partOf, "app.kubernetes.io/component": stem, ...appLabel(phasesApp(stem)) };
    super(type, stem, shared, { namespace: shared.namespace, labels }, opts);
    this.isClosed = isQuiesced(shared);
    this.jobPlace = {
      component: stem,
      backups: shared.backups,
      scripts: scriptFiles([...scripts, `components/core/scripts/${firstInstallScript}`]),
      scriptsConfigMap: `kleidia-${stem}-scripts`,
    };
  }

  /** The Jobs' scripts, and whether there is anything yet that they could be run on: said here, since it changes no Job. */
  protected scripts(): ConfigMap {
    return this.configMap(this.jobPlace.scriptsConfigMap, { ...Object.fromEntries(this.jobPlace.scripts), "first-install": String(this.shared.installing) });
  }

  protected configMap(name: string, data: Readonly<Record<string, string>>): ConfigMap {
    return new ConfigMap(this.logical(name), { metadata: metadata(name, this.shared.namespace), data: { ...data } }, this.child());
  }

  protected networkPolicy(spec: PolicySpec): NetworkPolicy {
    const args = policyArgs(spec, this.shared.namespace);
    return new NetworkPolicy(this.logical(args.metadata.name), args, this.child());
  }

  /** Lets its phase Jobs reach what they are about. */
  protected phasePolicy(...egress: readonly input.networking.v1.NetworkPolicyEgressRule[]): NetworkPolicy {
    const args = phasePolicyArgs(this.stem, this.shared.namespace, egress);
    return new NetworkPolicy(this.logical(args.metadata.name), args, this.child());
  }

  /** Nobody waits for its Pods: it has to be there before they are. */
  protected service({ name, app, ports, headless, also }: ServiceSpec): Service {
    const spec = {
      selector: { ...appLabel(app), ...also },
      ports: [...ports],
      ...(headless && { clusterIP: "None", publishNotReadyAddresses: true }),
    };
    return new Service(`${this.logical(name)}-service`, { metadata: metadata(name, this.shared.namespace, unawaited), spec }, this.child());
  }

  /** Options for what must not go with the stack: its volumes hold the data. */
  protected keeping(...after: readonly (readonly Resource[])[]) {
    return { ...this.child(...after), protect: true, retainOnDelete: true };
  }

  /** The metadata of a workload. */
  protected marked(name: string) {
    return metadata(name, this.shared.namespace, { [annotations.component]: this.componentId, [annotations.version]: this.shared.version });
  }

  /** The logical name of a part: the component's, then the object's own. */
  protected logical(objectName: string): string {
    const own = objectName.replace(/^kleidia-/, "");
    return own.startsWith(`${this.stem}-`) ? own : `${this.stem}-${own}`;
  }
}
