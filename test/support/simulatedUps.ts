import { phasesOf } from "../../components/core/phases";
import type { Catalog } from "../../releases/catalog";
import type { InstallationState } from "../../upgrades/installationState";
import { ask, type Asked } from "./judging";

/** A component between two `up`s: what the state says of it, and whether its servers really stand still. */
export interface Situation {
  readonly state: InstallationState;
  readonly quiet: boolean;
}

export interface Step {
  readonly before: Situation;
  readonly asked: Asked;
  readonly after: Situation;
}

/**
 * One `up`, if it is let through. The data phases of the releases in `broken` fail, and with them all that comes after;
 * a component's inputs are saved before its phases run, `deployed` only after the last.
 */
export function up(catalog: Catalog, before: Situation, asked: Asked, broken: readonly string[]): Step | undefined {
  if (!ask(before.state, asked, {}, catalog).allowed) return undefined;
  const phases = phasesOf({ returnedFrom: asked.returnedFrom, stage: asked.stage });
  const failed = phases.includes("migrate") && broken.includes(asked.version);
  const finished = !failed && phases.includes("verify");
  const past = {
    ...(asked.returnedFrom && { returnedFrom: asked.returnedFrom }),
    ...(asked.stage && { stage: asked.stage }),
  };
  return {
    before,
    asked,
    after: {
      state: finished
        ? { kind: "complete", deployed: asked.version, ...past }
        : { kind: "incomplete", attempted: asked.version, ...past },
      // What fails before the roll-out leaves the servers as they were.
      quiet: failed ? before.quiet : asked.stage !== undefined,
    },
  };
}

/** Every `up` that is let through from a situation on, with any of these releases, stages and backups. */
export function reachableSteps(
  catalog: Catalog,
  start: Situation,
  versions: readonly string[],
  broken: readonly string[],
): Step[] {
  const stages = [undefined, "quiesce", "migrate", "restore", "halt"] as const;
  const returns = [undefined, ...versions.flatMap((version) => [{ version }, { version, restore: "b-1" }])];
  const changes = versions.flatMap((version) =>
    returns.flatMap((returnedFrom) => stages.map((stage): Asked => ({ version, returnedFrom, stage }))),
  );
  const key = (situation: Situation) => JSON.stringify(situation);
  const seen = new Set([key(start)]);
  const open = [start];
  const steps: Step[] = [];
  for (let here = open.shift(); here !== undefined; here = open.shift()) {
    for (const asked of changes) {
      const step = up(catalog, here, asked, broken);
      if (!step) continue;
      steps.push(step);
      if (!seen.has(key(step.after))) open.push(step.after);
      seen.add(key(step.after));
    }
  }
  return steps;
}
