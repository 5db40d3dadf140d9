import type { Stage } from "../../config/versioned";
import type { InstallationState } from "../../upgrades/installationState";
import type { Hop, HopChange } from "../../upgrades/planModel";
import type { Goal } from "../hopFile";

/** One `up`: the stage that it is, and where each component of its hop is to be in it. */
export interface Up {
  /** Undefined for the only or last `up` of a hop. */
  readonly stage: Stage | undefined;
  readonly goals: ReadonlyMap<string, Goal>;
}

/** Where one component of a hop is to be: with its servers stopped, its data being changed, and in the end. */
interface Way {
  readonly stop?: Goal;
  readonly data?: Goal;
  readonly last: Goal;
}

/**
 * The `up`s that a hop still needs, from where its components are: one, or three where servers must be stopped. A
 * Deployment has one goal state in each, so it can't go to zero, wait and come back in one. What an earlier run has
 * done of them is left out.
 */
export function upsOf(hop: Pick<Hop, "changes" | "steps">, states: ReadonlyMap<string, InstallationState>): readonly Up[] {
  const ways = hop.changes.map((change) => {
    const stops = hop.steps.some(({ component, phase }) => component === change.component && phase === "quiesce");
    return { change, way: wayOf(change, states.get(change.component) ?? { kind: "absent" }, stops) };
  });
  const up = (goalOf: (way: Way, change: HopChange) => Goal | undefined): Up => {
    const goals = new Map(ways.flatMap(({ change, way }) => {
      const goal = goalOf(way, change);
      return goal === undefined ? [] : [[change.component, goal] as const];
    }));
    return { stage: [...goals.values()].map(({ stage }) => stage).find((one) => one !== undefined), goals };
  };
  return [
    // What is moved together with it and need not be stopped stays as it is until then.
    ...(ways.some(({ way }) => way.stop) ? [up(({ stop }) => stop)] : []),
    ...(ways.some(({ way }) => way.data) ? [up(({ data, last }) => data ?? last)] : []),
    up(({ last }) => last),
  ];
}

function wayOf({ to, returnedFrom }: HopChange, state: InstallationState, stops: boolean): Way {
  const last: Goal = { version: to, returnedFrom };
  const data: Goal = { ...last, stage: returnedFrom?.restore === undefined ? "migrate" : "restore" };
  switch (state.kind) {
    case "complete": {
      if (!stops) return { last };
      const stop: Goal = { version: state.deployed, returnedFrom: state.returnedFrom, stage: "quiesce" };
      return { ...(state.stage !== "quiesce" && { stop }), data, last };
    }
    case "incomplete": {
      const begun = state.attempted === to && state.returnedFrom?.version === returnedFrom?.version &&
        state.returnedFrom?.restore === returnedFrom?.restore;
      if (begun) return state.stage === "migrate" || state.stage === "restore" ? { data, last } : { last };
      if (!stops) return { last };
      // What did not finish is stopped without running anything of it again; one that was still at its data is stopped.
      const stop: Goal = { version: state.attempted, returnedFrom: state.returnedFrom, stage: "halt" };
      return { ...(state.stage !== "halt" && state.stage !== "migrate" && { stop }), data, last };
    }
    case "absent":
    case "adopted":
    case "unknown": return { last };
  }
}
