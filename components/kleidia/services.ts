import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import type { Resource } from "@pulumi/pulumi";
import type { ServicesConfig } from "../../config/kleidia";
import { annotations } from "../core/labels";
import { fromAnywhere, toAnywhere, toApps, toDns } from "../core/networkPolicies";
import { postgresBackup, postgresPort, postgresRestore, postgresScripts, type PostgresServer } from "../core/postgres/jobs";
import { checkJob } from "../core/scriptJobs";
import { ScriptedComponent, unawaited } from "../core/scriptedComponent";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import type { KleidiaArgs } from "./args";
import { backendPort, frontendPort, openbaoPort } from "./conventions";
import { backend, frontend, migrationPod, podTemplate, type ServedProgram } from "./servicesPods";
import { servicesVerification, verifyScript } from "./verification";

/** What the services run on. */
export interface Neighbours {
  /** The Service of OpenBao. */
  readonly openbao: string;
  readonly postgres: PostgresServer;
}

export type ServicesArgs = Omit<ServicesConfig, keyof KleidiaArgs> & KleidiaArgs & { readonly uses: Neighbours };

/** What users see: the backend, which owns the schema of the database, the frontend, and the Ingress to both. */
export class Services extends ScriptedComponent {
  static readonly __pulumiType = "stepwise:kleidia:Services";

  constructor(name: string, args: ServicesArgs, opts: VersionedComponentOptions = {}) {
    super(Services.__pulumiType, name, args, [...postgresScripts, verifyScript], opts);
    const place = this.jobPlace;
    const { openbao, postgres } = args.uses;
    const [backendPod, frontendPod] = [backend(args), frontend(args)];
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
        toApps(postgresPort, postgres.host), toApps(openbaoPort, openbao), toApps(backendPort, "backend"), toApps(frontendPort, "frontend"),
      ),
    ];
    const ready = this.data(foundation, {
      backup: [postgresBackup(place, postgres)],
      migrate: args.migratesAtStart ? [] : [{ pod: migrationPod(args), deadlineSeconds: 3600 }],
      restore: (backup) => [postgresRestore(place, postgres, backup)],
    });

    const services = [backendPod, frontendPod].map(({ name: app, port, servicePort }) =>
      this.service({ name: app, app, ports: [{ name: "http", port: servicePort, targetPort: port }] }));
    const api = this.deployment(backendPod, args, ready, services);
    const site = this.deployment(frontendPod, args, [...ready, api], services);
    this.complete([api, site, this.ingress(args, [api, site])], checkJob(place, servicesVerification(args)));
  }

  private deployment(program: ServedProgram, args: ServicesArgs, ...after: readonly (readonly Resource[])[]): Deployment {
    const replicas = this.replicas(program.replicas);
    const metadata = this.marked(program.name);
    const migrates = program.name === "backend" && args.migratesAtStart;
    return new Deployment(
      this.logical(program.name),
      {
        metadata: migrates ? { ...metadata, annotations: { ...metadata.annotations, [annotations.migration]: "application" } } : metadata,
        spec: {
          ...(replicas !== undefined && { replicas }),
          selector: { matchLabels: { app: program.name } },
          // No Pod that is ready goes before another is.
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template: podTemplate(program),
        },
      },
      this.child(...after),
    );
  }

  private ingress({ host, ingressClassName, tlsSecretName }: ServicesArgs, after: readonly Resource[]): Ingress {
    const metadata = this.marked("kleidia");
    const to = (path: string, name: string) => ({ path, pathType: "Prefix", backend: { service: { name, port: { name: "http" } } } });
    return new Ingress(
      this.logical("kleidia"),
      {
        metadata: { ...metadata, annotations: { ...metadata.annotations, ...unawaited } },
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
