import * as path from "node:path";
import type { Outcome, Step } from "../engines/engine";
import type { Fault } from "../engines/rehearsal/cluster";
import { urnParts } from "../engines/rehearsal/urn";
import type { Store } from "../engines/rehearsal/store";
import { installationStates } from "../gates/installationState";
import { projectRoot } from "../releases/projectRoot";
import type { InstallationState } from "../upgrades/installationState";
import { judge, type Judgement } from "../upgrades/judge";
import type { Catalog } from "../releases/catalog";
import type { Hop, Plan } from "../upgrades/planModel";
import { InputError } from "../releases/problem";
import type { Goal } from "./hopFile";
import { problemsAt } from "./problems";
import { goalsAfter, isInstall, startingGoals } from "./goals";
import { rehearse } from "./rehearsal";
import type { PlanRequest } from "./request";

export type OnFailure = "stop" | "rollback";

/** One `up` of a rehearsal. */
export interface RehearsedUp {
  readonly hop: Hop;
  /** Part of an offline hop; undefined for the last or only `up` of a hop. */
  readonly stage: Goal["stage"];
  readonly kind: "upgrade" | "return";
  readonly message: string;
  readonly outcome: Outcome;
  /** What every component is afterwards, by the state that the engine saved. */
  readonly states: ReadonlyMap<string, InstallationState>;
}

export interface Rehearsal {
  readonly stack: string;
  readonly result: "reached" | "stopped" | "rolled back" | "needs a person";
  readonly ups: readonly RehearsedUp[];
  /** What every component is at the end. */
  readonly states: ReadonlyMap<string, InstallationState>;
  /** What to do next, where something is left to do. */
  readonly next: readonly string[];
}

export interface RehearsalRun {
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly catalogs: ReadonlyMap<string, Catalog>;
  readonly store: Store;
  readonly faults: readonly Fault[];
  readonly onFailure: OnFailure;
  /** Whether the policy pack judges each step too, as it would in a pipeline. */
  readonly policyPack: boolean;
  readonly onUp?: (hop: Hop, stage: Goal["stage"], kind: RehearsedUp["kind"]) => void;
  readonly onStep?: (step: Step) => void;
}

/**
 * Carries a plan out on the rehearsal engine, hop by hop and stage by stage, with faults on request: first what is
 * deployed is put in place, then each hop goes through the gates like a real one. It shows the order, the gates and what
 * becomes of every resource; it is no proof that images exist or servers start.
 */
export async function rehearseUpgrade(run: RehearsalRun): Promise<Rehearsal> {
  const { request, plan, store } = run;
  let goals = startingGoals(request);
  const cannot = (message: string): InputError => new InputError([{ file: request.stack.yaml.file, path: "", message }]);
  const unfinished = request.travellers.find(({ state }) => state.kind === "incomplete");
  if (unfinished) {
    throw cannot(`${unfinished.component} is unfinished, and how far it came is not known here; expected a state in which every update ended`);
  }
  const problems = problemsAt(request, goals);
  if (problems.length > 0) throw cannot(`what is deployed can't be rehearsed: ${problems.map(({ message }) => message).join("; ")}`);
  const setUp = await rehearse(request, goals, { store }, { message: "what is deployed", installing: true });
  if (setUp.result === "failed") {
    throw cannot(`what is deployed can't be rehearsed: ${setUp.diagnostics.map(({ message }) => message).join("; ")}`);
  }
  const ups: RehearsedUp[] = [];
  const done = (result: Rehearsal["result"], next: readonly string[]): Rehearsal =>
    ({ stack: plan.stack, result, ups, states: statesOf(store), next });
  for (const hop of plan.hops) {
    const before = goals;
    // Before anything is stopped: what the gate would refuse then would leave the servers stopped.
    if (hop.open.length > 0) return done("stopped", hop.open.map(({ message, remedy }) => `before hop ${hop.number}: ${message}; ${remedy}`));
    goals = goalsAfter(goals, hop);
    for (const stage of stagesOf(hop)) {
      const up = await carryOut(run, hop, stage === "quiesce" ? before : goals, stage, "upgrade");
      ups.push(up);
      if (up.outcome.result === "succeeded") continue;
      if (run.onFailure === "stop" || isInstall(hop)) return done("stopped", nextAfterFailure(run, hop));
      return goBack(run, hop, before, ups, done);
    }
  }
  return done("reached", []);
}

/** The `up`s of a hop: one, or three when its migration must run without traffic. */
function stagesOf(hop: Hop): readonly Goal["stage"][] {
  if (!hop.offline) return [undefined];
  return ["quiesce", hop.steps.some(({ phase }) => phase === "restore") ? "restore" : "migrate", undefined];
}

