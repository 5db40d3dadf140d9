import type { DxConfig, DxKind } from "../../config/dx";
import type { DxApp } from "../../config/dxValues";
import { bundleAt, imageNameAt, type BundledProgram } from "./bundle";
import { parts } from "./conventions";
import { mergedValues } from "./values/merged";

/** A program of a component. */
export interface NamedImage {
  /** What the chart's values call the program. */
  readonly key: DxApp;
  /** `hclcr.io/dx/core:v95_CF217_20240117-2359`; undefined where neither the release's publication nor the stack says the tag. */
  readonly image: string | undefined;
}

/**
 * The images of a component at a release, from the customer's registry: its own, then that of a program beside it. A tag that
 * the stack names for that release comes before the published one.
 */
export function imagesOf(config: Pick<DxConfig, "tags" | "values">, kind: DxKind, version: string): readonly NamedImage[] {
  const programs: readonly BundledProgram[] = kind === "ambassador" ? [kind, "ambassador-redis"] : [kind];
  return programs.map((program) => imageOf(config, program, version));
}

function imageOf({ tags, values }: Pick<DxConfig, "tags" | "values">, program: BundledProgram, version: string): NamedImage {
  const key = program === "ambassador-redis" ? "ambassadorRedis" : parts[program].key;
  const { images } = mergedValues(version, values);
  const name = images.names?.[key] ?? imageNameAt(program, version);
  const own = Object.hasOwn(tags, version) ? tags[version]! : {};
  const tag = Object.hasOwn(own, key) ? own[key] : bundleAt(version)?.[program]?.tag;
  const isKnown = name !== undefined && tag !== undefined;
  return { key, image: isKnown ? `${images.repository === "" ? "" : `${images.repository}/`}${name}:${tag}` : undefined };
}
