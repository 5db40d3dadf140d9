import type { Traveller } from "../../upgrades/planModel";

/**
 * What has to be brought to an end before anything else can be planned: components whose last update did not finish, each
 * with where that update was going, and those that stand with their servers stopped though nothing wants them elsewhere.
 * Where the stack says to go back from what was attempted, the return takes the place of its end; it comes first as well,
 * since an update of anything else would try again what failed.
 */
export function unfinished(travellers: readonly Traveller[]): readonly Traveller[] {
  return travellers.flatMap((traveller): Traveller[] => {
    const { state, wanted, returnedFrom } = traveller;
    if (state.kind === "complete" && state.stage !== undefined && wanted === state.deployed) return [traveller];
    if (state.kind !== "incomplete") return [];
    if (!state.returnedFrom && returnedFrom?.version === state.attempted) return [traveller];
    return [{ ...traveller, wanted: state.attempted, returnedFrom: state.returnedFrom }];
  });
}

/** The same stack, with everything that is not to be brought to an end staying where it is. */
export function onlyThese(travellers: readonly Traveller[], ending: readonly Traveller[]): readonly Traveller[] {
  return travellers.map((traveller) => ending.find(({ component }) => component === traveller.component) ?? standing(traveller));
}

function standing(traveller: Traveller): Traveller {
  const { state } = traveller;
  return state.kind === "complete" ? { ...traveller, wanted: state.deployed, returnedFrom: state.returnedFrom } : traveller;
}
