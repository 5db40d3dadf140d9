import { createHash } from "node:crypto";
import type { CatalogFile, Channel, ComponentKind, EdgeRule, Release, SkewLimit } from "./schema";
import { compareVersions } from "./version";

/** A catalog that has been checked, with the look-ups that every question about an upgrade needs. */
export interface Catalog {
  readonly system: string;
  readonly title: string;
  /** SHA-256 of the content, in hexadecimal: what a reviewed plan is bound to. Formatting, comments and silenced findings do not count. */
  readonly digest: string;
  readonly components: Readonly<Record<string, ComponentKind>>;
  /** Oldest first. */
  readonly releases: readonly Release[];
  readonly upgrades: readonly EdgeRule[];
  readonly downgrades: readonly EdgeRule[];
  readonly skew: readonly SkewLimit[];
  readonly channels: readonly Channel[];
  release(version: string): Release | undefined;
  /** The releases after `from` up to and including `to`, oldest first; empty when `to` is not newer. */
  crossed(from: string, to: string): readonly Release[];
  /** The newest release that can be entered. */
  readonly newest: string;
}

export function catalogOf(file: CatalogFile): Catalog {
  const releases = [...file.releases].sort((a, b) => compareVersions(a.version, b.version));
  const byVersion = new Map(releases.map((release) => [release.version, release]));
  return {
    system: file.system,
    title: file.title,
    digest: createHash("sha256").update(JSON.stringify({ ...file, lint: [] })).digest("hex"),
    components: file.components,
    releases,
    upgrades: file.upgrades,
    downgrades: file.downgrades,
    skew: file.skew,
    channels: file.channels ?? [],
    release: (version) => byVersion.get(version),
    crossed: (from, to) =>
      releases.filter(({ version }) => compareVersions(version, from) > 0 && compareVersions(version, to) <= 0),
    newest: (releases.filter((release) => !release.withdrawn).at(-1) ?? releases.at(-1)!).version,
  };
}
