import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import type { Resource } from "@pulumi/pulumi";
import { fromApps } from "../core/networkPolicies";
import { appLabel, metadata } from "../core/objects";
import { restrictedContainer, restrictedPod } from "../core/restricted";
import { checkJob } from "../core/scriptJobs";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import type { DxKind } from "../../config/dx";
import { DxComponent, dxUser, globalName, type ChartSource, type DxArgs } from "./dxComponent";

/** What tells one stateless application from another. */
export interface StatelessSpec {
  readonly kind: DxKind;
  /** Its own ConfigMap. */
  readonly config: Readonly<Record<string, string>>;
  /** Whether everybody may call it. @default - only what depends on it */
  readonly atTheEdge?: boolean;
  /** Objects that other programs act on: one that changes is replaced, never patched. @default - none */
  readonly replaced?: readonly ReplacedObject[];
  /** Another program that it needs a Deployment of beside its own. @default - none */
  readonly companion?: { readonly suffix: string; readonly image: string; readonly port: number };
}

/** A custom object without its place. */
export interface ReplacedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly spec: object;
}

/** Requests in flight are answered before a server ends, in seconds. */
const drainSeconds = 10;

/** How long an application may take until it answers, in seconds. */
const answerSeconds = 600;

/**
 * An application that keeps nothing: a new image is all that an update means for it. No Pod that is ready goes before
 * another is, and one that goes is taken out of its Service first.
 */
export abstract class StatelessApplication extends DxComponent {
  protected constructor(
    type: string, name: string, spec: StatelessSpec, private readonly args: DxArgs, chart: ChartSource, opts: VersionedComponentOptions,
  ) {
    super(type, name, spec.kind, args, [], opts);
    const foundation = chart ? [this.scripts(), this.chartPolicy()] : this.foundation(spec);
    const ready = this.data(foundation, { backup: [], migrate: [], restore: () => [] });
    const workloads = chart ? this.fromChart(chart, ready) : this.workloads(spec, ready);
    this.complete(workloads, checkJob(this.jobPlace, this.answers(answerSeconds)));
  }

  private foundation({ config, atTheEdge, replaced = [], companion }: StatelessSpec): Resource[] {
    return [
      this.scripts(),
      this.config(config),
      ...this.policies({ atTheEdge: atTheEdge ?? false }),
      this.service({ name: this.app, app: this.app, ports: [httpPort(this.part.port)] }),
      ...(companion ? this.companionFoundation(companion) : []),
      ...replaced.map(({ name, spec, ...head }) => new CustomResource(
        this.logical(name),
        { ...head, metadata: metadata(this.home, name), spec },
        { ...this.child(), replaceOnChanges: ["spec"], deleteBeforeReplace: true },
      )),
    ];
  }

  private companionFoundation({ suffix, port }: NonNullable<StatelessSpec["companion"]>): Resource[] {
    const app = `${this.args.release}-${suffix}`;
    return [
      this.networkPolicy({ app, ingress: [fromApps(port, this.app)], egress: [] }),
      this.service({ name: app, app, ports: [httpPort(port)] }),
    ];
  }

  private workloads({ companion }: StatelessSpec, ready: readonly Resource[]): Resource[] {
    const { image, release, app } = this.args;
    const before = companion ? [this.deployment(`${release}-${companion.suffix}`, companion, {}, ready)] : [];
    const own = this.deployment(this.app, { suffix: this.part.suffix, image, port: this.part.port }, {
      envFrom: [{ configMapRef: { name: globalName(release) } }, { configMapRef: { name: this.app } }],
      resources: app.resources,
    }, [...ready, ...before]);
    return [...before, own, ...this.autoscaler("Deployment", own)];
  }

  private deployment(
    app: string, { suffix, image, port }: NonNullable<StatelessSpec["companion"]>, container: object, after: readonly Resource[],
  ): Deployment {
    return new Deployment(
      this.logical(app),
      {
        metadata: this.marked(app),
        spec: {
          ...this.ownReplicas(),
          selector: { matchLabels: appLabel(app) },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template: this.template({
            automountServiceAccountToken: false,
            securityContext: restrictedPod(dxUser),
            terminationGracePeriodSeconds: 30 + drainSeconds,
            containers: [
              {
                name: suffix,
                image,
                ports: [{ name: "http", containerPort: port }],
                // What answers HTTP is not documented; that it listens can be asked of all of them.
                readinessProbe: { tcpSocket: { port }, periodSeconds: 5 },
                livenessProbe: { tcpSocket: { port }, periodSeconds: 10, initialDelaySeconds: 30 },
                // A server is still sent requests for a moment after it was told to end.
                lifecycle: { preStop: { exec: { command: ["sleep", String(drainSeconds)] } } },
                securityContext: restrictedContainer,
                ...container,
              },
            ],
          }, app),
        },
      },
      this.child(after),
    );
  }
}

function httpPort(port: number) {
  return { name: "http", port, targetPort: port };
}
