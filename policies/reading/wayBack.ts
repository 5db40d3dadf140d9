import type { Catalog } from "../../releases/catalog";
import { compareVersions } from "../../releases/version";
import { findRoute } from "../../upgrades/route";

/**
 * Whether a component that goes up can come back to the release that it leaves, by a backup where the data needs one. One
 * that does not go up leaves nothing, and nobody goes back to a release that was withdrawn.
 */
export function canComeBack(catalog: Catalog, kind: string, deployed: string, version: string): boolean {
  if (compareVersions(version, deployed) <= 0 || catalog.release(deployed)?.withdrawn) return true;
  return findRoute(catalog, kind, version, deployed, { known: { restoring: true } }) !== null;
}
