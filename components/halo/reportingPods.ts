import type { ReportingConfig } from "../../config/halo";
import {
  configDir,
  grpcTarget,
  listenFlags,
  principalMapFlag,
  quietClient,
  rootsFlag,
  secretsDir,
  spannerFlags,
  tlsFlags,
  verboseServer,
  when,
} from "./conventions";
import { googleCloud, type HaloArgs } from "./haloComponent";
import { configFiles, type Mount, type Program, type Workload } from "./pods";
import type { ReportingShape } from "./reporting.shape";

export type ReportingArgs = Omit<ReportingConfig, keyof HaloArgs> & HaloArgs;

export const internalServer = "postgres-internal-reporting-server";
export const publicApi = "reporting-v2alpha-public-api-server";
export const gateway = "reporting-grpc-gateway";
export const mcpServer = "reporting-mcp-server";
export const scheduling = "report-scheduling";
export const basicReportsJob = "basic-reports-reports";
export const postProcessor = "report-result-post-processor";
export const accessPublicApi = "access-public-api-server";
export const internalAccount = "internal-reporting-server";
/** The Google account behind it; it is also the user of the Cloud SQL database. */
export const internalGoogleAccount = "reporting-v2-internal";

/** Every Pod of Reporting, without those of Access. */
export interface ReportingPods {
  readonly internalServer: Workload;
  readonly publicApi: Workload;
  readonly gateway: Workload;
  readonly mcpServer: Workload;
  readonly scheduling: Workload;
  /** The daily job that finishes basic reports; later a step of the post processor. */
  readonly basicReports: Workload;
  readonly postProcessor: Workload;
  readonly updatePostgresSchema: Program;
  readonly updateSpannerSchema: Program;
}

