import { isDeepStrictEqual } from "node:util";
import type { DeclaredComponent } from "../../config/components";
import type { HistoryEntry } from "../../engines/engine";
import type { Catalog } from "../../releases/catalog";
import { compareVersions } from "../../releases/version";
import { pathText } from "../../releases/yamlFile";
import type { InstallationState } from "../../upgrades/installationState";
import type { Crossing } from "../../upgrades/explainCatalog";
import { standingGoals, upText } from "../deploy/goals";
import type { Up } from "../deploy/stages";
import { blockPath, hopText, type Goal } from "../hopFile";
import type { PlanRequest } from "../request";
import { isRead, pastUpdates, type ReadUpdate } from "../rollback/pastUpdates";
import { withValue } from "../rollback/plainValue";
import { changedSettings, type SettingDifference } from "../rollback/settings";
import { goalsWith } from "./evaluate";
import type { Goals, Origin } from "./known";
import { pastContent, pastStack, textOf } from "./pastStack";

/** One `up`, from where the stack is. */
export interface Asked {
  readonly request: PlanRequest;
  readonly states: ReadonlyMap<string, InstallationState>;
  readonly up: Pick<Up, "goals">;
  readonly catalogs: ReadonlyMap<string, Catalog>;
}

/** Beyond these nobody has left a state half made. */
const mostUpdates = 5;

/**
 * The updates whose result the state may be, the newest first: back to the last that succeeded, since what failed after it
 * may have made a part of what there is.
 */
export function candidates(history: readonly HistoryEntry[]): ReadUpdate[] {
  const updates = pastUpdates(history.filter(({ kind }) => kind === "update"));
  const last = updates.findIndex(({ result }) => result === "succeeded");
  const read = updates.slice(0, last < 0 ? updates.length : last + 1).filter(isRead);
  return read.filter(({ values }, i) => read.findIndex((one) => isDeepStrictEqual(one.values, values)) === i).slice(0, mostUpdates);
}

/** The way from a past update to what is wanted. Undefined where the program can't be run as it was then. */
export async function originOf(asked: Asked, update: ReadUpdate, wanted: Goals): Promise<Origin | undefined> {
  const { request: { stack, declared } } = asked;
  const goals = await goalsWith(stack.stack, () => textOf(pastContent(update)));
  if (!goals) return undefined;
  const settings = changedSettings(asked.request, update);
  const leaving = update.components.filter(({ id }) => !declared.some((one) => one.id === id)).map((one) => settingText(blockPath(one)));
  const versions = new Map(update.components.map((one) => [one.id, one.version]));
  const known = { asked: goals, settings: settings.map(({ at }) => settingText(at)), leaving, crossings: crossingsTo(asked, versions) };
  if (settings.length === 0) return { ...known, between: wanted, firstStep: "version" };
  const moved = await goalsWith(stack.stack, () => movedText(asked, pastContent(update)));
  if (moved) return { ...known, between: moved, firstStep: "version" };
  // The new releases may need the new settings; the old ones may do with them.
  const set = await goalsWith(stack.stack, () => hopText(stack, declared, goalsThen(update.components)));
  return { ...known, between: set, firstStep: "setting" };
}

/** The same, with what each setting does alone. */
export async function withSettingsAlone(
  origin: Origin, asked: Asked, update: ReadUpdate
): Promise<Origin> {
  const settings = changedSettings(asked.request, update);
  if (origin.firstStep !== "version" || settings.length < 2 || settings.length > mostAlone) return origin;
  const alone = new Map<string, Goals>();
  for (const { at, now } of settings) {
    const goals = await goalsWith(asked.request.stack.stack, () => movedText(asked, withValue(pastContent(update), at, now)));
    if (goals) alone.set(settingText(at), goals);
  }
  return { ...origin, alone };
}

/** Each takes a run of the program. */
const mostAlone = 12;

/**
 * The way from where the state says that every component is, with the settings of now: what explains a new release where no
 * update of the past can be looked at. What the settings have changed is not told by it.
 */
export async function standingOrigin(asked: Asked, wanted: Goals): Promise<Origin | undefined> {
  const goals = standingGoals(asked.request, asked.states);
  const now = await goalsWith(asked.request.stack.stack, () => upText(asked.request, asked.states, { goals: new Map() }));
  const versions = new Map([...goals].map(([id, { version }]) => [id, version]));
  return now && { asked: now, between: wanted, firstStep: "version", settings: [], leaving: [], crossings: crossingsTo(asked, versions) };
}

/** The way of a first install. */
export function fromNothing(asked: Asked, wanted: Goals): Origin {
  return { asked: new Map(), between: wanted, firstStep: "version", settings: [], leaving: [], crossings: crossingsTo(asked, new Map()) };
}

function movedText({ request, states, up }: Asked, past: unknown): string {
  return upText({ ...request, stack: pastStack(request.stack, past, request.declared) }, states, up);
}

function goalsThen(components: readonly DeclaredComponent[]): Map<string, Goal> {
  return new Map(components.map(({ id, version, returnedFrom, stage }) => [id, { version, returnedFrom, stage }]));
}

/** The releases between where components were and where they are to be. */
function crossingsTo({ request, states, up, catalogs }: Asked, from: ReadonlyMap<string, string>): Map<string, Crossing> {
  const goals = new Map([...standingGoals(request, states), ...up.goals]);
  return new Map(request.declared.flatMap(({ id, system, kind }): [string, Crossing][] => {
    const [before, after] = [from.get(id), goals.get(id)?.version];
    const catalog = catalogs.get(system);
    return before === undefined || after === undefined || !catalog ? [] : [[id, crossing(catalog, kind, before, after)]];
  }));
}

/** The releases that one component crosses, up or down. */
export function crossing(catalog: Catalog, kind: string, from: string, to: string): Crossing {
  const down = compareVersions(to, from) < 0;
  return { kind, down, releases: down ? catalog.crossed(to, from) : catalog.crossed(from, to) };
}

/** `stepwise:halo.reporting.pdpName` */
function settingText(at: SettingDifference["at"]): string {
  return pathText(at.slice(1));
}
