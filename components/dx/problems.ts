import { dxBlock, dxKinds, type DxConfig, type DxKind } from "../../config/dx";
import { quantity } from "../../config/quantity";
import { compareVersions } from "../../releases/version";
import { imageMajor } from "../core/imageVersion";
import { pairProblem } from "../core/postgres/pair";
import { isPartOf } from "./bundle";
import { chartFile, chartObjects } from "./chart";
import { parts } from "./conventions";
import { firstServers, persistenceServer } from "./database";
import { imagesOf } from "./images";
import { dxDefaults } from "./values/defaults";
import { mergedValues } from "./values/merged";

/** Why the components can't describe what a stack asks for. The schema has been satisfied before. */
export interface DxProblem {
  /** Where it is inside the stack's DX settings, such as `tags.CF218.ringApi`. */
  readonly path: string;
  readonly message: string;
}

interface Declared {
  readonly kind: DxKind;
  readonly path: string;
  readonly version: string;
  /** Where its release is stated. */
  readonly versionPath: string;
}

/** Everything that is wrong at the releases that the stack's components are to be at. */
export function dxProblems(config: DxConfig): DxProblem[] {
  const declared = dxKinds.flatMap((kind): Declared[] => {
    const { key: path, block } = dxBlock(config, kind);
    if (!block) return [];
    const version = block.version ?? config.version;
    return [{ kind, path, version, versionPath: block.version === undefined ? "version" : `${path}.version` }];
  });
  const unknown = declared.filter(({ version }) => dxDefaults(version) === undefined);
  if (unknown.length > 0) {
    return unknown.map(({ kind, version, versionPath }) =>
      ({ path: versionPath, message: `found release ${version} for ${kind}, expected CF196 or newer: what older ones ship is not known` }));
  }
  const there = declared.filter(({ kind, version }) => isPartOf(kind, version));
  return [
    ...declared.filter((one) => !there.includes(one)).map(absentAtRelease),
    ...there.flatMap((one) => config.chart ? chartProblems(config, config.chart, one) : imageProblems(config, one)),
    ...there.flatMap((one) => contradictions(config, one)),
    ...(config.chart ? [] : missingRegistry(config, there)),
    ...tagsAmongValues(config),
    ...switchedOff(config, declared),
    ...missingNeighbours(declared),
    ...persistenceProblems(config),
  ];
}

const replacements: Readonly<Partial<Record<DxKind, string>>> = {
  haproxy: "it came with CF203; before it, Ambassador takes requests",
  ambassador: "it went with CF204; declare haproxy, then take this block out with permits.removal",
};

function absentAtRelease({ kind, path, version }: Declared): DxProblem {
  return { path, message: `found ${kind} at ${version}, expected none: ${replacements[kind] ?? "that release has none"}` };
}

function imageProblems(config: DxConfig, { kind, version }: Declared): DxProblem[] {
  if (kind === "persistence") return [];
  return imagesOf(config, kind, version).filter(({ image }) => image === undefined).map(({ key }) => ({
    path: `tags.${version}.${key}`,
    message: `found none, expected the tag of the image at ${version}, which is not published: it is in the chart's values.yaml, images.tags.${key}`,
  }));
}

/** Before CF205 HCL's chart left it open, since images were loaded from a package. */
function missingRegistry({ values }: DxConfig, declared: readonly Declared[]): DxProblem[] {
  const without = declared.find(({ kind, version }) => kind !== "persistence" && mergedValues(version, values).images.repository === "");
  if (!without) return [];
  const message = `found none, expected the registry that has DX's images: ${without.version} comes without one`;
  return [{ path: "values.images.repository", message }];
}

function chartProblems({ release }: DxConfig, chart: NonNullable<DxConfig["chart"]>, { kind, version }: Declared): DxProblem[] {
  if (chartObjects(chart, version, kind, release).length > 0) return [];
  const message = `found no object of ${kind} in ${chartFile(chart, version)}, expected some whose names begin with ${release}-${parts[kind].suffix}`;
  return [{ path: "chart.rendered", message }];
}

