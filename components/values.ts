import type { Values } from "../config/plainValues";
import { dxDefaultsOf } from "./dx/values/component";

/**
 * What a release ships as values for a kind of component, or, for null, all of it; undefined where nobody knows, and for
 * systems without values.
 */
export function shippedDefaults(system: string, kind: string | null, version: string): Values | undefined {
  return system === "dx" ? dxDefaultsOf(kind, version) : undefined;
}
