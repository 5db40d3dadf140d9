import * as path from "node:path";
import { declaredComponents } from "../config/components";
import { verifiedIn } from "../config/demands";
import { isMap, ownValue, type Values } from "../config/plainValues";
import type { StackSettings } from "../config/stack";
import { projectRoot } from "../releases/projectRoot";
import type { BlueGreen } from "../upgrades/blueGreen";
import type { Circumstances, Other } from "../upgrades/change";
import type { Demands } from "../upgrades/demands";
import { startingVersion, type InstallationState } from "../upgrades/installationState";
import { derivedWariness } from "../upgrades/phasedRollout";
import { workingCopy } from "./workingCopy";

/** Every component's installation state in a stack, by id, or why it can't be read. */
export type States = ReadonlyMap<string, InstallationState> | Error;

/**
 * Everything that a stack's settings say about the circumstances of a change.
 * @param now the time in UTC, as `Date.toISOString` writes it
 * @param own what is deployed in the stack itself; asked only where one component depends on another
 * @param stateOf the same for another stack
 * @param stack the stack's own name, without organization and project
 * @param asked who says whether demands are met. @default - other stacks' states, and the working copy of the project
 */
export function circumstancesOf(
  settings: StackSettings, now: string, own: () => States, stateOf: (stack: string) => States, stack: string, asked: AskedOfDemands = {},
): Circumstances {
  const { permits, cluster, facts, channel, rollout, demands } = settings;
  return {
    permits, platform: cluster, facts, now, channels: channel,
    wariness: (release) => rollout?.wariness ?? derivedWariness(stack, release),
    demands: demands && {
      verifiedIn: verifiedIn(demands), maintenance: demands.maintenance ?? false, cleanCommit: demands.cleanCommit ?? false,
      pastOf: (other) => pastByState(stateOf(other)),
      workingCopy: () => workingCopy(path.join(projectRoot, `Pulumi.${stack}.yaml`)),
      ...asked,
    },
    hasSetting: (component, setting) => settingOf(settings, component, setting) !== undefined,
    valuesOf: (system) => valuesIn(settings, system),
    blueGreen: (component) => blueGreenOf(settings, component),
    others: () => [...othersOf(settings, own()), ...elsewhereOf(settings, stateOf)],
  };
}

/** Who says whether a stack's demands are met. */
export type AskedOfDemands = Partial<Pick<Demands, "pastOf" | "workingCopy" | "areTakenForMet">>;

/** What a state alone says of where components have been. */
function pastByState(states: States): ReturnType<Demands["pastOf"]> {
  if (states instanceof Error) return states;
  return [...states].map(([component, state]) => ({ component, kind: undefined, state, arrivals: undefined }));
}

/** The stack's own components, each as it stands and as the settings want it. */
function othersOf(settings: StackSettings, states: States): Other[] {
  return declaredComponents(settings).map(({ id, system, kind, version }) => {
    const state = states instanceof Error ? undefined : states.get(id) ?? { kind: "absent" as const };
    return { component: id, system, kind, at: state && placeOf(state), becomes: version };
  });
}

/** Where a component is that is not this stack's; unknown where its stack can't be read or says nothing of it. */
export function elsewhereOf({ elsewhere }: StackSettings, stateOf: (stack: string) => States): Other[] {
  return Object.entries(elsewhere).map(([component, said]) => {
    const whose = { component, system: component.split("/")[0]!, kind: said.kind };
    if ("version" in said) return { ...whose, at: said.version };
    const states = stateOf(said.stack);
    const state = states instanceof Error ? undefined : states.get(component);
    return { ...whose, at: state && placeOf(state) };
  });
}

/** What is unfinished may be at neither of two releases. */
function placeOf(state: InstallationState): string | null | undefined {
  if (state.kind === "absent") return null;
  return state.kind === "incomplete" ? undefined : startingVersion(state);
}

function settingOf(settings: StackSettings, component: string, setting: string): unknown {
  const declared = declaredComponents(settings).find(({ id }) => id === component);
  return declared && [declared.system, ...declared.path, ...setting.split(".")].reduce<unknown>(ownValue, settings);
}

/** How a component goes by blue-green, whatever system it is of; undefined where its settings don't ask for it. */
export function blueGreenOf(settings: StackSettings, component: string): BlueGreen | undefined {
  const asked = settingOf(settings, component, "blueGreen");
  if (asked === undefined) return undefined;
  const previous = ownValue(asked, "previous");
  return { previous: typeof previous === "string" ? previous : undefined };
}

/** What a system's settings have as `values`, whatever system it is. */
function valuesIn(settings: StackSettings, system: string): Values | undefined {
  const values = [system, "values"].reduce<unknown>(ownValue, settings);
  return isMap(values) ? values : undefined;
}
