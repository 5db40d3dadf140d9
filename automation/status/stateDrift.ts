import type { DeclaredComponent } from "../../config/components";
import type { Catalog } from "../../releases/catalog";
import { notInCatalog } from "../../upgrades/hop";
import type { InstallationState } from "../../upgrades/installationState";
import type { Drift } from "./model";
import type { CutOff, StateObject } from "./stateObjects";

/** Where a component's state is not what the stack file declares, or is not a settled one. */
export function stateDrift(
  id: string,
  wanted: DeclaredComponent | undefined,
  state: InstallationState,
  objects: readonly StateObject[],
  catalog: Catalog | undefined,
): Drift[] {
  return [...catalogDrift(wanted, catalog), ...declaredDrift(id, wanted, state), ...unsettled(state, objects)];
}

/** An update that was cut off, and what it was doing; whether that happened, the state can't say. */
export function cutOffDrift(begun: readonly CutOff[]): Drift[] {
  return begun.map(({ what }): Drift => ({
    id: "unfinished", message: `an update was cut off while it was ${what}, and what became of that is not in the state`,
    remedy: "run `stepwise up`: it finds out what became of it, and goes on from there",
  }));
}

function catalogDrift(wanted: DeclaredComponent | undefined, catalog: Catalog | undefined): Drift[] {
  if (!wanted || !catalog || catalog.release(wanted.version)) return [];
  const { message, remedy } = notInCatalog(catalog, wanted.version);
  return [{ id: "not-in-catalog", message, remedy }];
}

const plan = "see the way with `stepwise plan`, and go it with `stepwise up`";

function declaredDrift(id: string, wanted: DeclaredComponent | undefined, state: InstallationState): Drift[] {
  if (!wanted) {
    return state.kind === "absent" ? [] : [{
      id: "not-declared", message: `${id} is in the state, and the stack file has no such component`,
      remedy: `put it back under its name; if it is to go: stepwise:permits.remove: [${id}], or permits.removal where it keeps data`,
    }];
  }
  const { version, returnedFrom } = wanted;
  const notDeployed = (message: string, remedy = plan): Drift[] => [{ id: "not-deployed", message, remedy }];
  switch (state.kind) {
    case "unknown":
      return [{
        id: "unknown", message: `which release of ${id} is deployed is not known: ${state.why}`,
        remedy: "make the stack's state readable where this runs",
      }];
    case "absent":
      return notDeployed(`${id} is declared at ${version}, and nothing of it is in the state`);
    case "adopted":
      return notDeployed(`${id} is declared at ${version} and was stated to run at ${state.version}; the stack has not adopted it yet`, "stepwise adopt");
    case "incomplete":
      return [];
    case "complete":
      if (state.deployed !== version) return notDeployed(`${id} is declared at ${version}, and ${state.deployed} is deployed`);
      if (state.returnedFrom?.version === returnedFrom?.version && state.returnedFrom?.restore === returnedFrom?.restore) return [];
      return notDeployed(
        `${id} is deployed at ${version} as ${returnText(state.returnedFrom)}, and declared as ${returnText(returnedFrom)}`,
        "leave returnedFrom in the stack file as it is deployed, until the version changes",
      );
  }
}

/** What did not reach its end, whatever is declared. */
function unsettled(state: InstallationState, objects: readonly StateObject[]): Drift[] {
  const broken = objects.filter(({ initErrors }) => initErrors.length > 0).map(({ kind, name }) => `${kind} ${name}`);
  if (state.kind === "incomplete") {
    const stage = state.stage === undefined ? "" : `, in its stage ${state.stage}, with its servers at zero replicas`;
    return [{
      id: "unfinished",
      message: `${state.attempted} was attempted and did not reach its last phase${stage}` +
        (broken.length === 0 ? "" : `; what did not become ready: ${broken.join(", ")}`),
      remedy: state.returnedFrom ? "mend what failed and ask for the same return again" : "mend what failed and ask for the same again, or go back",
    }];
  }
  const stopped: Drift[] = state.kind === "complete" && state.stage !== undefined
    ? [{ id: "unfinished", message: `its servers were stopped for a hop (stage ${state.stage}) that did not go on`, remedy: "go on with `stepwise up`, or start them again with an `up` without a stage" }]
    : [];
  return [...stopped, ...(broken.length === 0 ? [] : [{
    id: "unfinished" as const, message: `the last update left what did not become ready: ${broken.join(", ")}`, remedy: "run the same update again",
  }])];
}

function returnText(returnedFrom: DeclaredComponent["returnedFrom"]): string {
  if (!returnedFrom) return "no return";
  return `a return from ${returnedFrom.version}${returnedFrom.restore === undefined ? "" : ` with the backup ${returnedFrom.restore}`}`;
}
