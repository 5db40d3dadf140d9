import type { ComponentStatus, DriftId } from "../status/model";
import type { Check, CheckResult } from "./model";

/** What makes a component something else than what was deployed. */
const otherThanDeployed: readonly DriftId[] = ["object-missing", "live-version", "live-image", "live-setting"];
/** What makes it not serve. */
const notServing: readonly DriftId[] = ["not-ready", "paused", "job-failed"];

/** The checks that need nothing to be run: whether what is there is what was deployed, and whether it is ready. */
export function standingChecks(status: ComponentStatus): Check[] {
  const { component } = status;
  return [
    { component, check: "version", ...versionCheck(status) },
    { component, check: "readiness", ...readinessCheck(status) },
  ];
}

type Found = Pick<Check, "result" | "message">;
const found = (result: CheckResult, message: string): Found => ({ result, message });

/** Why a component can't be checked as something that was deployed, or undefined. */
export function notDeployed({ component, deployed }: ComponentStatus): Found | undefined {
  switch (deployed.kind) {
    case "absent": return found("failed", `nothing of ${component} is deployed`);
    case "incomplete": return found("failed", `the update to ${deployed.attempted} did not reach its last phase`);
    case "unknown": return found("unknown", `which release is deployed is not known: ${deployed.why}`);
    case "adopted": return found("unknown", `it was stated to run at ${deployed.version}, and is not under the stack yet`);
    case "complete": return deployed.stage === undefined ? undefined
      : found("unknown", `its servers are stopped for a hop (stage ${deployed.stage})`);
  }
}

function versionCheck(status: ComponentStatus): Found {
  const { live, drift, deployed } = status;
  const not = notDeployed(status);
  if (not) return not;
  if (live === null || "unknown" in live) return notSeen(live);
  const release = deployed.kind === "complete" ? deployed.deployed : "";
  const amiss = drift.filter(({ id }) => otherThanDeployed.includes(id));
  if (amiss.length > 0) return found("failed", amiss.map(({ message }) => message).join("; "));
  if (live.versions.length === 0) return found("unknown", "none of its objects says of which release it is");
  if (live.versions.some((version) => version !== release)) {
    return found("failed", `${release} is deployed, and its objects carry ${live.versions.join(" and ")}`);
  }
  const { present, of } = live.objects;
  return found("passed", `${present} of ${of} objects are there as they were deployed, with the images of ${release}` +
    (present === of ? "" : "; the rest are Jobs that were deleted after they had finished"));
}

function readinessCheck(status: ComponentStatus): Found {
  const { live, drift } = status;
  const not = notDeployed(status);
  if (not && status.deployed.kind !== "incomplete") return not;
  if (live === null || "unknown" in live) return notSeen(live);
  const amiss = drift.filter(({ id }) => notServing.includes(id));
  if (amiss.length > 0) return found("failed", amiss.map(({ message }) => message).join("; "));
  const { workloads, of, stopped } = live.ready;
  if (stopped === of) return found("unknown", "nothing of it keeps running, so nothing shows whether it is ready");
  if (workloads < of) return found("failed", `${workloads} of ${of} workloads are ready`);
  return found("passed", `${workloads} of ${of} workloads are rolled out, and every replica passes its readiness probe where it has one`);
}

function notSeen(live: { readonly unknown: string } | null): Found {
  return found("unknown", `the cluster was not seen: ${live?.unknown ?? "there is nothing to look for"}`);
}
