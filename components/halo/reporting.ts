import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import type { Resource } from "@pulumi/pulumi";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import { accessConfigMap, accessInternalAccount, accessInternalApi, accessPods, accessPolicies } from "./access";
import { accessPermissions } from "./accessPermissions";
import { metadata, partOf } from "./conventions";
import { googleCloud, HaloComponent } from "./haloComponent";
import { fromAnywhere, fromApps, toAnywhere, toApps, type PolicySpec } from "./networkPolicies";
import { schemaPod } from "./pods";
import { reportingShapes, type ReportingShape } from "./reporting.shape";
import {
  accessPublicApi,
  basicReportsJob,
  gateway,
  gatewayPort,
  internalAccount,
  internalGoogleAccount,
  internalServer,
  mcpPort,
  mcpServer,
  postProcessor,
  publicApi,
  reportingPods,
  scheduling,
  type ReportingArgs,
} from "./reportingPods";
import { backupJob, migrateJob, restoreJob, type Stores } from "./stores";
import { grpcServer, type VerifiedServer } from "./verification";

/**
 * Reporting v2, with Access inside it: the public API of reports, its REST gateway and MCP server, the internal server
 * with a PostgreSQL and a Spanner database, and the jobs that schedule and finish reports.
 */
export class Reporting extends HaloComponent {
  static readonly __pulumiType = "stepwise:halo:Reporting";

  constructor(name: string, args: ReportingArgs, opts: VersionedComponentOptions = {}) {
    super(Reporting.__pulumiType, name, "reporting", args, opts, "reporting-");
    const { platform } = this;
    const { instance } = googleCloud(args);
    const shape = this.shapeOf(reportingShapes);
    const image = (repository: string) => this.image(repository);
    const mcp = shape.mcpOauth ? args.mcp : undefined;
    const pods = reportingPods({ ...args, mcp }, shape, image);
    const access = accessPods(args, image);

    const servers = verifiedServers(shape);
    const permissions = new ConfigMap(
      this.logical(accessConfigMap),
      {
        metadata: metadata(accessConfigMap, args.namespace),
        data: { "permissions_config.textproto": accessPermissions(shape.permissions) },
      },
      this.child(),
    );
    const foundation = [
      this.workloadIdentity(internalAccount, internalGoogleAccount),
      this.workloadIdentity(accessInternalAccount, "access-internal"),
      permissions,
      ...this.phasePolicies(servers),
      ...[...policies(shape), ...accessPolicies].map((policy) => this.networkPolicy(policy)),
    ];
    const stores: Stores = [
      { kind: "cloudSql", name: "postgres", instance: args.postgres.instance },
      { kind: "spanner", name: "spanner", instance, database: args.spannerDatabase },
      { kind: "spanner", name: "access", instance, database: args.accessSpannerDatabase },
    ];
    const owner = { name, args, serviceAccount: internalAccount };
    const ready = this.data(foundation, {
      backup: [backupJob(owner, stores)],
      migrate: [
        migrateJob(schemaPod(pods.internalServer, pods.updatePostgresSchema, platform), "postgres"),
        migrateJob(schemaPod(pods.internalServer, pods.updateSpannerSchema, platform), "spanner"),
        migrateJob(schemaPod(access.internalApi, access.updateSchema, platform), "access"),
      ],
      restore: (backup) => [restoreJob(owner, stores, backup)],
    });

    const services = [
      this.service({ name: internalServer }),
      this.service({ name: publicApi, ...this.external(args.publicApiAddressName) }),
      this.service({ name: accessInternalApi }),
      this.service({ name: accessPublicApi, ...this.external(args.accessPublicApiAddressName) }),
      this.service({
        name: gateway,
        port: { port: 443, targetPort: gatewayPort, appProtocol: "https" },
        ...this.external(args.publicApiAddressName),
      }),
      ...(shape.mcpServer ? [this.mcpService(mcp !== undefined)] : []),
    ];
    const internal = this.deployment(pods.internalServer, ready, services);
    const accessInternal = this.deployment(access.internalApi, ready, services);
    const accessPublic = this.deployment(access.publicApi, ready, services, [accessInternal]);
    const reports = this.deployment(pods.publicApi, ready, services, [internal, accessPublic]);
    const jobs = [
      { pod: pods.scheduling, schedule: "30 6 * * *" },
      ...(shape.basicReportsJob === "daily" ? [{ pod: pods.basicReports, schedule: "30 7 * * *" }] : []),
      ...(shape.basicReportsJob === "frequent" ? [{ pod: pods.postProcessor, schedule: "*/5 * * * *" }] : []),
    ];
    const workloads = [
      internal,
      accessInternal,
      accessPublic,
      reports,
      this.deployment(pods.gateway, ready, services, [reports]),
      ...(shape.mcpServer ? [this.deployment(pods.mcpServer, ready, services, [reports])] : []),
      ...(mcp ? this.mcpExposure(mcp.host, args.namespace, services) : []),
      ...jobs.map(({ pod, schedule }) => this.cronJob(pod, { schedule, alone: shape.jobsRunAlone }, ready, services)),
    ];
    this.verify(workloads, servers, { secretName: args.secretName, owner: "reporting", roots: "reporting_root" });
  }