/** What only shows once the customer's values lie over a release's: CF210 lowered limits under requests that were raised. */
function contradictions({ values }: DxConfig, { kind, version }: Declared): DxProblem[] {
  const { key } = parts[kind];
  const { resources, scaling } = mergedValues(version, values);
  const { requests, limits } = resources[key] ?? {};
  const asked = (["cpu", "memory"] as const).flatMap((what): DxProblem[] => {
    const [request, limit] = [requests?.[what], limits?.[what]];
    if (request === undefined || limit === undefined || (quantity(request) ?? 0) <= (quantity(limit) ?? Infinity)) return [];
    return [{ path: `values.resources.${key}.requests.${what}`, message: `found ${request}, expected at most the limit at ${version}, ${limit}` }];
  });
  const scaler = key === "persistenceNode" ? undefined : scaling.horizontalPodAutoScaler[key];
  if (!scaler?.enabled || scaler.minReplicas <= scaler.maxReplicas) return asked;
  const message = `found ${scaler.minReplicas}, expected at most maxReplicas at ${version}, ${scaler.maxReplicas}`;
  return [...asked, { path: `values.scaling.horizontalPodAutoScaler.${key}.minReplicas`, message }];
}

/** Values are one for all releases, so a tag in them would hold every component where it is. */
function tagsAmongValues({ values }: DxConfig): DxProblem[] {
  return Object.keys(values.images?.tags ?? {}).map((key) =>
    ({ path: `values.images.tags.${key}`, message: `found a tag, expected none: it belongs to one release; write it to tags.<release>.${key}` }));
}

function switchedOff({ values }: DxConfig, declared: readonly Declared[]): DxProblem[] {
  return declared.flatMap(({ kind, path }) => {
    const key = kind === "persistence" || kind === "ambassador" ? kind : parts[kind].key;
    return values.applications?.[key as keyof typeof values.applications] === false
      ? [{ path: `values.applications.${key}`, message: `found false beside the block ${path}, expected one of them: take out either` }] : [];
  });
}

/** What HCL's documents on CF220 have DAM's database at from there on. */
const postgresSinceCf220 = 16;

function persistenceProblems({ persistence, chart, release, version }: DxConfig): DxProblem[] {
  if (!persistence || chart) return [];
  const at = persistence.version ?? version;
  const { image } = persistenceServer(persistence, release, at, false);
  const major = imageMajor(image);
  const notPair = pairProblem(image);
  const isOld = compareVersions(at, "CF220") >= 0 && major < postgresSinceCf220;
  const first = firstServers(release);
  const { server = first, previous } = persistence;
  return [
    ...(notPair === undefined ? [] : [{ path: "persistence.image", message: notPair }]),
    ...(isOld ? [{ path: "persistence.image", message: `found PostgreSQL ${major}, expected ${postgresSinceCf220} or newer at ${at}` }] : []),
    ...(previous && (previous.server ?? first) === server
      ? [{ path: "persistence.server", message: `found ${server}, expected another name than that of the servers before: they keep their volumes` }] : []),
    ...(previous && imageMajor(previous.image) > major
      ? [{ path: "persistence.previous.image", message: `found PostgreSQL ${imageMajor(previous.image)}, expected ${major} or older: no data moves back` }]
      : []),
  ];
}

/** https://github.com/HCL-TECH-SOFTWARE/digital-experience: what is switched on with an application. */
const needs: Readonly<Partial<Record<DxKind, readonly DxKind[]>>> = {
  "ring-api": ["core"],
  dam: ["persistence", "ring-api", "image-processor"],
  "content-composer": ["ring-api"],
};

function missingNeighbours(declared: readonly Declared[]): DxProblem[] {
  return declared.flatMap(({ kind, path }) => (needs[kind] ?? [])
    .filter((needed) => !declared.some((one) => one.kind === needed))
    .map((needed) => ({ path, message: `found ${kind} without ${needed}, expected both: it does not work alone` })));
}
