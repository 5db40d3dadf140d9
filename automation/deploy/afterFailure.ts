import type { InstallationState } from "../../upgrades/installationState";
import { judge, type Judgement } from "../../upgrades/judge";
import type { Hop, HopChange } from "../../upgrades/planModel";
import { safeLine } from "../cluster/safeText";
import { objectText } from "../manifestHead";
import type { PlanRequest } from "../request";
import type { FailedObject } from "./resources";
import type { UpgradeResult, UpgradeRun } from "./run";

/** What to do about a hop that failed: the same again, or back, where that is possible. */
export function afterFailure(run: Pick<UpgradeRun, "catalogs">, request: PlanRequest, hop: Hop, states: ReadonlyMap<string, InstallationState>): string[] {
  return hop.changes.flatMap((change) => {
    const { component, from, to } = change;
    const name = request.stack.stack;
    const again = `mend what failed and ask for ${component} "${to}" again (stepwise up --stack ${name} --retry): ` +
      "finished phases stay as they are, the failed one runs again";
    const state = states.get(component);
    if (from === null || state?.kind !== "incomplete") return [again];
    if (state.returnedFrom) {
      return [`mend what failed and ask for the same return again: ${component} version "${state.attempted}" with ` +
        `returnedFrom.version "${state.returnedFrom.version}"; nothing else can follow`];
    }
    const stopped = state.stage ? [`the servers of ${component} are at zero replicas until it goes on or back`] : [];
    // Where it came from is known to the history only, once what was begun is gone on with.
    if (from === to) return [...stopped, again, `or go back: stepwise rollback --stack ${name}`];
    const { allowed, reasons } = judgeReturn(run, request, change, states);
    const back = allowed
      ? [`or go back (stepwise rollback --stack ${name}): ${component} version "${from}" with returnedFrom.version "${to}"`]
      : reasons.map(({ message, remedy }) => `going back is not that easy: ${message}; ${remedy} (stepwise rollback --stack ${name} --preview says what it would take)`);
    return [...stopped, again, ...back];
  });
}

/** Whether a component may go back from a hop, by where it is now. */
export function judgeReturn(
  { catalogs }: Pick<UpgradeRun, "catalogs">, request: PlanRequest, { component, from, to }: HopChange, states: ReadonlyMap<string, InstallationState>,
): Judgement {
  const { system, kind } = request.travellers.find((one) => one.component === component)!;
  const known = { ...request.surroundings, others: () => request.surroundings.elsewhere };
  return judge(catalogs.get(system)!, states.get(component) ?? { kind: "absent" }, { component, kind, version: from!, returnedFrom: { version: to } }, known);
}

/** What is said where an earlier run has failed: why, and that running it again has to be asked for. */
export function failedBefore(
  run: UpgradeRun, failed: readonly FailedObject[], states: ReadonlyMap<string, InstallationState>,
): Pick<UpgradeResult, "reasons" | "next"> {
  const { stack } = run.request.stack;
  const reasons = failed.map((object) => {
    const { component, phase, errors } = object;
    const state = states.get(component ?? "");
    const attempted = state?.kind === "incomplete" ? ` to ${state.attempted}` : "";
    return {
      id: `failed:${component}:${phase}`,
      kind: "readiness" as const,
      message: `the last update of ${component}${attempted} failed in ${phase}: ${objectText(object)}: ${errors.map((error) => safeLine(error)).join("; ")}`,
      remedy: `mend that, then try again: stepwise up --stack ${stack} --retry; or go back: stepwise rollback --stack ${stack}`,
    };
  });
  return { reasons, next: [...new Set(reasons.map(({ remedy }) => remedy))] };
}
