import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import type { Resource } from "@pulumi/pulumi";
import type { ServicesConfig } from "../../config/kleidia";
import { annotations } from "../core/labels";
import { fromAnywhere, toAnywhere, toApps, toDns } from "../core/networkPolicies";
import { metadata } from "../core/objects";
import { postgresBackup, postgresPort, postgresRestore, postgresScripts, type PostgresServer } from "../core/postgres/jobs";
import { checkJob } from "../core/scriptJobs";
import { ScriptedComponent, unawaited } from "../core/scriptedComponent";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import type { KleidiaArgs } from "./args";
import { backendPort, frontendPort, openbaoPort } from "./conventions";
import { candidateName, keptPods, leftPods, servingPods, type ReleasePods } from "./releasePods";
import { backend, frontend, migrationPod, podTemplate, type ServedProgram } from "./servicesPods";
import { candidateTest, servicesVerification, verifyScript } from "./verification";

/** What the services run on. */
export interface Neighbours {
  /** The Service of OpenBao. */
  readonly openbao: string;
  readonly postgres: PostgresServer;
}

export type ServicesArgs = Omit<ServicesConfig, keyof KleidiaArgs> & KleidiaArgs & { readonly uses: Neighbours };

/**
 * What users see: the backend, which owns the schema of the database, the frontend, and the Ingress to both.
 *
 * By default Kubernetes replaces Pod by Pod. By blue-green each release has Deployments of its own, and the Services that
 * take traffic select one release: they change only once the Pods of the other were tested by way of a Service that has no
 * other use.
 */
export class Services extends ScriptedComponent {
  static readonly __pulumiType = "stepwise:kleidia:Services";

  constructor(name: string, private readonly args: ServicesArgs, opts: VersionedComponentOptions = {}) {
    super(Services.__pulumiType, name, args, [...postgresScripts, verifyScript], opts);
    const place = this.jobPlace;
    const { openbao, postgres } = args.uses;
    const foundation = [
      this.scripts(),
      this.networkPolicy({
        app: "backend",
        ingress: [fromAnywhere(backendPort)],
        // Identity providers and object stores, whose addresses nobody can list.
        egress: [toAnywhere],
      }),
      this.networkPolicy({ app: "frontend", ingress: [fromAnywhere(frontendPort)], egress: [toDns, toApps(backendPort, "backend")] }),
      this.phasePolicy(
        toApps(postgresPort, postgres.app ?? postgres.host), toApps(openbaoPort, openbao), toApps(backendPort, "backend"), toApps(frontendPort, "frontend"),
      ),
    ];
    const ready = this.data(foundation, {
      backup: [postgresBackup(place, postgres)],
      migrate: args.migratesAtStart ? [] : [{ pod: migrationPod(args), deadlineSeconds: 3600 }],
      restore: (backup) => [postgresRestore(place, postgres, backup)],
    });

    const serving = servingPods(args);
    const kept = keptPods(args).flatMap((pods) => this.deployments(pods, ready));
    const { nodePorts } = args.blueGreen ?? {};
    const first = args.blueGreen ? this.entries(serving, candidateName, nodePorts ?? {}) : this.entrances(serving);
    const served = this.deployments(serving, ready, first);
    const tested = args.blueGreen ? this.tested([...served, ...kept], checkJob(place, candidateTest(args))) : [];
    const entrances = args.blueGreen ? this.entrances(serving, tested) : first;
    // Stopped only when it has no traffic any more.
    const left = leftPods(args).flatMap((pods) => this.deployments(pods, entrances));
    this.complete([...served, ...kept, ...left, this.ingress([...served, ...entrances])], checkJob(place, servicesVerification(args)));
  }

  /** The Deployments of a release, the frontend's after the backend's. */
  private deployments(pods: ReleasePods, ...after: readonly (readonly Resource[])[]): Resource[] {
    const args = { ...this.args, version: pods.version };
    const api = this.deployment(backend(args), pods, after);
    return [api, this.deployment(frontend(args), pods, [...after, [api]])];
  }

  private deployment(program: ServedProgram, pods: ReleasePods, after: readonly (readonly Resource[])[]): Deployment {
    const replicas = pods.run ? this.replicas(program.replicas) : 0;
    const labels = pods.labelsOf(program.name);
    const head = this.marked(pods.nameOf(program.name));
    const migrates = program.name === "backend" && this.args.migratesAtStart;
    return new Deployment(
      this.logical(head.name),
      {
        metadata: {
          ...head,
          annotations: { ...head.annotations, [annotations.version]: pods.version, ...(migrates && { [annotations.migration]: "application" }) },
        },
        spec: {
          ...(replicas !== undefined && { replicas }),
          selector: { matchLabels: labels },
          // No Pod that is ready goes before another is.
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template: this.restarting(podTemplate(program, labels)),
        },
      },
      this.child(...after),
    );
  }

  /** The Services that take traffic. */
  private entrances(pods: ReleasePods, after: readonly Resource[] = []): Service[] {
    const { backend: { nodePort: api }, frontend: { nodePort: site } } = this.args;
    return this.entries(pods, (app) => app, { backend: api, frontend: site }, after);
  }

  /** A Service for each program, to the Pods of one release. Nobody waits for its Pods: it has to be there before they are. */
  private entries(
    pods: ReleasePods, nameOf: (app: string) => string, nodePorts: Readonly<Partial<Record<ServedProgram["name"], number | undefined>>>,
    after: readonly Resource[] = [],
  ): Service[] {
    return [backend(this.args), frontend(this.args)].map(({ name: app, port, servicePort }) => {
      const [name, nodePort] = [nameOf(app), nodePorts[app]];
      const ports = [{ name: "http", port: servicePort, targetPort: port, ...(nodePort !== undefined && { nodePort }) }];
      const spec = { ...(nodePort !== undefined && { type: "NodePort" }), selector: { ...pods.labelsOf(app) }, ports };
      return new Service(`${this.logical(name)}-service`, { metadata: metadata(this.home, name, unawaited), spec }, this.child(after));
    });
  }

  private ingress(after: readonly Resource[]): Ingress {
    const { host, ingressClassName, tlsSecretName } = this.args;
    const head = this.marked("kleidia");
    const to = (path: string, name: string) => ({ path, pathType: "Prefix", backend: { service: { name, port: { name: "http" } } } });
    return new Ingress(
      this.logical("kleidia"),
      {
        metadata: { ...head, annotations: { ...head.annotations, ...unawaited } },
        spec: {
          ...(ingressClassName !== undefined && { ingressClassName }),
          ...(tlsSecretName !== undefined && { tls: [{ hosts: [host], secretName: tlsSecretName }] }),
          rules: [{ host, http: { paths: [to("/api", "backend"), to("/", "frontend")] } }],
        },
      },
      this.child(after),
    );
  }
}
