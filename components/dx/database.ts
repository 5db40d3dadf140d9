import type { PersistenceConfig } from "../../config/dx";
import type { PostgresServer } from "../core/postgres/jobs";
import { shapeTable } from "../core/shapeTable";
import { nameOf } from "./conventions";

/**
 * HCL went from PostgreSQL 11 to 16 with CF220, which is a dump and a restore and no new image alone. Older releases have 13
 * here, the oldest that another server can follow with today's settings.
 */
const images = shapeTable<{ readonly described: string; readonly charts: string }>(
  { since: "CF196", shape: { described: "docker.io/library/postgres:13.23", charts: "docker.io/library/postgres:11.22" } },
  { since: "CF220", change: { described: "docker.io/library/postgres:16.11", charts: "docker.io/library/postgres:16.11" } },
);

/** What the StatefulSet is called, as long as its data has not moved. */
export function firstServers(release: string): string {
  return `${release}-persistence-node`;
}

/**
 * The server of DAM's database that is written to, as its clients know it.
 * @param isCharts whether it is the chart's own: then the image has only the tools of its backups
 */
export function persistenceServer(
  { image, server, runAsUser, database, user, credentialsSecretName: secret }: PersistenceConfig,
  release: string, version: string, isCharts: boolean,
): PostgresServer {
  const app = server ?? firstServers(release);
  const { described, charts } = images.at(version)!;
  const own = image ?? (isCharts ? charts : described);
  return { host: nameOf("persistence", release), app, image: own, runAsUser, database, user, secret };
}
