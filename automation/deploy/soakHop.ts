import { diagnose } from "../cluster/diagnose";
import type { Diagnosis } from "../cluster/diagnosis";
import { machineClock } from "../machineClock";
import { judgeReturn } from "./afterFailure";
import { goBack, type FailedHop } from "./goBack";
import { Ended, type Journal, type UpgradeRun } from "./run";
import { soak, type Soak } from "./soak";
import { watchedOf, type Unsteady } from "./soaked";

/**
 * Watches what a hop has rolled out for as long as the run asks for, before anything else is begun. What does not stay
 * steady is gone back from where that is asked for and possible without a backup; otherwise it is a person's to decide:
 * the release is deployed, and its verification has passed.
 * @param hop one that has ended well
 * @throws Ended where it does not stay steady, or that can't be found out
 */
export async function soakHop(run: UpgradeRun, hop: FailedHop, journal: Journal): Promise<void> {
  const { soakSeconds = 0 } = run;
  if (soakSeconds === 0) return;
  const components = hop.hop.changes.map(({ component }) => component);
  const start = performance.now();
  run.onEvent({ event: "soak-started", hop: hop.hop.number, components, seconds: soakSeconds });
  const found = await watch(run, hop, components, soakSeconds);
  run.onEvent({ event: "soak-ended", hop: hop.hop.number, result: found.result, seconds: Math.round((performance.now() - start) / 100) / 10 });
  switch (found.result) {
    case "steady": return;
    case "cancelled":
      throw new Ended("cancelled", { next: [`run \`up\` again; it goes on from here. What hop ${hop.hop.number} rolled out was not watched to the end`] });
    case "unknown": throw unknown(run, hop, components, found.why);
    case "unsteady":
      journal.diagnoses.push(...await diagnosed(run, found.findings));
      await comeBack(run, hop, journal);
  }
}

async function watch(run: UpgradeRun, { here }: FailedHop, components: readonly string[], seconds: number): Promise<Soak> {
  if (!run.cluster) return { result: "unknown", why: "the stack names no cluster that could be asked" };
  const watched = watchedOf(here.exported.deployment.resources ?? [], components);
  for (const component of components.filter((one) => !watched.some((workload) => workload.component === one))) {
    run.onEvent({ event: "warning", message: `nothing of ${component} keeps running that could be watched` });
  }
  if (watched.length === 0) return { result: "steady" };
  return soak({
    cluster: run.cluster, watched, seconds, clock: machineClock, signal: run.signal ?? new AbortController().signal,
    onUnmeasured: (why) => run.onEvent({ event: "warning", message: `what Pods use of memory and processors is not watched: ${why}` }),
  });
}

function unknown({ request }: UpgradeRun, { hop }: FailedHop, components: readonly string[], why: string): Ended {
  return new Ended("blocked", {
    reasons: [{
      id: "soak:unknown",
      kind: "readiness",
      message: `hop ${hop.number} is done, and whether ${components.join(" and ")} stays steady after it is not known: ${why}`,
      remedy: `see to it that the cluster can be asked; stepwise verify --stack ${request.stack.stack} checks what is deployed; then run \`up\` again`,
    }],
  });
}

/** What was seen first; what the cluster says of the same workloads now is beside it. */
async function diagnosed({ cluster, onEvent }: UpgradeRun, findings: readonly Unsteady[]): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  for (const component of new Set(findings.map(({ watched }) => watched.component))) {
    const own = findings.filter(({ watched }) => watched.component === component);
    const objects = [...new Map(own.map(({ watched }) => [`${watched.kind} ${watched.namespace}/${watched.name}`, watched])).values()]
      .map(({ kind, namespace, name }) => ({ kind, namespace, name }));
    const asked = await diagnose(cluster!, { component, phase: "soak", objects });
    const diagnosis: Diagnosis = {
      ...asked, object: objects[0]!, summary: own[0]!.detail,
      findings: [...own.map(({ what, detail }) => ({ what, detail })), ...asked.findings],
    };
    onEvent({ event: "diagnosis", diagnosis });
    diagnoses.push(diagnosis);
  }
  return diagnoses;
}

/** @throws Ended always */
async function comeBack(run: UpgradeRun, unsteady: FailedHop, journal: Journal): Promise<never> {
  const { request, hop, here } = unsteady;
  const mayReturn = hop.changes.every((change) =>
    change.from !== null && change.from !== change.to && judgeReturn(run, request, change, here.states).allowed);
  if (run.onFailure === "rollback" && mayReturn) return goBack(run, unsteady, journal);
  const name = request.stack.stack;
  throw new Ended("needs a person", {
    next: [
      `${hop.changes.map(({ component, to }) => `${component} ${to}`).join(" and ")} is deployed and was verified, and did not stay steady: find out why`,
      `to stay with it: mend that, check it (stepwise verify --stack ${name}), and run \`up\` again; it goes on with what follows`,
      `to go back: stepwise rollback --stack ${name}${mayReturn ? "" : " --preview says what it would take"}`,
    ],
  });
}
