import type { PostgresConfig } from "../../../config/fields";
import { imageMajor } from "../imageVersion";

/** Where a server's volume is mounted, and where in it the data is. */
export type PostgresVolume = NonNullable<PostgresConfig["volume"]>;

/**
 * The places that the image of a release has, unless the stack says where its volume was filled. Since 18 a volume holds a
 * folder for each major release: https://github.com/docker-library/postgres/pull/1259. Older ones need a folder below the
 * mount, since the root of a volume may hold `lost+found`.
 */
export function postgresVolume({ image, volume }: Pick<PostgresConfig, "image" | "volume">): PostgresVolume {
  if (volume !== undefined) return volume;
  const major = imageMajor(image);
  return major >= 18
    ? { mountPath: "/var/lib/postgresql", dataDirectory: `/var/lib/postgresql/${major}/docker` }
    : { mountPath: "/var/lib/postgresql/data", dataDirectory: "/var/lib/postgresql/data/pgdata" };
}
