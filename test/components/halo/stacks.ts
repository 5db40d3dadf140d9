import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { haloSchema, type HaloConfig } from "../../../config/halo";

export const projectRoot = path.resolve(__dirname, "../../..");

/** The Halo settings of one of the project's stacks, with these laid over. */
export function stackConfig(stack: string, changes: Readonly<Record<string, unknown>> = {}): HaloConfig {
  const file = parse(readFileSync(path.join(projectRoot, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: { "stepwise:halo": Record<string, unknown> };
  };
  return haloSchema.parse({ ...file.config["stepwise:halo"], ...changes });
}

/** A Duchy on EKS with PostgreSQL, which none of the stacks has. */
export function eksDuchy(credentials: unknown = { secret: "worker2-database" }): HaloConfig {
  return haloSchema.parse({
    version: "0.5.46",
    platform: "eks",
    targets: stackConfig("halo-dev").targets,
    backups: { volumeClaimName: "worker2-backups" },
    duchies: {
      worker2: {
        namespace: "worker2",
        role: "worker",
        certificateId: "c",
        database: {
          postgres: { host: "pg.example", region: "us-west-2", credentialSecretName: "pgsec", credentials },
        },
        storage: { s3: { bucket: "b", region: "us-west-2" } },
        publicApiAddress: "eipalloc-1",
        systemApiAddress: "eipalloc-2",
      },
    },
  });
}
