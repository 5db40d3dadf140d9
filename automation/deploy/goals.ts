import type { PlanRequest } from "../request";
import { compareVersions } from "../../releases/version";
import { metDemands, type MetDemand } from "../../upgrades/demands";
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
  const overlay = { facts, elsewhere, met: metBy(request, states, goals), today: now.slice(0, 10) };
  return hopText(stack, declared, new Map([...standingGoals(request, states), ...goals]), overlay);
}

/** What the stack demands of the climbs and installs of an `up` and is so: the gates know less of other stacks, and of git. */
function metBy(
  { travellers, surroundings }: PlanRequest, states: ReadonlyMap<string, InstallationState>, goals: Up["goals"],
): MetDemand[] {
  const known = { ...surroundings, others: () => surroundings.elsewhere };
  const met = travellers.flatMap(({ component, kind }) => {
    const [state, goal] = [states.get(component), goals.get(component)];
    if (!goal || goal.returnedFrom) return [];
    if (state?.kind === "complete" && compareVersions(goal.version, state.deployed) > 0) {
      return metDemands({ component, kind, from: state.deployed, to: goal.version }, known);
    }
    return state === undefined || state.kind === "absent" ? metDemands({ component, kind, from: null, to: goal.version }, known) : [];
  });
  return [...new Map(met.map((one) => [one.id, one])).values()];
}

