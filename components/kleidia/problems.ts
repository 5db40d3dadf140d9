import type { DataConfig, KleidiaConfig } from "../../config/kleidia";
import { compareVersions } from "../../releases/version";
import { imageMajor, imageVersion } from "../core/imageVersion";
import { blueGreenProblems } from "./blueGreenProblems";
import { openbaoProblems } from "./openbaoProblems";
import { kleidiaShapes } from "./shapes";

/** Why the components can't describe what a stack asks for. The schema has been satisfied before. */
export interface KleidiaProblem {
  /** Where it is inside the stack's Kleidia settings, such as `data.image`. */
  readonly path: string;
  readonly message: string;
}

/** What the stack says that it runs on: `stepwise:cluster`. */
export interface StatedVersions {
  readonly postgresql?: string | undefined;
  readonly openbao?: string | undefined;
}

/** Everything that is wrong at the releases that the stack's components are to be at. */
export function kleidiaProblems(config: KleidiaConfig, stated: StatedVersions = {}): KleidiaProblem[] {
  return [
    ...releaseProblems(config), ...openbaoProblems(config), ...postgresProblems(config), ...imageProblems(config, stated),
    ...missingNeighbours(config), ...blueGreenProblems(config),
  ];
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

/** Services decide what they run on, whatever release the data component is at. */
function postgresProblems({ version, data, services }: KleidiaConfig): KleidiaProblem[] {
  if (!data) return [];
  const major = imageMajor(data.image);
  const needing = [data, ...(services ? [services] : [])].map((block) => block.version ?? version);
  const oldest = Math.max(...needing.map((release) => kleidiaShapes.at(release)?.oldestPostgres ?? 0));
  return [
    ...(major < oldest ? [{ path: "data.image", message: `found PostgreSQL ${major}, expected ${oldest} or newer at ${needing.join(" and ")}` }] : []),
    ...volumeProblems("data.volume", data.volume),
    ...moveProblems(data),
  ];
}

/** Two servers, of which the newer is moved to. */
function moveProblems({ name, server = name, image, previous }: DataConfig): KleidiaProblem[] {
  if (!previous) return [];
  const path = "data.previous";
  const [from, to] = [imageMajor(previous.image), imageMajor(image)];
  return [
    ...((previous.server ?? name) === server
      ? [{ path: "data.server", message: `found ${server}, expected another name than that of the server before, such as ${name}-${to}` }] : []),
    ...(from > to ? [{ path: `${path}.image`, message: `found PostgreSQL ${from}, expected ${to} or older: an older one can't take what it has` }] : []),
    ...volumeProblems(`${path}.volume`, previous.volume),
  ];
}

/** What plans are made with has to be what the images have, and what a backup needs has to be in its image. */
function imageProblems({ platform, data, backups }: KleidiaConfig, stated: StatedVersions): KleidiaProblem[] {
  const differing = (path: string, image: string | undefined, product: string, key: keyof StatedVersions): KleidiaProblem[] => {
    const [found, expected] = [image === undefined ? undefined : imageVersion(image), stated[key]];
    if (found === undefined || expected === undefined || compareVersions(found, expected) === 0) return [];
    return [{ path, message: `found ${product} ${found}, expected ${expected} as stepwise:cluster.${key} states: change one of them` }];
  };
  const alpine = backups.encryptionSecretName !== undefined && data !== undefined && /:[^/:]*alpine/.test(data.image);
  return [
    ...differing("platform.image", platform?.image, "OpenBao", "openbao"),
    ...differing("data.image", data?.image, "PostgreSQL", "postgresql"),
    ...(alpine ? [{
      path: "data.image",
      message: "found an Alpine image, expected a Debian one since backups.encryptionSecretName is set: Alpine's has no openssl, which encrypts backups",
    }] : []),
  ];
}

function volumeProblems(path: string, volume: DataConfig["volume"]): KleidiaProblem[] {
  if (volume === undefined || `${volume.dataDirectory}/`.startsWith(`${volume.mountPath}/`)) return [];
  const message = `found ${volume.dataDirectory}, expected a folder below ${volume.mountPath}: outside of the volume the data goes with the Pod`;
  return [{ path: `${path}.dataDirectory`, message }];
}

/** The services find the others by their blocks' names. */
function missingNeighbours({ services, platform, data }: KleidiaConfig): KleidiaProblem[] {
  if (!services) return [];
  return Object.entries({ platform, data }).flatMap(([path, block]) =>
    block === undefined ? [{ path, message: "found none, expected the one that the services use" }]
    : block.namespace !== services.namespace ? [{ path: `${path}.namespace`, message: `found ${block.namespace}, expected ${services.namespace}, where the services are` }]
    : []);
}
