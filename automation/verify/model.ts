/** `unknown`: it could not be found out, and is never to be taken for passed. */
export type CheckResult = "passed" | "failed" | "unknown";

export interface Check {
  /** `<system>/<name>` */
  readonly component: string;
  /**
   * - `version`: everything is there and is what was deployed
   * - `readiness`: what should run is rolled out, and its health checks pass
   * - `smoke`: the component's own verification, run once more
   */
  readonly check: "version" | "readiness" | "smoke";
  readonly result: CheckResult;
  /** What was proved, or why not. */
  readonly message: string;
  /** The end of what the check's Job said; nothing secret in it. */
  readonly log?: readonly string[] | undefined;
  /** What to do, the most useful first. */
  readonly next?: readonly string[] | undefined;
}

export interface VerificationRun {
  readonly schema: "stepwise/verification-run/v1";
  readonly stack: string;
  readonly result: CheckResult;
  readonly checks: readonly Check[];
}

/** One that failed counts before one that is unknown; and where nothing was checked, nothing is known. */
export function runResult(checks: readonly Check[]): CheckResult {
  if (checks.some(({ result }) => result === "failed")) return "failed";
  return checks.length === 0 || checks.some(({ result }) => result === "unknown") ? "unknown" : "passed";
}
