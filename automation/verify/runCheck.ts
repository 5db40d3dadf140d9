import { ClusterError, type Cluster, type KubernetesObject } from "../cluster/cluster";
import { diagnose } from "../cluster/diagnose";
import { safeLine, safeLines } from "../cluster/safeText";
import { liveObject } from "../status/liveObject";
import { jobEnd } from "../status/readiness";
import { checkLabel, type CheckJob } from "./checkJob";
import type { Check } from "./model";

/** How time passes. */
export interface Clock {
  /** Milliseconds since some moment; never set back. */
  elapsed(): number;
  /** Ends early, without an error, when the signal comes. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Between two looks at a Job, in milliseconds. */
const interval = 2000;
/** How often in a row the cluster may fail to answer. */
const mostFailures = 5;
/** Time for Kubernetes to report a Job that has reached its deadline, in seconds. */
const reportingMargin = 120;
const logLines = 20;

type Found = Pick<Check, "result" | "message" | "log" | "next">;

/**
 * Runs a check's Job to its end, and removes it whatever happens: when it ends, fails, hangs, or the run is stopped.
 * @param signal stops the run
 */
export async function runCheck(cluster: Cluster, check: CheckJob, clock: Clock, signal: AbortSignal): Promise<Found> {
  let found: Found = { result: "unknown", message: stopped };
  let left: string | undefined;
  try {
    if (!signal.aborted) found = await carriedOut(cluster, check, clock, signal);
  } finally {
    left = await remove(cluster, check);
  }
  return left === undefined ? found : { ...found, message: `${found.message}; ${left}` };
}

const stopped = "the run was stopped before it had ended";

async function carriedOut(cluster: Cluster, check: CheckJob, clock: Clock, signal: AbortSignal): Promise<Found> {
  try {
    await cluster.create(check.job);
  } catch (error) {
    return { result: "unknown", message: `its Job could not be made: ${said(error)}` };
  }
  const end = await awaited(cluster, check, clock, signal);
  if (signal.aborted) return end;
  return { ...end, ...await logOf(cluster, check), ...(end.result === "passed" ? {} : await causeOf(cluster, check, end.message)) };
}

/** Asked before the Job is removed, and its Pods with it. */
async function causeOf(cluster: Cluster, { component, namespace, name }: CheckJob, message: string): Promise<Pick<Found, "message" | "next">> {
  const { summary, next } = await diagnose(cluster, { component, phase: "verify", objects: [{ kind: "Job", namespace, name }] });
  return { message: `${message}; ${summary}`, next };
}

async function awaited(cluster: Cluster, check: CheckJob, clock: Clock, signal: AbortSignal): Promise<Found> {
  const { name, namespace, deadlineSeconds } = check;
  const until = clock.elapsed() + (deadlineSeconds + reportingMargin) * 1000;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const job = await cluster.get({ kind: "job.batch", namespace, name });
      if (!job) return { result: "unknown", message: `its Job ${name} was deleted before it had ended` };
      failures = 0;
      const end = endOf(job);
      if (end) return end;
    } catch (error) {
      const why = said(error);
      failures++;
      if (failures >= mostFailures) return { result: "unknown", message: `how its Job ends is not known: ${why}` };
    }
    if (clock.elapsed() >= until) {
      return { result: "unknown", message: `its Job ${name} has neither finished nor failed ${deadlineSeconds + reportingMargin} s after it was made` };
    }
    await clock.pause(interval, signal);
  }
  return { result: "unknown", message: stopped };
}

function endOf(job: KubernetesObject): Found | undefined {
  const live = liveObject(job);
  if (!live) return { result: "unknown", message: "what the cluster says of its Job can't be read" };
  const ended = jobEnd(live);
  switch (ended.end) {
    case "running": return undefined;
    case "finished": return { result: "passed", message: "its verify Job ran once more and finished" };
    case "failed": return { result: "failed", message: `its verify Job ran once more and failed: ${safeLine(ended.why)}` };
  }
}

/** What the newest of its Pods said last. */
async function logOf(cluster: Cluster, { name, namespace, container }: CheckJob): Promise<{ readonly log: readonly string[] }> {
  try {
    const pods = await cluster.list({ kinds: ["pod"], namespace, selector: `batch.kubernetes.io/job-name=${name}` });
    const created = ({ metadata }: KubernetesObject): string => metadata.creationTimestamp ?? "";
    const [newest] = [...pods].sort((a, b) => created(a) < created(b) ? 1 : created(a) > created(b) ? -1 : 0);
    if (!newest) return { log: ["(no Pod of it came to be)"] };
    return { log: safeLines(await cluster.log({ namespace, pod: newest.metadata.name, container, lines: logLines })) };
  } catch (error) {
    return { log: [`(its log can't be read: ${said(error)})`] };
  }
}

/** Removes the Job if it is this run's: one of the same name could be another's. Returns what to say where that fails. */
async function remove(cluster: Cluster, { name, namespace, job }: CheckJob): Promise<string | undefined> {
  const named = { kind: "job.batch", namespace, name };
  try {
    const there = await cluster.get(named);
    if (there && there.metadata.labels?.[checkLabel] === job.metadata.labels?.[checkLabel]) await cluster.delete(named);
    return undefined;
  } catch (error) {
    return `its Job ${namespace}/${name} may still be there (${said(error)}); it is removed an hour after its end, or with kubectl delete job`;
  }
}

/** Why the cluster did not do it. Anything else is a fault of ours and goes on. */
function said(error: unknown): string {
  if (error instanceof ClusterError) return safeLine(error.message);
  throw error;
}
