import { parse, type SemVer } from "semver";

/** A bundle of a template, as far as its image tells. */
export interface ImageBundle {
  readonly image: string;
  /** What the bundle is called, which is what OLM calls the release. */
  readonly name: string;
  readonly package: string;
  readonly version: SemVer;
}

/**
 * The bundle that an image of a template holds. `opm` reads it from the image; without a registry the tag must tell:
 * `quay.io/foo/olm:testoperator.v1.0.1` says it all, and of `quay.io/foo/bar-bundle:v1.0.1` the repository is taken to name
 * the package, as the Operator SDK calls bundle images. https://sdk.operatorframework.io/docs/olm-integration/
 * @returns undefined where the tag has no version, or there is none
 */
export function bundleOf(image: string): ImageBundle | undefined {
  const [, repository = "", tag = ""] = /([^/:@]+):([^/:@]+)(?:@.*)?$/.exec(image) ?? [];
  const [, prefix, text = ""] = /^(?:(?!v\d)([A-Za-z][\w-]*?)[.-])?v?(\d+\.\d+\.\d+.*)$/.exec(tag.replace(/-bundle$/, "")) ?? [];
  const version = parse(text);
  if (!version) return undefined;
  const of = prefix ?? repository.replace(/-bundle$/, "");
  return { image, name: prefix === undefined ? `${of}.v${text}` : tag.replace(/-bundle$/, ""), package: of, version };
}
