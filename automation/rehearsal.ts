import type { EngineRun, Outcome } from "../engines/engine";
import { RehearsalEngine, type RehearsalOptions } from "../engines/rehearsal/rehearsalEngine";
import { startingVersion } from "../upgrades/installationState";
import type { Hop } from "../upgrades/plan";
import { hopText, withHopFile, type Goal } from "./hopFile";
import type { PlanRequest } from "./request";

/** Where every component is before the first hop: deployed, or about to be installed. */
export function startingGoals({ travellers }: PlanRequest): Map<string, Goal> {
  return new Map(travellers.flatMap(({ component, state }) => {
    const version = startingVersion(state);
    return version === undefined ? [] : [[component, { version, returnedFrom: undefined }] as const];
  }));
}

/** The same, after one more hop; what is gone back from is said, as the stack file would. */
export function goalsAfter(before: ReadonlyMap<string, Goal>, hop: Hop): Map<string, Goal> {
  const goals = new Map(before);
  for (const { component, to } of hop.changes) goals.set(component, { version: to, returnedFrom: hop.returnedFrom });
  return goals;
}

/** One run of the program on the rehearsal engine, with these goals in a temporary copy of the stack file. */
export async function rehearse(
  request: PlanRequest,
  goals: ReadonlyMap<string, Goal>,
  options: Omit<RehearsalOptions, "stack">,
  run: Omit<EngineRun, "configFile"> & { readonly dryRun?: boolean; readonly installing?: boolean },
): Promise<Outcome> {
  const { stack, declared } = request;
  const install = run.installing ? declared.map(({ id }) => id) : [];
  return withHopFile(stack.stack, hopText(stack, declared, goals, install), (configFile) => {
    const engine = new RehearsalEngine({ ...options, stack: stack.stack });
    return run.dryRun ? engine.preview({ ...run, configFile }) : engine.up({ ...run, configFile });
  });
}

/** Whether a hop brings a component that was not there. */
export function isInstall(hop: Hop): boolean {
  return hop.changes.some(({ from }) => from === null);
}
