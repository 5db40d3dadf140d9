import type { KingdomConfig } from "../../config/halo";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import {
  configDir,
  grpcTarget,
  listenFlags,
  principalMapFlag,
  quietClient,
  secretsDir,
  spannerFlags,
  tlsFlags,
  verboseServer,
  when,
} from "./conventions";
import { googleCloud, HaloComponent, type HaloArgs, type Schedule } from "./haloComponent";
import { kingdomShapes } from "./kingdom.shape";
import { fromAnywhere, fromApps, toAnywhere, toApps, type PolicySpec } from "./networkPolicies";
import { configFiles, schemaPod, type Workload } from "./pods";
import { backupJob, migrateJob, restoreJob, type Stores } from "./stores";
import { grpcServer } from "./verification";

export type KingdomArgs = Omit<KingdomConfig, keyof HaloArgs> & HaloArgs;

const dataServer = "gcp-kingdom-data-server";
const systemApi = "system-api-server";
const publicApi = "v2alpha-public-api-server";
const deletion = "completed-measurements-deletion";
const cancellation = "pending-measurements-cancellation";
const exchangesDeletion = "exchanges-deletion";
const metrics = "operational-metrics";
const internalAccount = "internal-server";
const metricsAccount = "operational-metrics";

/**
 * The Kingdom: the public API of measurement consumers and data providers, the system API that Duchies call, the data
 * server behind both with its Spanner database, and the jobs that clean up and report.
 */
export class Kingdom extends HaloComponent {
  static readonly __pulumiType = "stepwise:halo:Kingdom";

  constructor(name: string, args: KingdomArgs, opts: VersionedComponentOptions = {}) {
    super(Kingdom.__pulumiType, name, "kingdom", args, opts);
    const shape = this.shapeOf(kingdomShapes);
    const { project, instance } = googleCloud(args);
    const { secretName } = args;

    const protocols = shape.protocols.map((protocol) => {
      const file = `${protocol.replace("-", "_")}_protocol_config_config.textproto`;
      return `--${protocol}-protocol-config-config=${secretsDir}/${file}`;
    });
    const duchyInfo = `--duchy-info-config=${secretsDir}/duchy_cert_config.textproto`;
    const database = spannerFlags(project, instance, args.spannerDatabase);
    const internalApi = grpcTarget("internal-api", dataServer);

    const dataServerPod: Workload = {
      name: dataServer,
      image: this.image("kingdom/data-server"),
      args: [
        duchyInfo,
        `--duchy-id-config=${secretsDir}/duchy_id_config.textproto`,
        ...protocols,
        ...tlsFlags("kingdom", "kingdom_root"),
        `--known-event-group-metadata-type=${configDir}/known_event_group_metadata_type_set.pb`,
        verboseServer(args.verboseGrpcServerLogging),
        ...listenFlags,
        "--grpc-thread-pool-size=7",
        ...database,
      ],
      serves: "grpc",
      resources: { cpu: "500m", memory: "352Mi" },
      serviceAccount: internalAccount,
      secretName,
      mounts: [configFiles(args.configMapName)],
    };
    const systemApiPod: Workload = {
      name: systemApi,
      image: this.image("kingdom/system-api"),
      args: [
        quietClient,
        verboseServer(args.verboseGrpcServerLogging),
        duchyInfo,
        ...tlsFlags("kingdom", "all_root_certs"),
        ...internalApi,
        ...listenFlags,
        // More than there are heralds: each keeps a stream open.
        "--grpc-thread-pool-size=5",
      ],
      serves: "grpc",
      secretName,
    };
    const publicApiPod: Workload = {
      name: publicApi,
      image: this.image("kingdom/v2alpha-public-api"),
      args: [
        quietClient,
        verboseServer(args.verboseGrpcServerLogging),
        ...protocols,
        "--enable-hmss",
        ...tlsFlags("kingdom", "all_root_certs"),
        ...internalApi,
        principalMapFlag,
        "--open-id-redirect-uri=https://localhost:2048",
        duchyInfo,
        ...when(shape.rateLimits, `--rate-limit-config-file=${configDir}/rate_limit_config.textproto`),
        ...when(shape.trusteeSwitch && args.trusteeEnabled, "--enable-trustee"),
        "--direct-noise-mechanism=NONE",
        "--direct-noise-mechanism=CONTINUOUS_LAPLACE",
        "--direct-noise-mechanism=CONTINUOUS_GAUSSIAN",
        ...listenFlags,
      ],
      serves: "grpc",
      secretName,
      mounts: [configFiles(args.configMapName)],
    };

    const updateSchema = {
      name: "update-kingdom-schema",
      image: this.image("kingdom/spanner-update-schema"),
      args: database,
    };
    const stores: Stores = [{ kind: "spanner", name: "kingdom", instance, database: args.spannerDatabase }];
    const owner = { name, args, serviceAccount: internalAccount };
    const servers = [dataServer, systemApi, publicApi].map(grpcServer);
    const ready = this.data(
      [
        this.workloadIdentity(internalAccount, "kingdom-internal"),
        this.workloadIdentity(metricsAccount, "operational-metrics"),
        ...this.phasePolicies(servers),
        ...policies.map((policy) => this.networkPolicy(policy)),
      ],
      {
        backup: [backupJob(owner, stores)],
        migrate: [migrateJob(schemaPod(dataServerPod, updateSchema, this.platform))],
        restore: (backup) => [restoreJob(owner, stores, backup)],
      },
    );

    const services = [
      this.service({ name: dataServer }),
      this.service({ name: systemApi, ...this.external(args.systemApiAddressName) }),
      this.service({ name: publicApi, ...this.external(args.publicApiAddressName) }),
    ];
    const data = this.deployment(dataServerPod, ready, services);
    const workloads = [
      data,
      this.deployment(systemApiPod, ready, services, [data]),
      this.deployment(publicApiPod, ready, services, [data]),
      ...this.retention(secretName, internalApi).map((job) => this.cronJob(job.pod, job.when, ready, services)),
      this.cronJob(
        this.operationalMetrics(project, secretName, internalApi),
        { schedule: "30 * * * *", alone: true },
        ready,
        services,
      ),
    ];
    this.verify(workloads, servers, { secretName, owner: "kingdom", roots: "kingdom_root" });
  }

