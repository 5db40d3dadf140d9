import { joinedPath, leafPaths, valueAt, type Values } from "../config/plainValues";
import type { Catalog } from "../releases/catalog";
import type { Release } from "../releases/schema";
import { compareVersions } from "../releases/version";
import { concerns, type Kind } from "./hop";
import type { Reason } from "./reason";

/** How many of the customer's own paths a message names. */
const pathsShown = 3;

const prefix = "value:";

/** Whether an id is that of a values key. Such a point is closed by the stack file being right, never by a confirmation. */
export function isStaleValue(id: string): boolean {
  return id.startsWith(prefix);
}

/** What the last of the releases that say something of a key has said. */
interface KeyChange {
  readonly version: string;
  readonly name: string;
  readonly to: string | undefined;
  readonly source: string;
}

/**
 * The customer's values that stand at keys which a release on the way no longer reads: removed, or renamed and not yet
 * written under the new name. A stack file has one block of values for the whole way, so the new name may be there long
 * before its release, and the old one beside it until then; only what would be lost is said.
 * @param from null for a first install: what any release up to `to` has dropped is dead in a new stack's values too
 * @param values undefined for a system without values
 */
export function staleValues(catalog: Catalog, kind: Kind, from: string | null, to: string, values: Values | undefined): Reason[] {
  if (values === undefined) return [];
  const changes = keyChanges(from === null
    ? catalog.releases.filter(({ version }) => compareVersions(version, to) <= 0) : catalog.crossed(from, to), kind);
  return [...changes.values()].flatMap((change) => {
    const own = valueAt(values, change.name);
    if (own === undefined) return [];
    const { last, now } = followed(changes, change);
    const lost = leafPaths(own).filter((rest) => now === undefined || valueAt(values, joinedPath(now, rest)) === undefined)
      .map((rest) => joinedPath(change.name, rest));
    if (lost.length === 0) return [];
    return [now === undefined ? removed(catalog.system, change.name, last, lost) : renamed(catalog.system, change.name, now, last, lost)];
  });
}

/** Which keys are no longer read after these releases, oldest first, by name. One that came back is. */
function keyChanges(releases: readonly Release[], kind: Kind): ReadonlyMap<string, KeyChange> {
  const changes = new Map<string, KeyChange>();
  for (const { version, config } of releases) {
    for (const { what, change, component, name, to, source } of config) {
      if (what !== "value" || change === "changed" || !concerns(kind, component)) continue;
      changes.delete(name);
      if (change !== "added") changes.set(name, { version, name, to: change === "renamed" ? to : undefined, source });
    }
  }
  return changes;
}

/** Where a key's value belongs in the end, undefined where nothing reads it any more, and who said so last. */
function followed(
  changes: ReadonlyMap<string, KeyChange>, first: KeyChange,
): { readonly last: KeyChange; readonly now: string | undefined } {
  const seen = new Set<KeyChange>();
  let last = first;
  while (last.to !== undefined && !seen.has(last)) {
    seen.add(last);
    const next = changes.get(last.to);
    if (next === undefined) return { last, now: last.to };
    last = next;
  }
  return { last, now: last.to };
}

function removed(system: string, name: string, { version, source }: KeyChange, lost: readonly string[]): Reason {
  return {
    id: prefix + name, kind: "readiness",
    message: `${version} no longer reads the value ${name}, and the stack file sets ${listed(lost, name)} (${source})`,
    remedy: `take ${name} out of stepwise:${system}.values; releases before ${version} have their own default there from then on`,
  };
}

function renamed(system: string, name: string, now: string, { version, source }: KeyChange, lost: readonly string[]): Reason {
  return {
    id: prefix + name, kind: "readiness",
    message: `${version} reads the value ${name} at ${now}, and the stack file sets ${listed(lost, name)} under the old name only (${source})`,
    remedy: `write it at ${now} in stepwise:${system}.values, with the value that it has; that may be done before the first hop, ` +
      `with the old name beside it for as long as a release before ${version} is deployed or may be gone back to`,
  };
}

/** `it`, or which of the paths below it. */
function listed(paths: readonly string[], name: string): string {
  if (paths.length === 1 && paths[0] === name) return "it";
  const more = paths.length - pathsShown;
  return paths.slice(0, pathsShown).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
