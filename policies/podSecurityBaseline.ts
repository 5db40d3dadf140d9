import type { ResourceValidationPolicy } from "@pulumi/policy";
import { ownerOf } from "./reading/owner";
import { baselineFaults } from "./reading/podSecurity";
import { podOf } from "./reading/pods";
import { securityProfile } from "./reading/securityProfile";

/**
 * Checks that Pods can't reach the node they run on, unless the component's catalog says why they must.
 * @severity high
 * @link https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
 */
export const podSecurityBaseline: ResourceValidationPolicy = {
  name: "pod-security-baseline",
  description: "Checks that Pods keep to Kubernetes's security profile Baseline.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["security"],
  remediationSteps: "Leave the fields out that the message names, or state the reason in the catalog (components.<kind>.podSecurity).",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
  validateResource: (args, reportViolation) => {
    const pod = podOf(args);
    if (pod === undefined || securityProfile(ownerOf(args)) === "privileged") return;
    const faults = baselineFaults(pod);
    if (faults.length > 0) reportViolation(`its Pods are outside of the profile Baseline by ${faults.join(", ")}`);
  },
};
