import type { KleidiaConfig } from "../../config/kleidia";
import { compareVersions } from "../../releases/version";
import { imageMajor, imageVersion } from "../core/imageVersion";
import { kleidiaShapes } from "./shapes";

/** Why the components can't describe what a stack asks for. The schema has been satisfied before. */
export interface KleidiaProblem {
  /** Where it is inside the stack's Kleidia settings, such as `data.image`. */
  readonly path: string;
  readonly message: string;
}

/** Everything that is wrong at the releases that the stack's components are to be at. */
export function kleidiaProblems(config: KleidiaConfig): KleidiaProblem[] {
  return [...releaseProblems(config), ...openbaoProblems(config), ...postgresProblems(config), ...missingNeighbours(config)];
}

function releaseProblems({ version, ...config }: KleidiaConfig): KleidiaProblem[] {
  return (["platform", "data", "services"] as const).flatMap((path) => {
    const block = config[path];
    const wanted = block?.version ?? version;
    if (!block || kleidiaShapes.at(wanted) !== undefined) return [];
    const message = `found release ${wanted} for ${path}, expected ${kleidiaShapes.oldest} or newer: older objects are not described`;
    return [{ path: block.version === undefined ? "version" : `${path}.version`, message }];
  });
}

/**
 * Releases of OpenBao that nobody should run: https://github.com/openbao/openbao/releases. Kleidia's own minimum is 2.4,
 * which is also the first with the static seal.
 */
const unusableOpenbao: Readonly<Record<string, string>> = {
  "2.4.2": "which was never usable and was released again as 2.4.3",
  "2.5.0": "which can't unseal itself with a key of a cloud's; expected 2.5.1 or newer, or 2.4",
};

function openbaoProblems({ platform }: KleidiaConfig): KleidiaProblem[] {
  if (!platform) return [];
  const version = imageVersion(platform.image);
  const path = "platform.image";
  if (compareVersions(version, "2.4.0") < 0) {
    return [{ path, message: `found OpenBao ${version}, expected 2.4.0 or newer: older ones can't unseal themselves with a static key` }];
  }
  return Object.hasOwn(unusableOpenbao, version) ? [{ path, message: `found OpenBao ${version}, ${unusableOpenbao[version]}` }] : [];
}

/** Services decide what they run on, whatever release the data component is at. */
function postgresProblems({ version, data, services }: KleidiaConfig): KleidiaProblem[] {
  if (!data) return [];
  const major = imageMajor(data.image);
  const needing = [data, ...(services ? [services] : [])].map((block) => block.version ?? version);
  const oldest = Math.max(...needing.map((release) => kleidiaShapes.at(release)?.oldestPostgres ?? 0));
  return [
    ...(major < oldest ? [{ path: "data.image", message: `found PostgreSQL ${major}, expected ${oldest} or newer at ${needing.join(" and ")}` }] : []),
    ...volumeProblems(data.volume),
  ];
}

function volumeProblems(volume: NonNullable<KleidiaConfig["data"]>["volume"]): KleidiaProblem[] {
  if (volume === undefined || `${volume.dataDirectory}/`.startsWith(`${volume.mountPath}/`)) return [];
  const message = `found ${volume.dataDirectory}, expected a folder below ${volume.mountPath}: outside of the volume the data goes with the Pod`;
  return [{ path: "data.volume.dataDirectory", message }];
}

/** The services find the others by their blocks' names. */
function missingNeighbours({ services, platform, data }: KleidiaConfig): KleidiaProblem[] {
  if (!services) return [];
  return Object.entries({ platform, data }).flatMap(([path, block]) =>
    block === undefined ? [{ path, message: "found none, expected the one that the services use" }]
    : block.namespace !== services.namespace ? [{ path: `${path}.namespace`, message: `found ${block.namespace}, expected ${services.namespace}, where the services are` }]
    : []);
}
