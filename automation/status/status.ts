import type { DeclaredComponent } from "../../config/components";
import type { States } from "../../gates/circumstances";
import type { Catalog } from "../../releases/catalog";
import type { Circumstances, Other } from "../../upgrades/change";
import type { InstallationState } from "../../upgrades/installationState";
import { following } from "./following";
import { verdictOf, type ComponentStatus, type Drift, type Live, type StackStatus } from "./model";
import type { Observation } from "./observe";
import { cutOffDrift, stateDrift } from "./stateDrift";
import type { CutOff, StateObject } from "./stateObjects";

export interface StatusQuestion {
  readonly stack: string;
  readonly declared: readonly DeclaredComponent[];
  /** What the state says of every component, or why it can't be read. */
  readonly states: States;
  /** The Kubernetes objects of the state. */
  readonly objects: readonly StateObject[];
  /** What an update had begun when it was cut off. */
  readonly begun?: readonly CutOff[] | undefined;
  readonly observation: Observation;
  readonly catalogs: ReadonlyMap<string, Catalog>;
  readonly circumstances: Circumstances;
  /** What the engine's preview would change; undefined where it was not asked. */
  readonly engine?: readonly Drift[] | undefined;
}

/**
 * What is declared, what is deployed and what is really there, side by side. What was not asked, or not answered, is
 * unknown and never taken for fine.
 */
export function statusOf(question: StatusQuestion): StackStatus {
  const { stack, declared, states, objects, begun = [], observation, engine } = question;
  const known = [...states instanceof Error ? [] : states.keys(), ...begun.flatMap(({ component }) => component ?? [])];
  const ids = [...new Set([...declared.map(({ id }) => id), ...known])];
  // Where the others are may have to be read from another stack's state, and is asked for each release that may follow.
  let others: readonly Other[] | undefined;
  const circumstances = { ...question.circumstances, others: () => others ??= question.circumstances.others() };
  const components = ids.map((id) => componentStatus(id, { ...question, circumstances }));
  // A state that can't be read may have them.
  const unclaimed = states instanceof Error || objects.some(({ component }) => component === undefined);
  const seen = liveOf(observation.get(undefined), unclaimed, "the objects that components share");
  const shared = { ...seen, drift: [...cutOffDrift(begun.filter(({ component }) => component === undefined)), ...seen.drift] };
  const all = [...components.flatMap(({ drift }) => drift), ...shared.drift, ...engine ?? []];
  return {
    schema: "stepwise/status/v1", stack, verdict: verdictOf(all), components, shared,
    engine: engine === undefined ? null : { drift: engine },
  };
}

function componentStatus(id: string, question: StatusQuestion): ComponentStatus {
  const { declared, states, objects, begun = [], observation, catalogs, circumstances } = question;
  const wanted = declared.find((one) => one.id === id);
  const deployed = stateOf(id, states, circumstances);
  const catalog = catalogs.get(id.split("/")[0]!);
  const own = objects.filter(({ component }) => component === id);
  const { live, drift: seen } = liveOf(observation.get(id), own.length > 0 || deployed.kind !== "absent", id);
  const cut = begun.filter(({ component }) => component === id);
  const drift = [...stateDrift(id, wanted, deployed, own, catalog), ...cutOffDrift(cut), ...seen];
  return {
    component: id,
    declared: wanted?.version ?? null,
    deployed, live, verdict: verdictOf(drift), drift,
    ...following(catalog, wanted, deployed, circumstances),
  };
}

function stateOf(id: string, states: States, { permits }: Circumstances): InstallationState {
  if (states instanceof Error) return { kind: "unknown", why: states.message };
  const adopted = Object.hasOwn(permits.adopt, id) ? permits.adopt[id] : undefined;
  return states.get(id) ?? (adopted === undefined ? { kind: "absent" } : { kind: "adopted", version: adopted });
}

/** @param expected whether there is anything that should have been looked for */
function liveOf(live: Live | undefined, expected: boolean, what: string): Pick<ComponentStatus, "live" | "drift"> {
  if (!live && !expected) return { live: null, drift: [] };
  if (!live || "unknown" in live) {
    const why = live?.unknown ?? "the state has nothing by which it could be looked for";
    return { live: { unknown: why }, drift: [{
      id: "unknown", message: `what the cluster has of ${what} is not known: ${why}`, remedy: "let the cluster be asked, from where it can be reached",
    }] };
  }
  const { drift, ...rest } = live;
  return { live: rest, drift };
}
