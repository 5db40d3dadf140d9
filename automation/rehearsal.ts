import type { EngineRun, Outcome } from "../engines/engine";
import { RehearsalEngine, type RehearsalOptions } from "../engines/rehearsal/rehearsalEngine";
import { hopText, withHopFile, type Goal } from "./hopFile";
import type { PlanRequest } from "./request";

/** One `up` on the rehearsal engine, with these goals in a temporary copy of the stack file. */
export async function rehearse(
  request: PlanRequest,
  goals: ReadonlyMap<string, Goal>,
  options: Omit<RehearsalOptions, "stack">,
  run: Omit<EngineRun, "configFile"> & { readonly installing?: boolean },
): Promise<Outcome> {
  const { stack, declared, surroundings: { facts, elsewhere, now } } = request;
  const install = run.installing ? declared.map(({ id }) => id) : [];
  const ahead = Date.parse(now) - Date.now();
  return withHopFile(stack.stack, hopText(stack, declared, goals, { install, facts, elsewhere, today: now.slice(0, 10) }), (configFile) => {
    const engine = new RehearsalEngine({ ...options, stack: stack.stack, clock: () => new Date(Date.now() + ahead) });
    return engine.up({ ...run, configFile });
  });
}
