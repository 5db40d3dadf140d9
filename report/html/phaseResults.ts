import type { CarriedUp } from "../../automation/deploy/run";
import type { Step } from "../../engines/engine";
import type { PhaseOf } from "./input";
import { phases, type Phase } from "./words";

/** How a phase of one `up` went. */
export interface PhaseResult {
  readonly phase: Phase;
  readonly result: "succeeded" | "removed" | "failed" | "stopped" | "not reached" | "nothing to change";
  /** What was created, updated, replaced or deleted in it, or should have been. */
  readonly steps: readonly Step[];
}

/**
 * The phases of an `up`, in order: those it should have by its hop and stage, and any other in which something happened
 * (going back removes what a migration left). After a failure, what a later phase had begun counts as stopped, never as
 * done: the engine works on what does not depend on the failed step.
 */
export function phaseResults(up: CarriedUp, phaseOf: PhaseOf): PhaseResult[] {
  const steps = new Map<Phase, Step[]>(expected(up).map((phase) => [phase, []]));
  for (const step of up.outcome.steps) {
    if (step.result === "succeeded" && (step.op === "same" || isFrame(step))) continue;
    const phase = phaseIn(up, step, phaseOf);
    steps.set(phase, [...(steps.get(phase) ?? []), step]);
  }
  const failed = up.outcome.result === "failed";
  let broken = false;
  return phases.flatMap((phase): PhaseResult[] => {
    const done = steps.get(phase);
    if (!done) return [];
    const wrong = done.some(({ result }) => result === "failed");
    const result = wrong ? "failed"
      : broken && done.length > 0 ? "stopped"
        : done.length > 0 ? (wasRun(phase, done) ? "succeeded" : "removed")
          : failed ? "not reached" : "nothing to change";
    broken ||= wrong;
    return [{ phase, result, steps: done }];
  });
}

/** To remove a phase's Job, as going back does, is not to run it: nothing is migrated then. */
function wasRun(phase: Phase, steps: readonly Step[]): boolean {
  return phase === "rollout" || steps.some(({ op }) => op !== "delete");
}

/** The stack, providers and components hold other resources; that they were registered is no progress. */
function isFrame({ type }: Step): boolean {
  return /^(pulumi:pulumi:Stack$|pulumi:providers:|stepwise:)/.test(type);
}

function expected({ hop, stage, kind }: CarriedUp): Phase[] {
  const planned = hop.steps.map(({ phase }) => phase);
  if (kind === "return") return ["rollout", "verify"];
  switch (stage) {
    case "quiesce": return planned.filter((phase) => phase === "quiesce");
    case "migrate": return planned.filter((phase) => phase === "backup" || phase === "migrate");
    case "restore": return planned.filter((phase) => phase === "restore");
    case "halt": return [];
    case undefined: return hop.offline ? planned.filter((phase) => phase === "rollout" || phase === "verify") : planned;
  }
}

function phaseIn({ hop, stage }: CarriedUp, step: Step, phaseOf: PhaseOf): Phase {
  const found = hop.changes.map(({ component }) => phaseOf(step, component)).find((phase) => phase !== "rollout");
  const phase = phases.find((one) => one === found) ?? "rollout";
  // To stand still is a roll-out too, to no replicas.
  return phase === "rollout" && stage === "quiesce" ? "quiesce" : phase;
}
