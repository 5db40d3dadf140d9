import type { Hop, Plan } from "../../upgrades/planModel";
import type { Goal } from "../hopFile";
import type { PlanRequest } from "../request";
import { afterFailure, judgeReturn } from "./afterFailure";
import { makeUp } from "./makeUp";
import { Ended, type CarriedUp, type Look, type UpgradeRun } from "./run";

/** A hop that failed. */
export interface FailedHop {
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly hop: Hop;
  readonly of: number;
  /** Before the hop, and now. */
  readonly start: Look;
  readonly here: Look;
  readonly made: CarriedUp;
}

/**
 * What follows a hop that failed: nothing, or, where that is asked for and possible without a backup, the way back to
 * where it began. Restoring one loses data, so somebody has to say that: it is `rollback`'s.
 * @throws Ended always
 */
export async function goBack(run: UpgradeRun, failed: FailedHop, ups: CarriedUp[]): Promise<never> {
  const { request, plan, hop, of, start, here } = failed;
  const next = (states = here.states): string[] => afterFailure(run, request, hop, states);
  // A gate refused, and nothing was touched: there is nothing to go back from.
  const untouched = hop.changes.every(({ component }) => same(start.states.get(component), here.states.get(component)));
  if (untouched) throw new Ended("blocked", { reasons: refusals(failed), next: next() });
  const isInstall = hop.changes.some(({ from }) => from === null);
  const isResumed = hop.changes.some(({ from, to }) => from === to);
  if (run.onFailure === "stop" || isInstall || isResumed) throw new Ended("stopped", { next: next() });
  const goals = new Map<string, Goal>();
  for (const change of hop.changes) {
    const { component, from, to } = change;
    const state = here.states.get(component);
    // Stopping the servers failed: what was deployed still is, and is only to be started again.
    if (same(start.states.get(component), state)) continue;
    if (state?.kind === "incomplete" && state.attempted === from) {
      goals.set(component, { version: from, returnedFrom: state.returnedFrom });
      continue;
    }
    if (!judgeReturn(run, request, change, here.states).allowed) throw new Ended("needs a person", { next: next() });
    goals.set(component, { version: from!, returnedFrom: { version: to } });
  }
  const back = (await makeUp({ ...run, previews: false }, { request, plan, hop, of, kind: "return", up: { stage: undefined, goals } }, here.states))!;
  ups.push(back);
  if (back.outcome.result === "failed") throw new Ended("needs a person", { next: next(back.states) });
  throw new Ended("rolled back", {
    next: [
      "find out why the phase failed before trying again",
      `the stack file now has to say so too: ${hop.changes.map(({ component, from, to }) =>
        `${component} version "${from}" with returnedFrom.version "${to}"`).join(", ")}`,
    ],
  });
}

function same(before: unknown, now: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(now);
}

function refusals({ made: { outcome } }: FailedHop): { id: string; kind: "legality"; message: string; remedy: string }[] {
  const said = [
    ...outcome.violations.filter(({ enforcement }) => enforcement === "mandatory").map(({ policy, message }) => [`policy:${policy}`, message] as const),
    ...outcome.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => ["update-refused", message] as const),
  ];
  return said.map(([id, message]) => ({ id, kind: "legality", message, remedy: "nothing of the component has been touched; see to it and run `up` again" }));
}
