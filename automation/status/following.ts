import type { DeclaredComponent } from "../../config/components";
import type { Catalog } from "../../releases/catalog";
import { newestIn, openChannel } from "../../upgrades/channels";
import type { Circumstances } from "../../upgrades/change";
import { catalogGraph } from "../../upgrades/graph/catalogGraph";
import type { InstallationState } from "../../upgrades/installationState";
import { judge } from "../../upgrades/judge";
import type { ComponentStatus } from "./model";

/** What may follow, by the catalog and the channel that is followed, and by where everything else is now. */
export function following(
  catalog: Catalog | undefined, wanted: DeclaredComponent | undefined, state: InstallationState, circumstances: Circumstances,
): Pick<ComponentStatus, "available" | "newest" | "next"> {
  if (!catalog) return { available: [], newest: null, next: null };
  const { channels, facts, now } = circumstances;
  const channel = Object.hasOwn(channels, catalog.system) ? channels[catalog.system] : undefined;
  const newest = channel === undefined ? catalog.newest : newestIn(catalog, channel, now) ?? null;
  // Of what is unfinished only the same again can follow, or the way back.
  if (!wanted || state.kind !== "complete") return { available: [], newest, next: null };
  const { id: component, kind } = wanted;
  const graph = catalogGraph(catalog, { kind, known: { facts } });
  const at = graph.positionOf(state.deployed);
  const available = (at === undefined ? [] : graph.successors(at)).map((position) => graph.nodes[position]!.version)
    .filter((version) => openChannel(catalog, version, circumstances).length === 0);
  const version = available.at(-1);
  if (version === undefined) return { available, newest, next: null };
  const { reasons } = judge(catalog, { ...state, stage: undefined }, { component, kind, version }, circumstances);
  // That an offline hop takes three updates is the deployer's business, and nothing to be seen to.
  return { available, newest, next: { version, open: reasons.filter(({ id }) => !id.startsWith("offline:")) } };
}
