import type { DuchyConfig } from "../../config/halo";
import { spannerFlags } from "./conventions";
import type { DuchyShape } from "./duchy.shape";
import { googleCloud, type HaloArgs } from "./haloComponent";
import type { Stores } from "./stores";

export type DuchyArgs = Omit<DuchyConfig, keyof HaloArgs> &
  HaloArgs & {
    /** The Duchy's name: its id in the Kingdom, and the prefix of its objects. */
    readonly duchyName: string;
  };

/** What differs between upstream's two Duchies: Spanner and Cloud Storage on GKE, PostgreSQL and S3 on EKS. */
export interface DuchyCloud {
  readonly images: {
    readonly herald: string;
    readonly computationControl: string;
    readonly llv2Mill: string;
    readonly hmssMill: string;
    readonly requisitionFulfillment: string;
    readonly internalApi: string;
    readonly updateSchema: string;
  };
  readonly databaseFlags: readonly string[];
  readonly storageFlags: readonly string[];
  readonly stores: Stores;
  readonly heraldOnSpot: boolean;
  readonly internalApiAnnotations: Readonly<Record<string, string>>;
  /** The Kubernetes accounts that the stack makes, and the Google accounts they act as. EKS has them from outside. */
  readonly identities: readonly { readonly account: string; readonly googleAccount: string }[];
}

export const internalAccount = "internal-server";
export const storageAccount = "storage";

export function duchyCloud(args: DuchyArgs, shape: DuchyShape): DuchyCloud {
  const { database, storage, platform, duchyName } = args;
  if (platform === "gke" && database.spanner && storage.gcs) {
    return onGke(args, shape, database.spanner.database ?? `${duchyName}_duchy_computations`, storage.gcs.bucket);
  }
  if (platform === "eks" && database.postgres && storage.s3) return onEks(args, database.postgres, storage.s3);
  throw new Error(`Duchy ${duchyName}: expected Spanner and Cloud Storage on GKE, or PostgreSQL and S3 on EKS`);
}

function onGke(args: DuchyArgs, shape: DuchyShape, database: string, bucket: string): DuchyCloud {
  const { project, instance } = googleCloud(args);
  const { duchyName, internalApiAddress } = args;
  return {
    images: {
      herald: "duchy/herald",
      computationControl: "duchy/computation-control",
      llv2Mill: "duchy/liquid-legions-v2-mill",
      hmssMill: "duchy/honest-majority-share-shuffle-mill",
      requisitionFulfillment: "duchy/requisition-fulfillment",
      internalApi: "duchy/spanner-computations",
      updateSchema: "duchy/spanner-update-schema",
    },
    databaseFlags: spannerFlags(project, instance, database),
    storageFlags: [`--google-cloud-storage-project=${project}`, `--google-cloud-storage-bucket=${bucket}`],
    stores: [{ kind: "spanner", name: "computations", instance, database }],
    heraldOnSpot: true,
    internalApiAnnotations: {
      ...(shape.internalLoadBalancer && { "cloud.google.com/load-balancer-type": "Internal" }),
      ...(shape.internalAddress &&
        internalApiAddress !== undefined && { "networking.gke.io/load-balancer-ip-addresses": internalApiAddress }),
    },
    identities: [
      { account: internalAccount, googleAccount: `${duchyName}-duchy-internal` },
      { account: storageAccount, googleAccount: `${duchyName}-duchy-storage` },
    ],
  };
}

function onEks(
  args: DuchyArgs,
  postgres: NonNullable<DuchyConfig["database"]["postgres"]>,
  s3: NonNullable<DuchyConfig["storage"]["s3"]>,
): DuchyCloud {
  return {
    images: {
      herald: "duchy/aws-herald",
      computationControl: "duchy/aws-computation-control",
      llv2Mill: "duchy/aws-liquid-legions-v2-mill",
      hmssMill: "duchy/aws-honest-majority-share-shuffle-mill",
      requisitionFulfillment: "duchy/aws-requisition-fulfillment",
      internalApi: "duchy/aws-postgres-internal-server",
      updateSchema: "duchy/aws-postgres-update-schema",
    },
    databaseFlags: [
      `--postgres-host=${postgres.host}`,
      `--postgres-port=${postgres.port}`,
      `--postgres-credential-secret-name=${postgres.credentialSecretName}`,
      `--postgres-region=${postgres.region}`,
    ],
    storageFlags: [`--s3-storage-bucket=${s3.bucket}`, `--s3-region=${s3.region}`],
    stores: {
      kind: "postgres",
      host: postgres.host,
      port: postgres.port,
      database: postgres.database,
      credentials:
        postgres.credentials === "generated" ? generatedCredentials(args.duchyName) : postgres.credentials.secret,
    },
    heraldOnSpot: false,
    internalApiAnnotations: {},
    identities: [],
  };
}

/** The Secret that generated credentials are put into. */
export function generatedCredentials(duchyName: string): string {
  return `${duchyName}-database-credentials`;
}
