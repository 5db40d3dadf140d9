import type { DuchyConfig, HaloConfig, ReportingConfig } from "../../config/halo";
import { haloShapes, type HaloKind } from "./shapes";

/** Why the components can't describe what a stack asks for. The schema has been satisfied before. */
export interface HaloProblem {
  /** Where it is inside the stack's Halo settings, such as `reporting.eventMessageTypeUrl`. */
  readonly path: string;
  /** What was found, what was expected, and since which release. */
  readonly message: string;
}

/** Everything that is wrong at the releases that the stack's components are to be at. */
export function haloProblems(config: HaloConfig): HaloProblem[] {
  const blocks = blocksOf(config);
  return [
    ...blocks.flatMap((block) => releaseProblems(config, block)),
    ...blocks.flatMap((block) => platformProblems(config, block)),
    ...sharedAccountProblems(config, blocks),
    ...Object.entries(config.duchies ?? {}).flatMap(([name, duchy]) => duchyProblems(config, name, duchy)),
    ...(config.reporting ? reportingProblems(config, config.reporting) : []),
  ];
}

interface Block {
  readonly kind: HaloKind;
  readonly path: string;
  readonly version: string | undefined;
  readonly namespace: string;
}

function blocksOf({ kingdom, duchies = {}, reporting }: HaloConfig): Block[] {
  const block = (kind: HaloKind, path: string, { version, namespace }: Pick<DuchyConfig, "version" | "namespace">) => ({
    kind,
    path,
    version,
    namespace,
  });
  return [
    ...(kingdom ? [block("kingdom", "kingdom", kingdom)] : []),
    ...Object.entries(duchies).map(([name, duchy]) => block("duchy", `duchies.${name}`, duchy)),
    ...(reporting ? [block("reporting", "reporting", reporting)] : []),
  ];
}

function releaseProblems(config: HaloConfig, { kind, path, version }: Block): HaloProblem[] {
  const { oldest, at } = haloShapes[kind];
  const wanted = version ?? config.version;
  if (at(wanted) !== undefined) return [];
  const message = `found release ${wanted} for ${path}, expected ${oldest} or newer: older objects are not described`;
  return [{ path: version === undefined ? "version" : `${path}.version`, message }];
}

function platformProblems(config: HaloConfig, { kind, path }: Block): HaloProblem[] {
  if (config.platform === "eks") {
    const message = `found ${path} on eks, expected gke: upstream describes only Duchies on EKS`;
    return kind === "duchy" ? [] : [{ path, message }];
  }
  return (["googleCloudProject", "spannerInstance"] as const)
    .filter((setting) => config[setting] === undefined)
    .map((setting) => ({ path: setting, message: `found none, expected the one of ${path}` }));
}

/** The Kingdom and Duchies on GKE have accounts of the same names, which act as different Google accounts. */
function sharedAccountProblems({ platform }: HaloConfig, blocks: readonly Block[]): HaloProblem[] {
  if (platform !== "gke") return [];
  const owners = blocks.filter(({ kind }) => kind !== "reporting");
  return owners.flatMap(({ path, namespace }, i) => {
    const other = owners.slice(0, i).find((before) => before.namespace === namespace);
    if (!other) return [];
    const found = `found ${namespace}, where ${other.path} is`;
    return [{ path: `${path}.namespace`, message: `${found}, expected another: both have an account internal-server` }];
  });
}

function duchyProblems(config: HaloConfig, name: string, duchy: DuchyConfig): HaloProblem[] {
  const { platform, targets, backups } = config;
  const path = `duchies.${name}`;
  const onGke = platform === "gke";
  const shape = haloShapes.duchy.at(duchy.version ?? config.version);
  const problems = [
    ...choiceProblems(`${path}.database`, duchy.database, onGke ? "spanner" : "postgres", platform),
    ...choiceProblems(`${path}.storage`, duchy.storage, onGke ? "gcs" : "s3", platform),
  ];
  const expect = (holds: boolean, at: string, message: string) => {
    if (!holds) problems.push({ path: at, message });
  };
  expect(
    !onGke || !shape?.internalAddress || duchy.internalApiAddress !== undefined,
    `${path}.internalApiAddress`,
    "found none, expected the name of a reserved internal address, needed on GKE since 0.5.30",
  );
  expect(
    duchy.role === "worker" || duchy.keyEncryptionKeyFile === undefined,
    `${path}.keyEncryptionKeyFile`,
    "found one, expected none: an aggregator encrypts no keys",
  );
  expect(
    duchy.role === "aggregator" || duchy.trusteeMillSubnetworkCidrRange === undefined,
    `${path}.trusteeMillSubnetworkCidrRange`,
    "found one, expected none: TrusTEE mills call the aggregator only",
  );
  expect(
    targets.duchySystemApis[name] !== undefined,
    `targets.duchySystemApis.${name}`,
    `found none, expected the system API's host:port: mills call every Duchy, ${name} included`,
  );
  expect(
    duchy.database.postgres === undefined || backups.volumeClaimName !== undefined,
    "backups.volumeClaimName",
    `found none, expected the PersistentVolumeClaim that ${name}'s PostgreSQL is backed up to`,
  );
  return problems;
}

function choiceProblems(
  path: string,
  choices: Readonly<Record<string, object | undefined>>,
  expected: string,
  platform: string,
): HaloProblem[] {
  const found = Object.keys(choices).filter((choice) => choices[choice] !== undefined);
  if (found.length === 1 && found[0] === expected) return [];
  return [{ path, message: `found ${found.join(" and ") || "none"}, expected only ${expected} on ${platform}` }];
}

function reportingProblems(config: HaloConfig, reporting: ReportingConfig): HaloProblem[] {
  const { version, eventMessageTypeUrl, pdpName } = reporting;
  const shape = haloShapes.reporting.at(version ?? config.version);
  if (shape === undefined) return [];
  const { eventMessageReaders, fixedEventMessageType, population } = shape;
  const needsType = eventMessageReaders.length > 0 && fixedEventMessageType === undefined;
  const missing = (setting: keyof ReportingConfig, what: string, since: string) => ({
    path: `reporting.${setting}`,
    message: `found none, expected ${what}, which Reporting does not start without since ${since}`,
  });
  return [
    ...(needsType && eventMessageTypeUrl === undefined
      ? [missing("eventMessageTypeUrl", "the event message's type", "0.5.29")]
      : []),
    ...(population && pdpName === undefined
      ? [missing("pdpName", "the population data provider's name", "0.5.30")]
      : []),
  ];
}
