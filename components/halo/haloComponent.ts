import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob";
import { PodTemplate } from "@pulumi/kubernetes/core/v1/podTemplate";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { Resource } from "@pulumi/pulumi";
import type { HaloConfig } from "../../config/halo";
import { annotations, stopping } from "../core/labels";
import { isQuiesced, type VersionedArgs } from "../core/phases";
import type { ShapeTable } from "../core/shapeTable";
import { VersionedComponent, type VersionedComponentOptions } from "../core/versionedComponent";
import { appLabel, metadata, partOf, serviceArgs, type ServiceSpec } from "./conventions";
import { conventionsShapes, type ConventionsShape } from "./conventions.shape";
import { phasePolicyArgs, policyArgs, verifiedPolicyArgs, verifyPolicyArgs, type PolicySpec } from "./networkPolicies";
import { platforms, type Platform } from "./platform";
import { podTemplate, type Workload } from "./pods";
import { verifyJob, type OwnCertificate, type VerifiedServer } from "./verification";

/** What all components of a stack's Halo have in common. */
export type SharedArgs = Pick<
  HaloConfig,
  "registry" | "platform" | "googleCloudProject" | "spannerInstance" | "targets" | "backups" | "verify"
>;

export interface HaloArgs extends VersionedArgs, SharedArgs {
  readonly namespace: string;
}

/** When a CronJob runs. */
export interface Schedule {
  readonly schedule: string;
  /** Whether a run is left out while the one before is still going. @default - false */
  readonly alone?: boolean;
}

/** Makes upstream's kinds of objects in upstream's conventions, as parts of one component. */
export abstract class HaloComponent extends VersionedComponent {
  protected readonly platform: Platform;
  private readonly conventions: ConventionsShape;

  protected constructor(
    type: string,
    /** The component's logical name, in which its parts' begin. */
    private readonly stem: string,
    private readonly system: string,
    private readonly shared: HaloArgs,
    opts: VersionedComponentOptions,
    /** What upstream puts before the names of the component's objects; our logical names need not repeat it. */
    private readonly objectPrefix = "",
  ) {
    const labels = { ...partOf, "app.kubernetes.io/component": system, ...appLabel(`${stem}-phases`) };
    super(type, stem, shared, { namespace: shared.namespace, labels }, opts);
    this.platform = platforms[shared.platform];
    this.conventions = this.shapeOf(conventionsShapes);
  }

  /** What this component's release has; `haloProblems` reports a release that is too old long before this does. */
  protected shapeOf<Shape>(table: ShapeTable<Shape>): Shape {
    const { version } = this.shared;
    const shape = table.at(version);
    if (shape === undefined) {
      throw new Error(`${this.componentId}: found release ${version}, expected ${table.oldest} or newer`);
    }
    return shape;
  }

  /** An image of upstream's at this component's release. */
  protected image(repository: string): string {
    return `${this.shared.registry}/${repository}:${this.shared.version}`;
  }

  /** What makes a Service reachable from outside, at a reserved address. */
  protected external(address: string) {
    return { annotations: this.platform.externalService(address), type: "LoadBalancer" as const };
  }

  protected service(spec: ServiceSpec): Service {
    return new Service(this.logical(spec.name), serviceArgs(spec, this.system, this.shared.namespace), this.child());
  }

  protected serviceAccount(name: string, notes: Readonly<Record<string, string>> = {}): ServiceAccount {
    const args = { metadata: metadata(name, this.shared.namespace, { annotations: notes }) };
    return new ServiceAccount(this.logical(name), args, this.child());
  }

  /** A Kubernetes account that acts as one of the Google Cloud project's. */
  protected workloadIdentity(name: string, googleAccount: string): ServiceAccount {
    return this.serviceAccount(name, {
      "iam.gke.io/gcp-service-account": `${googleAccount}@${googleCloud(this.shared).project}.iam.gserviceaccount.com`,
    });
  }

  protected networkPolicy(spec: PolicySpec): NetworkPolicy {
    const args = policyArgs(spec, this.shared.namespace);
    return new NetworkPolicy(this.logical(args.metadata.name), args, this.child());
  }

  /** Namespaces deny all traffic, also that of phase Jobs. */
  protected phasePolicies(servers: readonly VerifiedServer[]): NetworkPolicy[] {
    const { stem, shared: { namespace } } = this;
    return [
      phasePolicyArgs(stem, namespace),
      verifyPolicyArgs(stem, namespace, servers),
      verifiedPolicyArgs(stem, namespace, servers),
    ].map((args) => new NetworkPolicy(args.metadata.name, args, this.child()));
  }

  /** Verifies the servers once the workloads are rolled out, and only then says what is deployed. Call it last. */
  protected verify(workloads: readonly Resource[], servers: readonly VerifiedServer[], certificate: OwnCertificate): void {
    this.complete(workloads, verifyJob(this.shared.verify.image, servers, certificate));
  }

  protected deployment(workload: Workload, ...after: readonly (readonly Resource[])[]): Deployment {
    const name = `${workload.name}-deployment`;
    const replicas = this.replicas();
    const args = {
      metadata: metadata(name, this.shared.namespace, {
        system: this.system,
        labels: appLabel(workload.name),
        annotations: this.marks,
      }),
      spec: {
        ...(replicas !== undefined && { replicas }),
        selector: { matchLabels: appLabel(workload.name) },
        template: podTemplate(workload, "deployment", this.platform, this.conventions),
      },
    };
    return new Deployment(this.logical(name), args, this.child(...after));
  }

  protected cronJob(workload: Workload, when: Schedule, ...after: readonly (readonly Resource[])[]): CronJob {
    const name = `${workload.name}-cronjob`;
    const template = podTemplate(workload, "cronJob", this.platform, this.conventions);
    const args = {
      metadata: metadata(name, this.shared.namespace, { annotations: this.marks }),
      spec: {
        schedule: when.schedule,
        ...(when.alone && { concurrencyPolicy: "Forbid" }),
        ...(isQuiesced(this.shared) && { suspend: true }),
        jobTemplate: { spec: { backoffLimit: 0, template } },
      },
    };
    return new CronJob(this.logical(name), args, this.child(...after));
  }

  protected podTemplate(workload: Workload, ...after: readonly (readonly Resource[])[]): PodTemplate {
    const args = {
      metadata: metadata(workload.name, this.shared.namespace, { annotations: this.marks }),
      template: podTemplate(workload, "podTemplate", this.platform, this.conventions),
    };
    return new PodTemplate(this.logical(workload.name), args, this.child(...after));
  }

  /** The logical name of a part: the component's, then the object's own. */
  protected logical(objectName: string): string {
    const prefixed = objectName.startsWith(this.objectPrefix);
    return `${this.stem}-${prefixed ? objectName.slice(this.objectPrefix.length) : objectName}`;
  }

  private get marks() {
    return {
      [annotations.component]: this.componentId, [annotations.version]: this.shared.version, ...(isQuiesced(this.shared) && stopping),
    };
  }
}

/** The Google Cloud settings, for what cannot do without them; `haloProblems` reports them long before this does. */
export function googleCloud(args: Pick<HaloArgs, "googleCloudProject" | "spannerInstance">) {
  const { googleCloudProject: project, spannerInstance: instance } = args;
  if (project === undefined || instance === undefined) {
    throw new Error("halo: found no googleCloudProject or no spannerInstance, expected both");
  }
  return { project, instance };
}
