import { isInstall } from "../goals";
import type { Goal } from "../hopFile";
import { afterFailure, judgeReturn } from "./afterFailure";
import { makeUp } from "./makeUp";
import { refusal } from "./refusal";
import { Ended, type CarriedUp, type Journal, type Look, type UpgradeRun, type WalkedHop } from "./run";

/** A hop that was walked to an end which can't stay. */
export interface FailedHop extends WalkedHop {
  /** Before the hop, and now. */
  readonly start: Look;
  readonly here: Look;
  /** The last `up` of it. */
  readonly made: CarriedUp;
}

/**
 * What follows a hop that failed: nothing, or, where that is asked for and possible without a backup, the way back to
 * where it began. Restoring one loses data, so somebody has to say that: it is `rollback`'s.
 * @throws Ended always
 */
export async function goBack(run: UpgradeRun, failed: FailedHop, { ups }: Journal): Promise<never> {
  const { request, plan, hop, of, start, here, made } = failed;
  const next = (states = here.states): string[] => afterFailure(run, request, hop, states);
  // A gate refused, and nothing was touched: there is nothing to go back from.
  const untouched = hop.changes.every(({ component }) => same(start.states.get(component), here.states.get(component)));
  if (untouched) {
    const reasons = refusal(made.outcome, { id: "update-refused", remedy: "nothing of the component has been touched; see to it and run `up` again" });
    throw new Ended("blocked", { reasons, next: next() });
  }
  const isResumed = hop.changes.some(({ from, to }) => from === to);
  if (run.onFailure === "stop" || isInstall(hop) || isResumed) throw new Ended("stopped", { next: next() });
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
  const { made: back } = (await makeUp({ ...run, previews: false }, { request, plan, hop, of, kind: "return", up: { stage: undefined, goals } }, here))!;
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
