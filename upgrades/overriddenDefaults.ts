import { isDeepStrictEqual } from "node:util";
import { isMap, joinedPath, ownValue, valueAt, type Values } from "../config/plainValues";
import type { Catalog } from "../releases/catalog";
import { concerns, type Kind } from "./hop";

/** A default that changes where the customer has a value of their own, which stays. */
export interface OverriddenDefault {
  /** Keys joined by dots, `resources.core.requests.memory`. */
  readonly path: string;
  /** The customer's. */
  readonly value: unknown;
  /** The default before. Absent where there was none, or where it is not known. */
  readonly before?: unknown;
  /** The default after. Absent where there is none any more. */
  readonly after?: unknown;
}

/**
 * The defaults that differ between two releases at a path where the customer has a value, in the order of the customer's
 * values. Maps are looked into, and a list, a scalar or null of the customer's covers everything that is below it.
 */
export function overriddenDefaults(before: Values, after: Values, values: Values): OverriddenDefault[] {
  return below(before, after, values, "");
}

function below(before: unknown, after: unknown, value: unknown, path: string): OverriddenDefault[] {
  if (isMap(value) && (isMap(before) || isMap(after))) {
    return Object.keys(value).flatMap((key) =>
      below(ownValue(before, key), ownValue(after, key), ownValue(value, key), joinedPath(path, key)));
  }
  if (isDeepStrictEqual(before, after)) return [];
  return [{ path, value, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

/** The same, as far as a catalog says of the releases on the way which defaults they changed. What was before it doesn't say. */
export function statedDefaults(catalog: Catalog, kind: Kind, from: string, to: string, values: Values): OverriddenDefault[] {
  const changed = catalog.crossed(from, to).flatMap(({ config }) => config
    .filter(({ what, change, component }) => what === "value" && change === "changed" && concerns(kind, component)));
  // Of several releases that change one, the last counts.
  return [...new Map(changed.map(({ name, to: after }) => [name, after]))].flatMap(([path, after]) => {
    const value = valueAt(values, path);
    return value === undefined ? [] : [{ path, value, ...(after !== undefined && { after }) }];
  });
}
