import type { PlanRequest } from "../request";
import type { InstallationState } from "../../upgrades/installationState";
import { hopText, type Goal } from "../hopFile";
import type { Up } from "./stages";

/** Where every component stays that an `up` does not move: as it is, in the very stage it is in. */
export function standingGoals(
  { declared, surroundings: { permits } }: PlanRequest, states: ReadonlyMap<string, InstallationState>,
): Map<string, Goal> {
  return new Map(declared.flatMap(({ id }): [string, Goal][] => {
    const state = states.get(id) ?? { kind: "absent" as const };
    switch (state.kind) {
      case "complete": return [[id, { version: state.deployed, returnedFrom: state.returnedFrom, stage: state.stage }]];
      case "incomplete": return [[id, { version: state.attempted, returnedFrom: state.returnedFrom, stage: state.stage }]];
      case "adopted": return [[id, { version: state.version }]];
      case "absent":
      case "unknown": {
        const adopted = permits.adopt[id];
        return adopted === undefined ? [] : [[id, { version: adopted }]];
      }
    }
  }));
}

/** The complete stack file of one `up`: the reviewed one, with the components where they are to be in it. */
export function upText(request: PlanRequest, states: ReadonlyMap<string, InstallationState>, { goals }: Pick<Up, "goals">): string {
  const { stack, declared, surroundings: { facts, elsewhere, now } } = request;
  return hopText(stack, declared, new Map([...standingGoals(request, states), ...goals]), { facts, elsewhere, today: now.slice(0, 10) });
}

