import type { Catalog } from "../../releases/catalog";
import { loadCatalogs } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";

let loaded: ReadonlyMap<string, Catalog> | undefined;

/** The product's catalogs, by system. Read once: policies ask at every resource, and a pack lives for one run. */
export function catalogs(): ReadonlyMap<string, Catalog> {
  return loaded ??= loadCatalogs(catalogFolder);
}
