/** The parts of a container image's reference. */
export interface ImageReference {
  /** The registry and the path in it, the ones that are left out included: `docker.io/library/postgres`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Reads a reference as container runtimes do; what is before the first slash is a registry if it looks like a host. */
export function imageReference(image: string): ImageReference {
  const [named = "", digest] = image.split("@", 2);
  const [, path = "", tag] = /^(.*?)(?::([^:/]*))?$/s.exec(named) ?? [];
  const [first = "", ...rest] = path.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const repository = hasHost ? path : `docker.io/${rest.length === 0 ? `library/${path}` : path}`;
  return { repository, tag, digest };
}

/** Whether a repository is one of these, or below one: `ghcr.io/example` is above `ghcr.io/example/server`. */
export function isBelow(repository: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => repository === prefix || repository.startsWith(`${prefix.replace(/\/+$/, "")}/`));
}
