import {
  certificateHost,
  grpcTarget,
  listenFlags,
  principalMapFlag,
  quietClient,
  rootsFlag,
  secretsDir,
  tlsFlags,
  verboseServer,
  when,
} from "./conventions";
import type { DuchyShape } from "./duchy.shape";
import { internalAccount, storageAccount, type DuchyArgs, type DuchyCloud } from "./duchyCloud";
import { configFiles, type Workload } from "./pods";

/** The stems of a Duchy's objects. */
export function duchyNames(duchyName: string) {
  return {
    asyncComputationControl: `${duchyName}-async-computation-control-server`,
    computationControl: `${duchyName}-computation-control-server`,
    computationsCleaner: `${duchyName}-computations-cleaner`,
    herald: `${duchyName}-herald-daemon`,
    hmssMill: `${duchyName}-hmss-mill`,
    internalApi: `${duchyName}-internal-api-server`,
    llv2Mill: `${duchyName}-llv2-mill`,
    millJobScheduler: `${duchyName}-mill-job-scheduler`,
    requisitionFulfillment: `${duchyName}-requisition-fulfillment-server`,
  } as const;
}

export type DuchyNames = ReturnType<typeof duchyNames>;
export type DuchyPods = Readonly<Record<keyof DuchyNames, Workload>>;

