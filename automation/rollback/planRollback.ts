import { parseStackFile, type StackFile } from "../../config/stack";
import type { Engine } from "../../engines/engine";
import { installationStates } from "../../gates/installationState";
import type { Catalog } from "../../releases/catalog";
import type { InstallationState } from "../../upgrades/installationState";
import type { OpenReason } from "../../upgrades/planModel";
import { legality } from "../../upgrades/reason";
import { standingGoals } from "../deploy/goals";
import { requestAt } from "../deploy/next";
import type { PlanRequest } from "../request";
import { backupTag } from "./backups";
import { chooseUpdate, type Choice, type RollbackWish } from "./choose";
import { stackPatch } from "./patch";
import { pastUpdates } from "./pastUpdates";
import { goalsAfterReturn, wayDown, type ReturnHop } from "./restores";
import { settingsAtReturn, type SettingsAtReturn } from "./settings";
import { editedStack } from "./stackEdit";

/** What a rollback will do, before it does anything. */
export interface RollbackPlan {
  readonly choice: Choice;
  /** The stack as it is found. */
  readonly request: PlanRequest;
  /** The steps of each component that goes back. */
  readonly ways: ReadonlyMap<string, readonly ReturnHop[]>;
  /** Why it can't be; nothing below is to be carried out then. */
  readonly reasons: readonly OpenReason[];
  readonly settings: SettingsAtReturn | undefined;
  /** The stack file as it has to say it, and the difference as a patch. */
  readonly stack: StackFile;
  readonly text: string;
  readonly patch: string;
  readonly states: ReadonlyMap<string, InstallationState>;
}

/** What is asked about a rollback. */
export interface RollbackQuestion {
  readonly request: PlanRequest;
  /** The stack file's text. */
  readonly text: string;
  readonly catalogs: ReadonlyMap<string, Catalog>;
  readonly engine: Pick<Engine, "state" | "history" | "tags">;
  readonly wish: RollbackWish;
  readonly now: string;
}

/**
 * Which update a stack goes back to, along which steps, with which backups, and what its file has to say then.
 * @throws InputError where there is no such update, or the stack file can't be made to say it
 */
export async function planRollback({ request: asked, text, catalogs, engine, wish, now }: RollbackQuestion): Promise<RollbackPlan> {
  const exported = await engine.state();
  const states = installationStates(exported);
  const request = requestAt(asked, { exported, states }, now);
  const choice = chooseUpdate(pastUpdates(await engine.history()), states, wish);
  const tags = await engine.tags();
  const found = choice.returns.map(({ component, to }) => {
    const { system, kind } = request.travellers.find((one) => one.component === component) ?? undeclared(component);
    const state = states.get(component)!;
    return { component, way: wayDown(catalogs.get(system)!, { component, kind, state, to, backups: tags.get(backupTag(component)), now }) };
  });
  const reasons = [
    ...found.flatMap(({ component, way }) => "reasons" in way ? way.reasons.map((reason) => ({ ...reason, component })) : []),
    ...unfinishedBeside(choice, states),
  ];
  const ways = new Map(found.flatMap(({ component, way }) => "hops" in way ? [[component, way.hops] as const] : []));
  const same = { choice, request, ways, states };
  if (reasons.length > 0) return { ...same, reasons, settings: undefined, stack: request.stack, text, patch: "" };
  const goals = goalsAfterReturn(choice, states, ways);
  const settings = settingsAtReturn(request, text, new Map([...standingGoals(request, states), ...goals]), choice.update);
  const restored = settings.restored.map(({ at, then }) => ({ at, value: then }));
  const edited = editedStack(request.stack.file, text, { goals, restored });
  const missing = settings.missing.map(({ path, message }): OpenReason => ({
    id: `setting:${path}`, kind: "legality", component: "", message: `${path}: ${message}`,
    remedy: "the update that is gone back to did not have it either; write it into the stack file first",
  }));
  return {
    ...same, reasons: missing, settings, text: edited,
    stack: parseStackFile(request.stack.file, edited), patch: stackPatch(request.stack.file, text, edited),
  };
}

/** Any update of the stack would try again what failed in it, whatever it is about. */
function unfinishedBeside({ returns }: Choice, states: ReadonlyMap<string, InstallationState>): OpenReason[] {
  return [...states].flatMap(([component, state]) => {
    if (state.kind !== "incomplete" || returns.some((one) => one.component === component)) return [];
    return [{
      ...legality(
        `unfinished:${component}`,
        `the last update of ${component}, to ${state.attempted}, did not finish, and going back with anything else would try it again`,
        "go back with it as well (without --component), or bring it to its end first: stepwise up --retry",
      ),
      component,
    }];
  });
}

function undeclared(component: string): never {
  throw new Error(`${component} goes back, and the stack file does not have it`);
}

/** The stack's request for one step of the ways: each component at the end of its step, or where it has arrived. */
export function stepRequest({ request, ways, stack }: RollbackPlan, step: number): PlanRequest {
  return {
    ...request,
    stack,
    travellers: request.travellers.map((one) => {
      const hop = ways.get(one.component)?.slice(0, step + 1).at(-1);
      if (!hop) return one.state.kind === "complete" ? { ...one, wanted: one.state.deployed, returnedFrom: one.state.returnedFrom } : one;
      return { ...one, wanted: hop.to, returnedFrom: { version: hop.from, ...(hop.restore && { restore: hop.restore.backup }) } };
    }),
  };
}
