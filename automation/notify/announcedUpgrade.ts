import type { Engine } from "../../engines/engine";
import { Ended, type UpgradeResult, type UpgradeRun } from "../deploy/run";
import { upgrade } from "../deploy/upgrade";
import { announce, type Announcing } from "./announce";
import { brokenOffNotice, endedNotice, startedNotice } from "./notice";

/**
 * A run that is told of: before its first update is made, when everything was found to be in order, and when it has ended.
 * What can't be delivered changes nothing, but where it has to be before anything begins.
 * @throws what {@link upgrade} throws
 */
export async function announcedUpgrade(run: UpgradeRun, announcing: Announcing): Promise<UpgradeResult> {
  if (announcing.notify.length === 0) return upgrade(run);
  let hasBegun = false;
  let firstUp = "";
  const begin = async (): Promise<void> => {
    if (hasBegun) return;
    hasBegun = true;
    const undelivered = await announce(announcing, startedNotice(run, firstUp, run.clock()));
    if (undelivered.length > 0) throw notTold(run, undelivered);
  };
  const told: UpgradeRun = {
    ...run,
    engine: announcingEngine(run.engine, begin),
    onEvent: (event) => {
      if (event.event === "up-started" && !hasBegun) firstUp = event.message;
      run.onEvent(event);
    },
  };
  try {
    const result = await upgrade(told);
    const notice = endedNotice(run, result, run.clock());
    if (notice) await announce(announcing, notice);
    return result;
  } catch (error) {
    if (hasBegun) await announce(announcing, brokenOffNotice(run, run.clock()));
    throw error;
  }
}

/** The same engine, with something that is done before each of its updates. */
function announcingEngine(engine: Engine, before: () => Promise<void>): Engine {
  return {
    kind: engine.kind,
    preview: (run) => engine.preview(run),
    up: async (run) => {
      await before();
      return engine.up(run);
    },
    refresh: (run) => engine.refresh(run),
    state: () => engine.state(),
    replaceState: (state) => engine.replaceState(state),
    lock: () => engine.lock(),
    history: () => engine.history(),
    tags: () => engine.tags(),
    setTag: (name, value) => engine.setTag(name, value),
  };
}

function notTold(run: UpgradeRun, undelivered: readonly string[]): Ended {
  const reasons = undelivered.map((message) => ({
    id: "notification:required", kind: "readiness" as const,
    message: `this stack demands that somebody is told before anything begins, and that was not possible: ${message}`,
    remedy: "see to it that it can be delivered, and run `up` again; nothing has been touched",
  }));
  run.onEvent({ event: "refused", reasons, violations: [] });
  return new Ended("blocked", { reasons, next: reasons.map(({ message, remedy }) => `${message}; ${remedy}`) });
}
