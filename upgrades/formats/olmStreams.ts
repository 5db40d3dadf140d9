import { compare, type SemVer } from "semver";

/** From the least to the most stable; the name of a channel begins with one. */
export const archetypes = ["candidate", "fast", "stable"] as const;
export type Archetype = (typeof archetypes)[number];

/** What a channel is of: the releases of a major version, or of a minor one. From the least to the most preferred. */
export const streamKinds = ["major", "minor"] as const;
export type StreamKind = (typeof streamKinds)[number];

export interface StreamBundle {
  readonly name: string;
  readonly version: SemVer;
}

export interface StreamEntry<B extends StreamBundle> {
  readonly bundle: B;
  readonly replaces?: string;
  readonly skips?: readonly string[];
}

export interface Stream<B extends StreamBundle> {
  /** `stable-v1`, `stable-v1.2`. */
  readonly name: string;
  readonly archetype: Archetype;
  readonly kind: StreamKind;
  /** Oldest first. */
  readonly entries: readonly StreamEntry<B>[];
}

/**
 * The channels that `opm` makes of a template, by name. Within one major version the newest release of each minor version
 * replaces that of the minor version before and skips all other older ones; the rest have no way in but as a first install.
 * https://github.com/operator-framework/operator-registry/blob/master/alpha/template/semver/README.md
 * @param bundles those of each archetype; no two versions of one may be equal in semver's order
 */
export function streamsOf<B extends StreamBundle>(
  bundles: Readonly<Record<Archetype, readonly B[]>>,
  kinds: readonly StreamKind[],
): Stream<B>[] {
  const streams = new Map<string, Omit<Stream<B>, "entries"> & { readonly entries: StreamEntry<B>[] }>();
  for (const archetype of archetypes) {
    for (const entry of linked(bundles[archetype])) {
      for (const kind of kinds) {
        const { major, minor } = entry.bundle.version;
        const name = `${archetype}-v${major}${kind === "minor" ? `.${minor}` : ""}`;
        const stream = streams.get(name) ?? { name, archetype, kind, entries: [] };
        stream.entries.push(entry);
        streams.set(name, stream);
      }
    }
  }
  return [...streams.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}

/**
 * The channel that `opm` makes the default of the package: of the most stable archetype, then the one whose oldest release is
 * the newest, then of the preferred kind.
 * @param streams at least one
 */
export function defaultStream<B extends StreamBundle>(streams: readonly Stream<B>[], preferred: StreamKind): Stream<B> {
  const order = (a: Stream<B>, b: Stream<B>): number =>
    archetypes.indexOf(a.archetype) - archetypes.indexOf(b.archetype)
    || compare(a.entries[0]!.bundle.version, b.entries[0]!.bundle.version)
    || Number(a.kind === preferred) - Number(b.kind === preferred);
  return [...streams].sort(order).at(-1)!;
}

function linked<B extends StreamBundle>(bundles: readonly B[]): StreamEntry<B>[] {
  const ordered = [...bundles].sort((a, b) => compare(a.version, b.version));
  const entries: StreamEntry<B>[] = [];
  let older: string[] = [];
  let replaces: string | undefined;
  ordered.forEach((bundle, i) => {
    const next = ordered[i + 1];
    const [lastOfMajor, lastOfMinor] = [next?.version.major !== bundle.version.major, next?.version.minor !== bundle.version.minor];
    if (!lastOfMajor && !lastOfMinor) {
      entries.push({ bundle });
    } else {
      const skips = older.filter((name) => name !== replaces).sort();
      entries.push({ bundle, ...(replaces !== undefined && { replaces }), ...(skips.length > 0 && { skips }) });
      replaces = bundle.name;
    }
    older.push(bundle.name);
    if (lastOfMajor) [older, replaces] = [[], undefined];
  });
  return entries;
}
