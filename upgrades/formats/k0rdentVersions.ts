import { compareVersions } from "../../releases/version";

/**
 * The version of every name of a chain: the template's own, else the newest that an edge claims for it, else the one in its
 * name by the example of the others, else its name. Where one called `ingress-nginx-4-11-5` is 4.11.5, `ingress-nginx-4-11-3`
 * is 4.11.3: no edge says that of the first template of a chain, and it must not be ordered by its name among numbers.
 */
export function versionsInChain(
  names: readonly string[],
  own: (name: string) => string | undefined,
  labels: readonly { readonly to: string; readonly label?: string | undefined }[],
): (name: string) => string {
  const claimed = new Map<string, string>();
  for (const { to, label } of labels) {
    const known = claimed.get(to);
    if (label !== undefined && (known === undefined || compareVersions(known, label) < 0)) claimed.set(to, label);
  }
  const known = new Map([...names, ...claimed.keys()].flatMap((name) => {
    const version = own(name) ?? claimed.get(name);
    return version === undefined ? [] : [[name, version]];
  }));
  const beginnings = new Set([...known].flatMap(([name, version]) => {
    return [version, version.replaceAll(".", "-")].filter((ending) => name.endsWith(ending)).map((ending) => name.slice(0, -ending.length));
  }));
  return (name) => known.get(name) ?? versionInName(name, beginnings) ?? name;
}

function versionInName(name: string, beginnings: ReadonlySet<string>): string | undefined {
  for (let length = 0; length < name.length; length++) {
    const rest = name.slice(length);
    if (beginnings.has(name.slice(0, length)) && /^v?\d+(?:[.-]\d+)*$/.test(rest)) return rest.replaceAll("-", ".");
  }
  return undefined;
}