  private mcpService(exposed: boolean) {
    return this.service({
      name: mcpServer,
      port: { port: mcpPort, targetPort: mcpPort, appProtocol: "http" },
      ...(exposed && { annotations: { "cloud.google.com/neg": '{"ingress": true}' } }),
    });
  }

  /** HTTPS ends at Google's load balancer, with a certificate that Google manages; the MCP server stays as it is. */
  private mcpExposure(host: string, namespace: string, services: readonly Resource[]): Resource[] {
    const certificate = new CustomResource(
      this.logical("reporting-mcp"),
      {
        apiVersion: "networking.gke.io/v1",
        kind: "ManagedCertificate",
        metadata: { name: "reporting-mcp", namespace },
        spec: { domains: [host] },
      },
      this.child(),
    );
    const ingress = new Ingress(
      this.logical("reporting-mcp-ingress"),
      {
        metadata: {
          name: "reporting-mcp-ingress",
          namespace,
          labels: { ...partOf },
          annotations: {
            "kubernetes.io/ingress.class": "gce",
            "networking.gke.io/managed-certificates": "reporting-mcp",
            "kubernetes.io/ingress.global-static-ip-name": "reporting-mcp",
          },
        },
        spec: {
          rules: [
            {
              host,
              http: {
                paths: [
                  {
                    path: "/",
                    pathType: "Prefix",
                    backend: { service: { name: mcpServer, port: { number: mcpPort } } },
                  },
                ],
              },
            },
          ],
        },
      },
      this.child(services, [certificate]),
    );
    return [certificate, ingress];
  }
}

/** Before the gateway had a health check, that it answers at all had to do. */
function verifiedServers({ gatewayProbe, mcpServer: hasMcp }: ReportingShape): VerifiedServer[] {
  return [
    ...[internalServer, accessInternalApi, accessPublicApi, publicApi].map(grpcServer),
    { name: gateway, address: `https://${gateway}:443${gatewayProbe ? "/healthz" : ""}`, podPort: gatewayPort },
    ...(hasMcp ? [{ name: mcpServer, address: `http://${mcpServer}:${mcpPort}/healthz`, podPort: mcpPort }] : []),
  ];
}

function policies(shape: ReportingShape): PolicySpec[] {
  const toInternal = [toAnywhere, toApps(internalServer)];
  const reportJobs: Record<ReportingShape["basicReportsJob"], PolicySpec[]> = {
    none: [],
    // Upstream forgot that it calls the Kingdom.
    daily: [{ name: basicReportsJob, app: basicReportsJob, egress: [toApps(internalServer)] }],
    frequent: [{ name: postProcessor, app: postProcessor, egress: toInternal }],
  };
  const jobs = reportJobs[shape.basicReportsJob];
  return [
    {
      name: internalServer,
      app: internalServer,
      ingress: [fromApps(publicApi, scheduling, ...jobs.map(({ app }) => app))],
      egress: [toAnywhere],
    },
    { name: publicApi, app: publicApi, ingress: [fromAnywhere()], egress: toInternal },
    { name: gateway, app: gateway, ingress: [fromAnywhere(gatewayPort)], egress: [toApps(publicApi)] },
    ...(shape.mcpServer
      ? [{ name: mcpServer, app: mcpServer, ingress: [fromAnywhere(mcpPort)], egress: [toApps(publicApi)] }]
      : []),
    { name: scheduling, app: scheduling, egress: toInternal },
    ...jobs,
  ];
}
