import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler";
import type { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import type { Resource } from "@pulumi/pulumi";
import type { DxConfig } from "../../config/dx";
import type { ChartObject } from "../core/chartFile";
import { annotations } from "../core/labels";
import { fromAnywhere, fromApps, toAnywhere, toApps, toDns, type Egress } from "../core/networkPolicies";
import { appLabel, metadata, partOf, phasesApp } from "../core/objects";
import type { PodSpec } from "../core/phaseJob";
import type { MigrationMode } from "../core/phases";
import { rendered } from "../core/renderedChart";
import type { ScriptJob } from "../core/scriptJobs";
import { ScriptedComponent, type ScriptedArgs } from "../core/scriptedComponent";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import type { DxKind } from "../../config/dx";
import { calls, callersOf, nameOf, parts, system, type Part } from "./conventions";
import type { AppValues } from "./settings";

/** What every component of DX is told, beside its own settings. */
export interface DxArgs extends ScriptedArgs, Pick<DxConfig, "tools"> {
  /** Helm's name of the release, in which the names of all objects begin. */
  readonly release: string;
  readonly image: string;
  /** What the release ships for it, with the customer's values over that. */
  readonly app: AppValues;
  /** What all of DX's applications are told, in a ConfigMap that Core's component writes. */
  readonly global: Readonly<Record<string, string>>;
}

/** The objects that a chart has for a component, in place of the ones that are described here. */
export type ChartSource = readonly ChartObject[] | undefined;

/** The ConfigMap that is for all of DX's applications. */
export function globalName(release: string): string {
  return `${release}-global`;
}

/** Makes what all of DX's components have: ConfigMaps, policies, autoscalers, and Pods that follow what they read. */
export abstract class DxComponent extends ScriptedComponent {
  /** What its objects are called, and its Pods found by. */
  protected readonly app: string;
  protected readonly part: Part;
  private readonly configMaps: Map<string, Readonly<Record<string, string>>>;

  protected constructor(
    type: string,
    name: string,
    private readonly kind: DxKind,
    private readonly dx: DxArgs,
    scripts: readonly string[],
    opts: VersionedComponentOptions,
  ) {
    super(type, name, dx, [...scripts, verifyScript], opts);
    this.app = nameOf(kind, dx.release);
    this.part = parts[kind];
    this.configMaps = new Map([[globalName(dx.release), dx.global]]);
  }

  protected override logical(objectName: string): string {
    const prefix = `${this.dx.release}-`;
    return super.logical(objectName, objectName.startsWith(prefix) ? prefix : undefined);
  }

  /** The ConfigMap of this application alone; another content restarts its Pods. */
  protected config(data: Readonly<Record<string, string>>): ConfigMap {
    this.configMaps.set(this.app, data);
    return this.configMap(this.app, data, `${this.logical(this.app)}-config`);
  }

  /** What a workload makes its Pods from. */
  protected template(spec: Omit<PodSpec, "restartPolicy">, app: string = this.app) {
    return this.restarting({ metadata: { labels: { ...partOf(system), ...appLabel(app) } }, spec }, this.configMaps);
  }

  /**
   * Who may call it: its callers, its own Jobs and, at the edge, everybody. A closed one is called by its Jobs only.
   * @param alsoCalls what it and its Jobs call beside the other applications
   */
  protected policies(
    { atTheEdge = false, alsoCalls = [] }: { readonly atTheEdge?: boolean; readonly alsoCalls?: readonly Egress[] },
  ): Resource[] {
    const { release } = this.dx;
    const callers = this.isClosed ? [] : this.callers();
    return [
      this.networkPolicy({
        app: this.app,
        ingress: [fromApps(this.part.port, phasesApp(system, this.kind), ...callers), ...(atTheEdge ? [fromAnywhere(this.part.port)] : [])],
        egress: [toDns, ...calls[this.kind].map((called) => toApps(parts[called].port, nameOf(called, release))), ...alsoCalls],
      }),
      this.phasePolicy(toApps(this.part.port, this.app), ...alsoCalls),
    ];
  }

  /** The labels of the Pods that call it. */
  protected callers(): string[] {
    return callersOf(this.kind).map((caller) => nameOf(caller, this.dx.release));
  }

  /** How many Pods to ask for; an autoscaler's number is never written, or each update would set it back. */
  protected ownReplicas(): { readonly replicas?: number } {
    const { replicas, autoscaler } = this.dx.app;
    const wanted = this.replicas(autoscaler ? undefined : replicas);
    return wanted === undefined ? {} : { replicas: wanted };
  }

  /** Scales a workload, where the values say so; a stopped one is left alone by it. */
  protected autoscaler(kind: "Deployment" | "StatefulSet", workload: Resource): Resource[] {
    const { autoscaler } = this.dx.app;
    if (!autoscaler) return [];
    const target = (name: "cpu" | "memory", averageUtilization: number) =>
      ({ type: "Resource", resource: { name, target: { type: "Utilization", averageUtilization } } });
    return [new HorizontalPodAutoscaler(`${this.logical(this.app)}-autoscaler`, {
      metadata: metadata(this.home, this.app),
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind, name: this.app },
        minReplicas: autoscaler.minReplicas,
        maxReplicas: autoscaler.maxReplicas,
        metrics: [
          target("cpu", autoscaler.targetCPUUtilizationPercentage),
          target("memory", autoscaler.targetMemoryUtilizationPercentage),
        ],
      },
    }, this.child([workload]))];
  }

  /**
   * The objects of a chart, in place of described ones.
   * @param migration how its workloads migrate what they keep. @default - they don't, or a Job has
   */
  protected fromChart(chart: readonly ChartObject[], ready: readonly Resource[], migration?: MigrationMode): Resource[] {
    const { annotations: marks } = this.marked(this.app);
    return chart.map((object) => {
      const migrates = migration !== undefined && ["Deployment", "StatefulSet"].includes(object.kind);
      const own = migrates ? { ...marks, [annotations.migration]: migration } : marks;
      const place = { namespace: this.home.namespace, marks: own, replicas: this.replicas() };
      return rendered(`${object.kind.toLowerCase()}-${this.logical(object.metadata.name)}`, object, place, this.child(ready));
    });
  }

  /** A chart's Pods have labels of their own, so what its Jobs may reach can't be said by ours. */
  protected chartPolicy(): Resource {
    return this.phasePolicy(toAnywhere);
  }

  /** Whether it answers requests at all: the documents don't say what with. */
  protected answers(seconds: number, path = "/"): ScriptJob {
    return {
      image: this.dx.tools.image,
      user: toolsUser,
      command: ["http-verify.sh"],
      env: [
        { name: "CHECKS", value: `http://${this.app}:${this.part.port}${path} answers` },
        { name: "WITHIN_SECONDS", value: String(seconds) },
      ],
      deadlineSeconds: seconds + startMargin,
    };
  }
}

/** HCL's images run as this user, and so does everything that reads what they wrote. */
export const dxUser = 1000;

/** Any user but root; nothing in the image belongs to it. */
export const toolsUser = 65_532;

const verifyScript = "components/core/scripts/http-verify.sh";

/** For the image to come and the Job to be reported, beside the time that servers are asked for, in seconds. */
const startMargin = 300;
