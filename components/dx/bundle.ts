import { dxKinds, type DxKind } from "../../config/dx";
import { shapeTable } from "../core/shapeTable";
import { bundleTags } from "./bundleTags";

/** What has an image of its own: the components, and what Ambassador keeps its state in. */
export type BundledProgram = DxKind | "ambassador-redis";

/** An image without its registry: `dx/core`. */
export interface BundledImage {
  readonly image: string;
  readonly tag: string;
}

/** A program whose tag is not published is absent; the stack has to name its image. */
export type Bundle = Readonly<Partial<Record<BundledProgram, BundledImage>>>;

/** What varies by release in the bundle, apart from the tags. */
interface BundleShape {
  readonly haproxy: boolean;
  readonly ambassador: boolean;
  /** The name of the image of DAM's database. */
  readonly database: string;
}

/** Image names follow the files of the package: `hcl-dx-postgres-image-v1.9.0_20210625-2016.tar.gz` is `dx/postgres`. */
const bundleShapes = shapeTable<BundleShape>(
  { since: "CF196", shape: { haproxy: false, ambassador: true, database: "dx/postgres" } },
  { since: "CF198", change: { database: "dx/persistence-postgres-repmgr" } },
  { since: "CF199", change: { database: "dx/persistence-node" } },
  { since: "CF203", change: { haproxy: true } },
  { since: "CF204", change: { ambassador: false } },
);

/**
 * What a release ("CF") consists of. Not every tag moves from one to the next: an image that is in two of them is the same,
 * and its Pods are not restarted. The names are those that images have at hclcr.io since CF205; older ones are loaded from
 * HCL's package, as `hcl/dx/core`, and pushed under these names.
 * @returns undefined for a release that is not known; empty for one of which nothing is published
 */
export function bundleAt(version: string): Bundle | undefined {
  const tags = Object.hasOwn(bundleTags, version) ? bundleTags[version] : undefined;
  if (!tags) return undefined;
  const programs: readonly BundledProgram[] = [...dxKinds, "ambassador-redis"];
  return Object.fromEntries(programs.flatMap((program): [BundledProgram, BundledImage][] => {
    const [image, tag] = [imageNameAt(program, version), tags[program]];
    return image === undefined || tag === undefined ? [] : [[program, { image, tag }]];
  }));
}

/** What a program's image is called at a release, also where its tag is not published; undefined where it has none. */
export function imageNameAt(program: BundledProgram, version: string): string | undefined {
  const shape = bundleShapes.at(version);
  if (!shape || !isPartOf(program === "ambassador-redis" ? "ambassador" : program, version)) return undefined;
  switch (program) {
    case "persistence": return shape.database;
    case "dam": return "dx/digital-asset-manager";
    case "ring-api": return "dx/ringapi";
    case "ambassador-redis": return "dx/redis";
    case "core":
    case "content-composer":
    case "image-processor":
    case "haproxy":
    case "ambassador": return `dx/${program}`;
  }
}

/** Whether a release has a component at all: HAProxy came with CF203, and Ambassador went with CF204. */
export function isPartOf(kind: DxKind, version: string): boolean {
  const shape = bundleShapes.at(version);
  return shape !== undefined && (kind === "haproxy" || kind === "ambassador" ? shape[kind] : true);
}
