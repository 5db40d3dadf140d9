import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { ownerInStack } from "./reading/owner";
import { baselineFaults, restrictedFaults } from "./reading/podSecurity";
import { podOf } from "./reading/pods";
import { securityProfile } from "./reading/securityProfile";

/**
 * Checks that Pods have no more rights than they need, unless the component's catalog says why.
 *
 * Halo's own manifests set no security context in any release, and this project deploys what upstream tests: that is said
 * in its catalog, kind by kind. One message a component is enough, and not one a Pod.
 * @severity medium
 * @link https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export const podSecurityRestricted: StackValidationPolicy = {
  name: "pod-security-restricted",
  description: "Checks that Pods keep to Kubernetes's security profile Restricted, unless the catalog says why not.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["security"],
  remediationSteps: "Set the fields that the message names, or state the reason in the catalog (components.<kind>.podSecurity).",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
  validateStack: ({ resources }, reportViolation) => {
    const found = new Map<string | undefined, { readonly pods: PolicyResource[]; readonly faults: Set<string> }>();
    for (const resource of resources) {
      const pod = podOf(resource);
      if (pod === undefined) continue;
      // What is outside of Baseline is said by the policy about that.
      const faults = restrictedFaults(pod).filter((fault) => !baselineFaults(pod).includes(fault));
      if (faults.length === 0) continue;
      const owner = ownerInStack(resource);
      const group = found.get(owner) ?? { pods: [], faults: new Set() };
      group.pods.push(resource);
      faults.forEach((fault) => group.faults.add(fault));
      found.set(owner, group);
    }
    for (const [owner, { pods, faults }] of found) {
      if (securityProfile(owner) !== "restricted") continue;
      const whose = owner === undefined ? "outside of versioned components" : `of ${owner}`;
      const demand = owner === undefined ? "no catalog speaks of them" : "its catalog gives no reason for less";
      const [first, ...rest] = pods;
      const which = rest.length === 0 ? first!.name : `${pods.length} objects, ${first!.name} first,`;
      reportViolation(`Pods ${whose} are outside of the profile Restricted: ${which} by ${[...faults].sort().join(", ")}; ${demand}`, first!.urn);
    }
  },
};