/** Every Pod of a Duchy, under the name of what makes it. */
export function duchyPods(
  args: DuchyArgs,
  cloud: DuchyCloud,
  shape: DuchyShape,
  image: (repository: string) => string,
): DuchyPods {
  const { duchyName, secretName, targets } = args;
  const names = duchyNames(duchyName);
  const sizes = shape.sizes[args.platform];
  const keyFile = args.keyEncryptionKeyFile ?? (args.role === "worker" ? `${duchyName}_kek.tink` : undefined);

  const internalApi = grpcTarget("computations-service", names.internalApi);
  const duchy = `--duchy-name=${duchyName}`;
  const duchyInfo = `--duchy-info-config=${secretsDir}/duchy_cert_config.textproto`;
  const tls = tlsFlags(duchyName, "all_root_certs");
  const verbose = verboseServer(args.verboseGrpcServerLogging);
  const setupFile = args.protocolsSetupConfig ?? `${duchyName}_protocols_setup_config.textproto`;
  const protocolsSetup = `--protocols-setup-config=${secretsDir}/${setupFile}`;
  const keyEncryption = when(keyFile !== undefined, `--key-encryption-key-file=${secretsDir}/${keyFile}`);
  const kingdom = (api: "system" | "public", target: string) => [
    `--kingdom-${api}-api-target=${target}`,
    `--kingdom-${api}-api-cert-host=${certificateHost}`,
  ];
  const kingdomSystem = kingdom("system", targets.kingdomSystemApi);
  const consentSignaling = [
    `--consent-signaling-certificate-der-file=${secretsDir}/${duchyName}_cs_cert.der`,
    `--consent-signaling-private-key-der-file=${secretsDir}/${duchyName}_cs_private.der`,
    `--consent-signaling-certificate-resource-name=duchies/${duchyName}/certificates/${args.certificateId}`,
  ];
  const otherDuchies = Object.entries(targets.duchySystemApis).map(
    ([name, target]) => `--duchy-computation-control-target=${name}=${target}`,
  );

  return {
    herald: {
      name: names.herald,
      image: image(cloud.images.herald),
      args: [
        ...internalApi,
        duchy,
        ...tls,
        protocolsSetup,
        ...kingdomSystem,
        ...keyEncryption,
        quietClient,
        ...cloud.storageFlags,
      ],
      heap: "400M",
      resources: { cpu: "25m", memory: "512Mi" },
      serviceAccount: storageAccount,
      spot: cloud.heraldOnSpot,
      secretName,
    },
    millJobScheduler: {
      name: names.millJobScheduler,
      image: image("duchy/mill-job-scheduler"),
      args: [
        `--deployment-name=${names.millJobScheduler}-deployment`,
        ...internalApi,
        duchy,
        ...tls,
        `--llv2-pod-template-name=${names.llv2Mill}`,
        "--llv2-work-lock-duration=10m",
        "--llv2-maximum-concurrency=10",
        `--hmss-pod-template-name=${names.hmssMill}`,
        "--hmss-maximum-concurrency=5",
      ],
      heap: "40M",
      resources: { cpu: "50m", memory: sizes.millJobScheduler },
      clusterAccount: names.millJobScheduler,
      secretName,
    },
    asyncComputationControl: {
      name: names.asyncComputationControl,
      image: image("duchy/async-computation-control"),
      args: [...internalApi, duchy, duchyInfo, ...tls, verbose, ...listenFlags],
      serves: "grpc",
      secretName,
    },
    computationControl: {
      name: names.computationControl,
      image: image(cloud.images.computationControl),
      args: [
        ...internalApi,
        ...grpcTarget("async-computation-control-service", names.asyncComputationControl),
        duchy,
        duchyInfo,
        ...tls,
        verbose,
        ...listenFlags,
        ...cloud.storageFlags,
      ],
      serves: "grpc",
      heap: sizes.controlHeap,
      resources: { cpu: "200m", memory: "512Mi" },
      serviceAccount: storageAccount,
      secretName,
    },
    internalApi: {
      name: names.internalApi,
      image: image(cloud.images.internalApi),
      args: [
        verbose,
        duchy,
        ...when(shape.internalApiKnowsDuchies, duchyInfo),
        ...tls,
        ...kingdomSystem,
        "--channel-shutdown-timeout=3s",
        ...listenFlags,
        ...cloud.databaseFlags,
        ...cloud.storageFlags,
      ],
      serves: "grpc",
      resources: { cpu: "75m", memory: sizes.internalApi },
      serviceAccount: internalAccount,
      secretName,
    },
    requisitionFulfillment: {
      name: names.requisitionFulfillment,
      image: image(cloud.images.requisitionFulfillment),
      args: [
        verbose,
        principalMapFlag,
        duchy,
        ...tls,
        ...internalApi,
        ...kingdomSystem,
        ...listenFlags,
        ...cloud.storageFlags,
      ],
      serves: "grpc",
      heap: sizes.fulfillment.heap,
      resources: { cpu: "200m", memory: sizes.fulfillment.memory },
      serviceAccount: storageAccount,
      secretName,
      mounts: [configFiles(args.configMapName)],
    },
    computationsCleaner: {
      name: names.computationsCleaner,
      image: image("duchy/computations-cleaner"),
      args: [...internalApi, ...tls, "--computations-time-to-live=180d", "--dry-run", quietClient],
      secretName,
    },
    llv2Mill: {
      name: names.llv2Mill,
      image: image(cloud.images.llv2Mill),
      args: [
        ...internalApi,
        duchy,
        duchyInfo,
        ...tlsFlags(duchyName),
        "--parallelism=4",
        rootsFlag("all_root_certs"),
        ...consentSignaling,
        ...kingdomSystem,
        "--work-lock-duration=10m",
        ...cloud.storageFlags,
        ...otherDuchies,
      ],
      heap: "1G",
      resources: { cpu: "3", memory: "2.5Gi" },
      serviceAccount: storageAccount,
      spot: true,
      secretName,
    },
    hmssMill: {
      name: names.hmssMill,
      image: image(cloud.images.hmssMill),
      args: [
        ...internalApi,
        duchy,
        duchyInfo,
        ...tls,
        ...consentSignaling,
        protocolsSetup,
        ...kingdomSystem,
        ...kingdom("public", targets.kingdomPublicApi),
        ...keyEncryption,
        ...cloud.storageFlags,
        ...otherDuchies,
      ],
      heap: "5G",
      resources: { cpu: "2", memory: "6Gi" },
      serviceAccount: storageAccount,
      spot: true,
      secretName,
    },
  };
}
