import type { ResourceValidationPolicy } from "@pulumi/policy";
import { kindOf } from "./reading/kubernetes";
import { valueAt } from "./reading/plain";

/**
 * Checks that finished Jobs stay.
 *
 * One that Kubernetes deletes by itself is missed by the next refresh and created again by the next update: the backup
 * and the migration run once more, and no hook is asked.
 * @severity critical
 * @link https://github.com/hashicorp/terraform-provider-kubernetes/issues/1578
 */
export const jobKept: ResourceValidationPolicy = {
  name: "job-kept",
  description: "Checks that Kubernetes does not delete finished Jobs, which would run again after a refresh.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["upgrades", "jobs"],
  remediationSteps: "Leave ttlSecondsAfterFinished out; the Job is replaced at the next version.",
  url: "https://github.com/hashicorp/terraform-provider-kubernetes/issues/1578",
  validateResource: ({ type, props }, reportViolation) => {
    if (kindOf(type)?.kind !== "Job") return;
    if (valueAt(props, "spec", "ttlSecondsAfterFinished") !== undefined) {
      reportViolation("spec.ttlSecondsAfterFinished is set, expected none");
    }
  },
};
