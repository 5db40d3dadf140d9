import { randomUUID } from "node:crypto";
import type { Cluster } from "../cluster/cluster";
import type { ComponentStatus, NotObserved, StackStatus } from "../status/model";
import type { StateObject } from "../status/stateObjects";
import { checkJobOf } from "./checkJob";
import { runResult, type Check, type VerificationRun } from "./model";
import { runCheck, type Clock } from "./runCheck";
import { notDeployed, standingChecks } from "./standingChecks";

export interface Verification {
  readonly status: StackStatus;
  /** The Kubernetes objects of the state. */
  readonly objects: readonly StateObject[];
  /** The cluster, or why it is not asked. */
  readonly cluster: Cluster | NotObserved;
  readonly clock: Clock;
  /** The time in UTC. */
  readonly now: Date;
  /** Stops the run; what it has started is still removed. */
  readonly signal: AbortSignal;
  /** Called as a check's Job is about to be made. */
  readonly onStart?: ((component: string, job: string) => void) | undefined;
}

/** Checks every component of a stack as it stands, and runs its own verification once more. */
export async function verifyStack(verification: Verification): Promise<VerificationRun> {
  const { status: { stack, components } } = verification;
  const run = randomUUID().slice(0, 8);
  const checks = (await Promise.all(components.map(async (component) =>
    [...standingChecks(component), ...await smokeChecks(component, run, verification)]))).flat();
  return { schema: "stepwise/verification-run/v1", stack, result: runResult(checks), checks };
}

async function smokeChecks(status: ComponentStatus, run: string, verification: Verification): Promise<Check[]> {
  const { objects, cluster, clock, now, signal, onStart } = verification;
  const { component } = status;
  const smoke = (found: Omit<Check, "component" | "check">): Check => ({ component, check: "smoke", ...found });
  const unknown = (message: string): Check => smoke({ result: "unknown", message });
  const not = notDeployed(status);
  if (not) return [unknown(`not run: ${not.message}`)];
  if ("unknown" in cluster) return [unknown(`not run: ${cluster.unknown}`)];
  const jobs = objects.filter((one) => one.component === component && one.kind === "Job" && one.phase === "verify");
  if (jobs.length === 0) return [unknown("not run: the state has no verify Job of it")];
  return Promise.all(jobs.map(async (object) => {
    const check = checkJobOf(object, now, run);
    if (check instanceof Error) return unknown(`not run: ${check.message}`);
    onStart?.(component, `${check.namespace}/${check.name}`);
    return smoke(await runCheck(cluster, check, clock, signal));
  }));
}
