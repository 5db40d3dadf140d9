import { startingVersion } from "../upgrades/installationState";
import type { Hop } from "../upgrades/planModel";
import type { Goal } from "./hopFile";
import type { PlanRequest } from "./request";

/** Where every component is before the first hop: deployed, or about to be installed. */
export function startingGoals({ travellers }: PlanRequest): Map<string, Goal> {
  return new Map(travellers.flatMap(({ component, state }) => {
    const version = startingVersion(state);
    return version === undefined ? [] : [[component, { version, returnedFrom: undefined }] as const];
  }));
}

/** Where every component should be in the end. */
export function wantedGoals({ travellers }: PlanRequest): Map<string, Goal> {
  return new Map(travellers.map(({ component, wanted: version, returnedFrom }) => [component, { version, returnedFrom }]));
}

/** Where every component is after one more hop; what is gone back from is said, as the stack file would. */
export function goalsAfter(before: ReadonlyMap<string, Goal>, hop: Hop): Map<string, Goal> {
  const goals = new Map(before);
  for (const { component, to, returnedFrom } of hop.changes) goals.set(component, { version: to, returnedFrom });
  return goals;
}

/** Whether a hop brings a component that was not there. */
export function isInstall(hop: Hop): boolean {
  return hop.changes.some(({ from }) => from === null);
}