async function carryOut(
  run: RehearsalRun,
  hop: Hop,
  reach: ReadonlyMap<string, Goal>,
  stage: Goal["stage"],
  kind: RehearsedUp["kind"],
): Promise<RehearsedUp> {
  run.onUp?.(hop, stage, kind);
  const goals = new Map(reach);
  for (const { component } of hop.changes) {
    const goal = goals.get(component);
    // What a lock moves together with a stopped component need not be stopped itself.
    const stops = hop.steps.some((step) => step.component === component && step.phase === "quiesce");
    if (goal && stage && stops) goals.set(component, { ...goal, stage });
  }
  const message = messageOf(run.plan, hop, stage, kind);
  const config = { "upgrade-path": { installed: Object.fromEntries(statesOf(run.store)) } };
  const outcome = await rehearse(run.request, goals, { store: run.store, faults: run.faults }, {
    message,
    installing: isInstall(hop),
    onStep: run.onStep,
    ...(run.policyPack && { policyPack: { folder: path.join(projectRoot, "policies"), config } }),
  });
  return { hop, stage, kind, message, outcome, states: statesOf(run.store) };
}

/** `halo/kingdom 0.5.30 → 0.5.46, hop 1 of 3`: what an entry in the history says. */
function messageOf(plan: Plan, hop: Hop, stage: Goal["stage"], kind: RehearsedUp["kind"]): string {
  const changes = hop.changes.map(({ component, from, to }) =>
    kind === "return" ? `${component} ${to} → ${from ?? "nothing"}` : `${component} ${from ?? "nothing"} → ${to}`);
  const place = kind === "return" ? `going back from hop ${hop.number}` : `hop ${hop.number} of ${plan.hops.length}`;
  return `${changes.join(", ")}, ${place}${stage ? `, ${stage}` : ""}`;
}

async function goBack(
  run: RehearsalRun,
  hop: Hop,
  before: ReadonlyMap<string, Goal>,
  ups: RehearsedUp[],
  done: (result: Rehearsal["result"], next: readonly string[]) => Rehearsal,
): Promise<Rehearsal> {
  const states = statesOf(run.store);
  const goals = new Map(before);
  for (const { component, from, to } of hop.changes) {
    const state = states.get(component) ?? { kind: "absent" };
    // The gate refused and nothing was touched: there is nothing to go back from.
    if (state.kind === "complete" && state.deployed === from) return done("stopped", nextAfterFailure(run, hop));
    // Stopping the servers failed: what was deployed still is, and is only to be started again.
    if (state.kind === "incomplete" && state.attempted === from) continue;
    if (!judgeReturn(run, component, from!, to).allowed) return done("needs a person", nextAfterFailure(run, hop));
    goals.set(component, { version: from!, returnedFrom: { version: to } });
  }
  const up = await carryOut(run, hop, goals, undefined, "return");
  ups.push(up);
  if (up.outcome.result === "failed") return done("needs a person", nextAfterFailure(run, hop));
  return done("rolled back", [
    "find out why the phase failed before trying again",
    `the stack file now has to say so too: ${hop.changes.map(({ component, from, to }) =>
      `${component} version "${from}" with returnedFrom.version "${to}"`).join(", ")}`,
  ]);
}

function nextAfterFailure(run: RehearsalRun, hop: Hop): string[] {
  return hop.changes.flatMap(({ component, from, to }) => {
    const again = `mend what failed and ask for ${component} "${to}" again: finished phases stay as they are, the failed one runs again`;
    const state = statesOf(run.store).get(component);
    if (from === null || state?.kind !== "incomplete") return [again];
    if (state.returnedFrom) {
      return [`mend what failed and ask for the same return again: ${component} version "${state.attempted}" with ` +
        `returnedFrom.version "${state.returnedFrom.version}"; nothing else can follow`];
    }
    const stopped = state.stage ? [`the servers of ${component} are at zero replicas until it goes on or back`] : [];
    const { allowed, reasons } = judgeReturn(run, component, from, to);
    const back = allowed
      ? [`or go back: ${component} version "${from}" with returnedFrom.version "${to}"`]
      : reasons.map(({ message, remedy }) => `going back is not that easy: ${message}; ${remedy}`);
    return [...stopped, again, ...back];
  });
}

function judgeReturn({ store, request, catalogs }: RehearsalRun, component: string, from: string, to: string): Judgement {
  const { system, kind } = request.travellers.find((one) => one.component === component)!;
  const state = statesOf(store).get(component) ?? { kind: "absent" };
  const known = { ...request.surroundings, others: () => request.surroundings.elsewhere };
  return judge(catalogs.get(system)!, state, { component, kind, version: from, returnedFrom: { version: to } }, known);
}

export function statesOf(store: Store): ReadonlyMap<string, InstallationState> {
  return installationStates({ version: 3, deployment: { resources: store.resources } });
}

/** The phase that a step of a component's hop belongs to. */
export function phaseOfStep(step: Pick<Step, "type" | "urn">, component: string): string {
  const name = component.split("/")[1] ?? "";
  const [, phase] = new RegExp(`^${name}-(backup|migrate|restore|verify)(-|$)`).exec(urnParts(step.urn).name) ?? [];
  return step.type === "kubernetes:batch/v1:Job" && phase !== undefined ? phase : "rollout";
}