  /** The jobs that delete what is too old. Operators tune them in place; see upstream's retention policies. */
  private retention(secretName: string, internalApi: readonly string[]): { pod: Workload; when: Schedule }[] {
    const job = (name: string, schedule: string, ...limits: readonly string[]) => ({
      pod: {
        name,
        image: this.image(`kingdom/${name}`),
        args: [...internalApi, ...tlsFlags("kingdom", "all_root_certs"), ...limits, "--dry-run=false", quietClient],
        secretName,
      },
      when: { schedule },
    });
    return [
      job(deletion, "15 * * * *", "--time-to-live=180d", "--max-to-delete-per-rpc=25"),
      job(cancellation, "45 * * * *", "--time-to-live=15d"),
      job(exchangesDeletion, "40 6 * * *", "--days-to-live=100"),
    ];
  }

  /** Exports what the Kingdom did into BigQuery. */
  private operationalMetrics(project: string, secretName: string, internalApi: readonly string[]): Workload {
    return {
      name: metrics,
      image: this.image("kingdom/bigquery-operational-metrics"),
      args: [
        `--bigquery-project=${project}`,
        "--bigquery-dataset=operational_metrics",
        "--measurements-table=measurements",
        "--latest-measurement-read-table=latest_measurement_read",
        "--requisitions-table=requisitions",
        "--latest-requisition-read-table=latest_requisition_read",
        "--computation-participant-stages-table=computation_participant_stages",
        "--latest-computation-read-table=latest_computation_read",
        "--batch-size=1000",
        ...tlsFlags("kingdom", "kingdom_root"),
        ...internalApi,
      ],
      heap: "48M",
      resources: { cpu: "10m", memory: "256Mi" },
      serviceAccount: metricsAccount,
      secretName,
    };
  }
}

const policies: readonly PolicySpec[] = [
  {
    name: "internal-data-server",
    app: dataServer,
    ingress: [
      fromApps(
        publicApi,
        systemApi,
        "resource-setup",
        deletion,
        cancellation,
        exchangesDeletion,
        metrics,
        "measurement-system-prober",
      ),
    ],
    egress: [toAnywhere],
  },
  { name: "public-api-server", app: publicApi, ingress: [fromAnywhere()], egress: [toApps(dataServer)] },
  { name: "system-api-server", app: systemApi, ingress: [fromAnywhere()], egress: [toApps(dataServer)] },
  {
    name: "resource-setup-job",
    app: "resource-setup",
    egress: [toApps(dataServer, publicApi, "opentelemetry-collector")],
  },
  ...[deletion, cancellation, exchangesDeletion].map((app) => ({ name: app, app, egress: [toApps(dataServer)] })),
  { name: metrics, app: metrics, egress: [toAnywhere] },
];
