import { valueAt } from "../config/plainValues";
import type { Catalog } from "../releases/catalog";
import { overriddenDefaults, statedDefaults } from "./overriddenDefaults";
import type { HopOverride, Surroundings, Traveller } from "./planModel";

/**
 * The defaults that change in one component's part of a hop under the customer's values, going up or back. What a release is
 * known to ship counts; where that says nothing of a key, what the catalog says of it, going up.
 */
export function overridesOf(
  catalog: Catalog, { component, system, kind }: Traveller, from: string, to: string,
  { valuesOf, defaultsOf }: Pick<Surroundings, "valuesOf" | "defaultsOf">,
): HopOverride[] {
  const values = valuesOf(system);
  if (values === undefined) return [];
  const [before = {}, after = {}] = [defaultsOf(system, kind, from), defaultsOf(system, kind, to)];
  const all = defaultsOf(system, null, to);
  const stated = statedDefaults(catalog, kind, from, to, values).filter(({ path }) => valueAt(all, path) === undefined);
  return [...overriddenDefaults(before, after, values), ...stated].map((one) => ({ component, ...one }));
}

/** The same for what is said of a system as a whole, whichever of its components gets there; it is told with the first. */
export function overrideKey({ component, path, before, after }: HopOverride): string {
  return JSON.stringify([before === undefined ? component.split("/")[0] : component, path, before, after]);
}
