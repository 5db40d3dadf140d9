import * as path from "node:path";
import type { Fault } from "../engines/rehearsal/cluster";
import { RehearsalEngine } from "../engines/rehearsal/rehearsalEngine";
import type { Store } from "../engines/rehearsal/store";
import type { Catalog } from "../releases/catalog";
import { InputError } from "../releases/problem";
import { projectRoot } from "../releases/projectRoot";
import { metDemands, type MetDemand } from "../upgrades/demands";
import { maintenanceWindow } from "../upgrades/maintenance";
import { rehearsedCluster } from "./cluster/rehearsed";
import type { OnEvent } from "./deploy/events";
import type { OnFailure, UpgradeResult } from "./deploy/run";
import { upgrade } from "./deploy/upgrade";
import { startingGoals } from "./goals";
import { hopText, withHopFile, type Goal } from "./hopFile";
import { storeOf, type EngineChoice } from "./openEngine";
import { problemsAt } from "./problems";
import type { PlanRequest } from "./request";

export interface RehearsalRun {
  readonly request: PlanRequest;
  readonly catalogs: ReadonlyMap<string, Catalog>;
  readonly store: Store;
  readonly faults: readonly Fault[];
  readonly onFailure: OnFailure;
  /** Whether the policy pack judges each step too, as it would in a pipeline. */
  readonly policyPack: boolean;
  readonly onEvent?: OnEvent;
}

/**
 * Carries a plan out on the rehearsal engine, with faults on request: first what is deployed is put in place, then the
 * deployer itself walks the way, through the same gates as for real. It shows the order, the gates and what becomes of
 * every resource; it is no proof that images exist or servers start.
 * @throws InputError where what is deployed can't be put in place
 */
export async function rehearseUpgrade(run: RehearsalRun): Promise<UpgradeResult> {
  const { request, catalogs, store, faults, onFailure, onEvent = () => undefined } = run;
  const { stack } = request.stack;
  const ahead = Date.parse(request.surroundings.now) - Date.now();
  const clock = () => new Date(Date.now() + ahead);
  await putInPlace(request, new RehearsalEngine({ stack, store, clock }));
  return upgrade({
    request, catalogs, onFailure, clock, onEvent,
    engine: new RehearsalEngine({ stack, store, clock, faults }),
    cluster: rehearsedCluster(store, clock),
    policyPack: run.policyPack ? path.join(projectRoot, "policies") : undefined,
    // The gates speak at `up` too, and nothing can be broken here that a preview would save.
    previews: false,
    retry: false, commit: undefined, grace: 0,
  });
}

/**
 * Puts what is said to be deployed in place in a rehearsal's folder that nothing was rehearsed in yet. Without a word about
 * what is deployed it stays empty, as a new stack is.
 * @throws InputError where something was rehearsed in it
 */
export async function seedRehearsal(request: PlanRequest, choice: EngineChoice): Promise<void> {
  if (request.source.from !== "file") return;
  const store = await storeOf(choice);
  if (store.history.length > 0) {
    throw new InputError([{ file: "--deployed", path: "", message: `found a rehearsal in ${choice.rehearsal} that has begun already, expected a new folder, or none of --deployed` }]);
  }
  await putInPlace(request, new RehearsalEngine({ stack: request.stack.stack, store }));
}

/** What is deployed already is there by no hop that anything could be demanded of. */
function takenForMet({ travellers, surroundings }: PlanRequest, goals: ReadonlyMap<string, Goal>): MetDemand[] {
  const { demands, elsewhere } = surroundings;
  if (!demands) return [];
  const known = { ...surroundings, demands: { ...demands, areTakenForMet: true }, others: () => elsewhere };
  const met = travellers.flatMap(({ component, kind }) => {
    const goal = goals.get(component);
    return goal ? metDemands({ component, kind, from: null, to: goal.version }, known) : [];
  });
  return demands.maintenance ? [...met, { id: maintenanceWindow, by: "a rehearsal" }] : met;
}

async function putInPlace(request: PlanRequest, engine: RehearsalEngine): Promise<void> {
  const { stack, declared, travellers, surroundings: { facts, elsewhere, now } } = request;
  const cannot = (message: string): InputError => new InputError([{ file: stack.yaml.file, path: "", message }]);
  const unfinished = travellers.find(({ state }) => state.kind === "incomplete");
  if (unfinished) {
    throw cannot(`${unfinished.component} is unfinished, and how far it came is not known here; expected a state in which every update ended`);
  }
  const goals = startingGoals(request);
  const problems = problemsAt(request, goals);
  if (problems.length > 0) throw cannot(`what is deployed can't be rehearsed: ${problems.map(({ message }) => message).join("; ")}`);
  const text = hopText(stack, declared, goals, {
    install: declared.map(({ id }) => id), facts, elsewhere, met: takenForMet(request, goals), today: now.slice(0, 10),
  });
  const { result, diagnostics } = await withHopFile(stack.stack, text, (configFile) => engine.up({ configFile, message: "what is deployed" }));
  if (result === "failed") throw cannot(`what is deployed can't be rehearsed: ${diagnostics.map(({ message }) => message).join("; ")}`);
}
