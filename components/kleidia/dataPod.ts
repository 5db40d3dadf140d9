import type { StorageConfig } from "../../config/fields";
import type { DataConfig } from "../../config/kleidia";
import { appLabel, partOf } from "../core/objects";
import { postgresServer } from "../core/postgres/jobs";
import { postgresPod, type PostgresWithVolume } from "../core/postgres/pod";
import { postgresVolume } from "../core/postgres/volume";
import type { JobPlace } from "../core/scriptJobs";
import { volumeClaim } from "../core/volumeClaim";
import { system } from "./conventions";

/** One of PostgreSQL's servers: a StatefulSet of this name, its Pod and its volume. */
export interface DataServer extends PostgresWithVolume {
  readonly name: string;
  readonly storage: StorageConfig;
}

/** The server that has the data, and the one that it is moved from. The claim is called as in upstream's chart. */
export function dataServers(args: DataConfig): { readonly current: DataServer; readonly previous: DataServer | undefined } {
  const claim = "postgres-data";
  const { previous, storage, server } = args;
  const current = { ...postgresServer(args), name: server ?? args.name, storage, claim, volume: postgresVolume(args) };
  if (previous === undefined) return { current, previous };
  const name = previous.server ?? args.name;
  const { image, runAsUser = args.runAsUser } = previous;
  return {
    current,
    previous: { ...current, name, app: name, image, runAsUser, storage: previous.storage ?? storage, volume: postgresVolume(previous) },
  };
}

/** @param replicas one, or none of a server whose data has moved */
export function dataSpec(server: DataServer, replicas: 0 | 1, place: Pick<JobPlace, "scriptsConfigMap">) {
  return {
    serviceName: server.name,
    replicas,
    selector: { matchLabels: appLabel(server.name) },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
    template: { metadata: { labels: { ...partOf(system), ...appLabel(server.name) } }, spec: postgresPod(server, place) },
    volumeClaimTemplates: [volumeClaim(server.claim, server.storage)],
  };
}
