import type { ResourceValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { configuration } from "./reading/configuration";
import { kindOf } from "./reading/kubernetes";
import { notKnown, valueAt, type Plain } from "./reading/plain";

const { configSchema, settings } = configuration("job-ends", {
  longestDeadlineSeconds: z.int().min(1).default(86_400).describe("The longest that a Job may be given, in seconds."),
});

/**
 * Checks that a Job which fails is seen to fail.
 *
 * Pulumi's Kubernetes provider gives up on a Job at once when it has reached its backoff limit or its deadline, and for
 * any other failure waits until its own time is up.
 * @severity high
 * @link https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/await/checker/job/check.go
 */
export const jobEnds: ResourceValidationPolicy = {
  name: "job-ends",
  description: "Checks that Jobs have a limit of failures and of time, and fail in a way that Pulumi sees at once.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["upgrades", "jobs"],
  remediationSteps: "Set backoffLimit and activeDeadlineSeconds, and leave podFailurePolicy out.",
  url: "https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/await/checker/job/check.go",
  configSchema,
  validateResource: (args, reportViolation) => {
    if (kindOf(args.type)?.kind !== "Job") return;
    const { longestDeadlineSeconds } = settings(args);
    const limit = valueAt(args.props, "spec", "backoffLimit");
    const deadline = valueAt(args.props, "spec", "activeDeadlineSeconds");
    if (typeof limit !== "number") reportViolation(`spec.backoffLimit is ${absence(limit)}, expected a number`);
    if (typeof deadline !== "number") {
      reportViolation(`spec.activeDeadlineSeconds is ${absence(deadline)}, expected a number`);
    } else if (deadline > longestDeadlineSeconds) {
      reportViolation(`spec.activeDeadlineSeconds is ${deadline}, expected at most ${longestDeadlineSeconds}`);
    }
    if (valueAt(args.props, "spec", "podFailurePolicy") !== undefined) reportViolation("spec.podFailurePolicy is set, expected none");
  },
};

function absence(value: Plain): string {
  if (value === notKnown) return "not known yet";
  return value === undefined ? "not set" : "no number";
}
