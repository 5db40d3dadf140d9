import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { loadCatalog } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import { maintenanceWindow } from "../../upgrades/maintenance";

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
  /** @default - everything is confirmed, and nothing else permitted */
  readonly permits?: Readonly<Record<string, unknown>>;
  /** @default - such that no risk applies */
  readonly facts?: Readonly<Record<string, string | boolean>>;
  readonly cluster?: Readonly<Record<string, unknown>>;
  /** @default - none is followed */
  readonly channel?: Readonly<Record<string, string>>;
}

const halo = loadCatalog(path.join(catalogFolder, "halo.yaml"));
const by = { by: "operations", date: "2026-01-01" };

/** Everything that somebody must see to on any way, so that a test about something else is not about that. */
export const everythingConfirmed: Readonly<Record<string, typeof by>> = Object.fromEntries([
  maintenanceWindow,
  ...halo.releases.flatMap(({ notes, requires }) => [...requires, ...notes.filter(({ kind }) => kind === "action")].map(({ id }) => id)),
].map((id) => [id, by]));

/** Every fact that a risk asks for, so that none applies. */
export const noRisks = Object.fromEntries(halo.releases.flatMap(({ risks }) => risks.flatMap(({ when }) =>
  when ? [[when.fact, typeof when.equals === "boolean" ? !when.equals : "something else"]] : [])));

/** The text of its stack file. JSON is YAML. */
export function stackText({ version, returnedFrom, stage, duchies, withoutKingdom, backupRetention = "14d", permits, facts, cluster, channel }: SmallStack): string {
  const addresses = { aggregator: "a.example.org:8443", worker1: "b.example.org:8443", worker2: "c.example.org:8443", worker9: "d.example.org:8443" };
  return JSON.stringify({
    config: {
      "stepwise:cluster": cluster ?? { kubernetes: "1.31" },
      "stepwise:permits": { confirmed: everythingConfirmed, ...permits },
      "stepwise:facts": facts ?? noRisks,
      ...(channel && { "stepwise:channel": channel }),
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
