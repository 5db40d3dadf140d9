import type { PersistenceConfig } from "../../config/dx";
import type { PostgresServer } from "../core/postgres/jobs";
import { shapeTable } from "../core/shapeTable";
import { nameOf } from "./conventions";

/**
 * HCL went from PostgreSQL 11 to 16 with CF220, which is a dump and a restore and no new image alone. Older releases have 13
 * here, the oldest that another server can follow with today's settings.
 */
const images = shapeTable<{ readonly image: string }>(
  { since: "CF196", shape: { image: "docker.io/library/postgres:13.23" } },
  { since: "CF220", change: { image: "docker.io/library/postgres:16.11" } },
);

/** What the StatefulSet is called, as long as its data has not moved. */
export function firstServers(release: string): string {
  return `${release}-persistence-node`;
}

/** The server of DAM's database that is written to, as its clients know it. */
export function persistenceServer(
  { image, server, runAsUser, database, user, credentialsSecretName: secret }: PersistenceConfig, release: string, version: string,
): PostgresServer {
  const app = server ?? firstServers(release);
  return { host: nameOf("persistence", release), app, image: image ?? images.at(version)!.image, runAsUser, database, user, secret };
}