export function reportingPods(
  args: ReportingArgs,
  shape: ReportingShape,
  image: (repository: string) => string,
): ReportingPods {
  const { secretName, postgres } = args;
  const { project, instance } = googleCloud(args);
  const files = configFiles(args.configMapName);
  const measurementConsumers: Mount = {
    name: "mc-config",
    path: `${secretsDir}/config/mc/`,
    volume: { secret: { secretName: args.mcConfigSecretName } },
  };

  const verbose = verboseServer(args.verboseGrpcServerLogging);
  const roots = rootsFlag("all_root_certs");
  const tls = tlsFlags("reporting");
  const internalApi = grpcTarget("internal-api", internalServer);
  const kingdomApi = `--kingdom-api-target=${args.targets.kingdomPublicApi}`;
  const accessApi = grpcTarget("access-api", accessPublicApi);
  const reportingApi = grpcTarget("reporting-public-api", publicApi);
  const metricSpecs = `--metric-spec-config-file=${configDir}/metric_spec_config.textproto`;
  const population = when(shape.population, `--pdp-name=${args.pdpName}`);
  const eventMessage = (reader: ReportingShape["eventMessageReaders"][number]) =>
    when(
      shape.eventMessageReaders.includes(reader),
      `--event-message-type-url=${shape.fixedEventMessageType ?? args.eventMessageTypeUrl}`,
      `--event-message-descriptor-set=${configDir}/event_message_descriptor_set.pb`,
    );
  const signing = [
    `--measurement-consumer-config-file=${measurementConsumers.path}measurement_consumer_config.textproto`,
    `--signing-private-key-store-dir=${secretsDir}`,
    `--key-pair-dir=${secretsDir}`,
    `--key-pair-config-file=${configDir}/encryption_key_pair_config.textproto`,
  ];
  const cloudSql = [
    `--postgres-user=${internalGoogleAccount}@${project}.iam`,
    `--postgres-database=${postgres.database}`,
    ...shape.postgresFlags,
    `--postgres-cloud-sql-connection-name=${project}:${postgres.region}:${postgres.instance}`,
  ];
  const spanner = spannerFlags(project, instance, args.spannerDatabase);
  /** What both jobs that act for measurement consumers are told. */
  const jobFlags = [
    quietClient,
    verbose,
    roots,
    ...signing,
    metricSpecs,
    ...listenFlags,
    ...population,
    ...tls,
    ...internalApi,
    kingdomApi,
  ];
  const basicReports = {
    image: image("reporting/v2/basic-reports-reports"),
    args: [...jobFlags, ...accessApi, ...eventMessage("basicReports")],
  };

  return {
    internalServer: {
      name: internalServer,
      image: image("reporting/v2/gcloud-internal-server"),
      args: [
        roots,
        verbose,
        ...listenFlags,
        `--basic-reports-enabled=${args.basicReportsEnabled}`,
        ...when(shape.metricsReuseSwitch, "--disable-metrics-reuse=false"),
        `--impression-qualification-filter-config-file=${configDir}/impression_qualification_filter_config.textproto`,
        ...cloudSql,
        ...spanner,
        ...tls,
        ...eventMessage("internalServer"),
      ],
      serves: "grpc",
      resources: { cpu: "100m", memory: shape.memory.internalServer },
      serviceAccount: internalAccount,
      secretName,
      mounts: [files],
    },
    updatePostgresSchema: {
      name: "update-reporting-postgres-schema",
      image: image("reporting/v2/gcloud-postgres-update-schema"),
      args: cloudSql,
    },
    updateSpannerSchema: {
      name: "update-reporting-spanner-schema",
      image: image("reporting/v2/spanner-update-schema"),
      args: spanner,
    },
    publicApi: {
      name: publicApi,
      image: image("reporting/v2/v2alpha-public-api"),
      args: [
        quietClient,
        verbose,
        roots,
        principalMapFlag,
        ...signing,
        metricSpecs,
        ...when(
          shape.basicReportMetricSpecs,
          `--basic-report-metric-spec-config-file=${configDir}/basic_report_metric_spec_config.textproto`,
        ),
        ...when(
          shape.knownEventGroupTypes,
          `--known-event-group-metadata-type=${configDir}/known_event_group_metadata_type_set.pb`,
        ),
        `--open-id-providers-config-file=${configDir}/open_id_providers_config.json`,
        "--require-client-auth=false",
        "--event-group-metadata-descriptor-cache-duration=1h",
        "--certificate-cache-expiration-duration=60m",
        "--data-provider-cache-expiration-duration=60m",
        ...when(
          shape.population,
          "--base-impression-qualification-filter=impressionQualificationFilters/ami",
          "--base-impression-qualification-filter=impressionQualificationFilters/mrc",
        ),
        ...population,
        ...shape.defaultReportStart,
        ...when(
          shape.reportingUnitComponents,
          `--enable-reporting-set-reporting-unit-components=${args.reportingUnitComponentsEnabled}`,
        ),
        ...tls,
        ...internalApi,
        kingdomApi,
        ...accessApi,
        ...eventMessage("publicApi"),
      ],
      serves: "grpc",
      resources: { cpu: "25m", memory: shape.memory.publicApi },
      secretName,
      mounts: [measurementConsumers, files],
    },
    gateway: {
      name: gateway,
      image: image("reporting/grpc-gateway"),
      args: [`--port=${gatewayPort}`, rootsFlag("reporting_root"), ...tls, ...reportingApi],
      serves: { port: gatewayPort, ...(shape.gatewayProbe && { probe: "HTTPS" }) },
      secretName,
    },
    mcpServer: {
      name: mcpServer,
      image: image("reporting/mcp/server"),
      args: [
        "--host=0.0.0.0",
        `--port=${mcpPort}`,
        rootsFlag("reporting_root"),
        quietClient,
        ...tls,
        ...reportingApi,
        ...oauthFlags(args.mcp),
      ],
      serves: { port: mcpPort, probe: "HTTP" },
      resources: { cpu: "25m", memory: "320Mi" },
      secretName,
    },
    scheduling: {
      name: scheduling,
      image: image("reporting/v2/report-scheduling"),
      args: [...jobFlags, ...when(shape.schedulingAsksAccess, ...accessApi)],
      secretName,
      mounts: [measurementConsumers, files],
    },
    basicReports: { name: basicReportsJob, ...basicReports, secretName, mounts: [measurementConsumers, files] },
    postProcessor: {
      name: postProcessor,
      image: image("reporting/v2/report-result-post-processor"),
      args: [rootsFlag("reporting_root"), ...tls, ...internalApi],
      // A step of the job and not a wait: it makes the results that are processed after it.
      before: [{ name: basicReportsJob, ...basicReports }],
      secretName,
      mounts: [measurementConsumers, files],
    },
  };
}

export const gatewayPort = 8443;
export const mcpPort = 8080;

function oauthFlags(mcp: ReportingArgs["mcp"]): readonly string[] {
  if (mcp === undefined) return [];
  return [
    `--oauth-protected-resource=${mcp.oauthProtectedResource ?? `https://${mcp.host}`}`,
    `--oauth-authorization-server=${mcp.oauthIssuer}`,
    "--oauth-scope=reporting.*",
  ];
}
