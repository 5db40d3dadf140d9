import {
  grpcTarget,
  principalMapFlag,
  quietClient,
  rootsFlag,
  spannerFlags,
  tlsFlags,
  verboseServer,
} from "./conventions";
import { googleCloud } from "./haloComponent";
import { fromAnywhere, fromApps, toAnywhere, toApps, type PolicySpec } from "./networkPolicies";
import { configFiles, type Program, type Workload } from "./pods";
import { accessPublicApi, publicApi, type ReportingArgs } from "./reportingPods";

/** Access, which says who may do what. It has servers and a database of its own and is deployed inside Reporting. */

export const accessInternalApi = "access-internal-api-server";
export const accessInternalAccount = "internal-access-server";
export const accessConfigMap = "access-config";

export interface AccessPods {
  readonly internalApi: Workload;
  readonly publicApi: Workload;
  readonly updateSchema: Program;
}

export function accessPods(args: ReportingArgs, image: (repository: string) => string): AccessPods {
  const { secretName } = args;
  const { project, instance } = googleCloud(args);
  const verbose = verboseServer(args.verboseGrpcServerLogging);
  const trust = [rootsFlag("reporting_root"), ...tlsFlags("access")];
  const spanner = spannerFlags(project, instance, args.accessSpannerDatabase);
  const permissionsDir = "/etc/halo-cmms/access-config";
  return {
    internalApi: {
      name: accessInternalApi,
      image: image("access/internal-api"),
      args: [
        verbose,
        principalMapFlag,
        ...trust,
        `--permissions-config=${permissionsDir}/permissions_config.textproto`,
        ...spanner,
      ],
      serves: "grpc",
      serviceAccount: accessInternalAccount,
      secretName,
      mounts: [
        configFiles(args.configMapName),
        { name: "access-config", path: permissionsDir, volume: { configMap: { name: accessConfigMap } } },
      ],
    },
    publicApi: {
      name: accessPublicApi,
      image: image("access/public-api"),
      args: [quietClient, verbose, ...trust, ...grpcTarget("access-internal-api", accessInternalApi)],
      serves: "grpc",
      secretName,
    },
    updateSchema: { name: "update-access-schema", image: image("access/update-schema"), args: spanner },
  };
}

export const accessPolicies: readonly PolicySpec[] = [
  {
    name: accessInternalApi,
    app: accessInternalApi,
    ingress: [fromApps(accessPublicApi)],
    egress: [toAnywhere],
  },
  {
    name: accessPublicApi,
    app: accessPublicApi,
    ingress: [fromAnywhere(), fromApps(publicApi)],
    egress: [toApps(accessInternalApi)],
  },
];
