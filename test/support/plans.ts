import type { Catalog } from "../../releases/catalog";
import { planUpgrade } from "../../upgrades/plan";
import type { Plan, PlannedComponent, Surroundings, Traveller } from "../../upgrades/planModel";
import { absent, complete, plainSurroundings } from "./judging";

/** A component that travels: its id, its kind, where it is (null: nowhere yet) and where it should go. */
export function travels(component: string, kind: string, from: string | null, wanted: string, more: Partial<Traveller> = {}): Traveller {
  return { component, system: component.split("/")[0]!, kind, state: from === null ? absent : complete(from), wanted, ...more };
}

/** The same, going back from where it is. */
export function returns(component: string, kind: string, from: string, wanted: string): Traveller {
  return travels(component, kind, from, wanted, { returnedFrom: { version: from } });
}

export function planOf(
  catalogs: Catalog | readonly Catalog[],
  travellers: readonly Traveller[],
  more: Partial<Surroundings> = {},
): Plan {
  const all = "system" in catalogs ? [catalogs] : catalogs;
  const install = travellers.filter(({ state }) => state.kind === "absent").map(({ component }) => component);
  return planUpgrade("prod", new Map(all.map((catalog) => [catalog.system, catalog])), travellers, {
    ...plainSurroundings,
    ...more,
    permits: { ...plainSurroundings.permits, install, ...more.permits },
  });
}

/** Every hop in a few words, such as `core 1.0.0→2.0.0 + worker 1.0.0→2.0.0`. */
export function toldHops({ hops }: Plan): string[] {
  return hops.map(({ changes }) =>
    changes.map(({ component, from, to }) => `${component.split("/")[1]} ${from}→${to}`).join(" + "));
}

/** What is open before each hop, by id. */
export function openIds({ hops }: Plan): string[][] {
  return hops.map(({ open }) => open.map(({ id }) => id));
}

export function planned({ components }: Plan, component: string): PlannedComponent {
  const found = components.find((one) => one.component === component);
  if (!found) throw new Error(`the plan has no ${component}`);
  return found;
}
