import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** What a small stack of Halo's says: a Kingdom, and a Duchy where asked for. */
export interface SmallStack {
  readonly version: string;
  readonly returnedFrom?: { readonly version: string; readonly restore?: string };
  readonly stage?: string;
  /** The Duchies, by name, with their release. */
  readonly duchies?: Readonly<Record<string, string>>;
  readonly withoutKingdom?: boolean;
  /** @default - 14d */
  readonly backupRetention?: string;
  readonly permits?: Readonly<Record<string, unknown>>;
  readonly cluster?: Readonly<Record<string, unknown>>;
}

/** The text of its stack file. JSON is YAML. */
export function stackText({ version, returnedFrom, stage, duchies, withoutKingdom, backupRetention = "14d", permits, cluster }: SmallStack): string {
  const addresses = { aggregator: "a.example.org:8443", worker1: "b.example.org:8443", worker2: "c.example.org:8443", worker9: "d.example.org:8443" };
  return JSON.stringify({
    config: {
      "stepwise:cluster": cluster ?? { kubernetes: "1.31" },
      "stepwise:permits": permits ?? {},
      "stepwise:halo": {
        version,
        googleCloudProject: "example",
        spannerInstance: "halo",
        targets: { kingdomPublicApi: "k.example.org:8443", kingdomSystemApi: "s.example.org:8443", duchySystemApis: addresses },
        backups: { retention: backupRetention, serviceAccountName: "halo-backup" },
        ...(!withoutKingdom && {
          kingdom: {
            namespace: "kingdom",
            publicApiAddressName: "kingdom-public",
            systemApiAddressName: "kingdom-system",
            ...(returnedFrom && { returnedFrom }),
            ...(stage && { stage }),
          },
        }),
        ...(duchies && {
          duchies: Object.fromEntries(Object.entries(duchies).map(([name, release]) => [name, {
            version: release,
            namespace: name,
            role: "worker",
            certificateId: "fNb3kqVLwZY",
            database: { spanner: {} },
            storage: { gcs: { bucket: `example-${name}` } },
            publicApiAddress: `${name}-public`,
            systemApiAddress: `${name}-system`,
            internalApiAddress: `${name}-internal`,
          }])),
        }),
      },
    },
  }, null, 2);
}

/** A folder with a stack file that can be written again and again, and that is removed at the end. */
export class StackFolder {
  readonly folder = mkdtempSync(path.join(tmpdir(), "stepwise-test-"));
  readonly file: string;

  constructor(readonly stack: string) {
    this.file = path.join(this.folder, `Pulumi.${stack}.yaml`);
  }

  write(stack: SmallStack): string {
    writeFileSync(this.file, stackText(stack));
    return this.file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
