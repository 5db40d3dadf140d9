import type { StackValidationPolicy } from "@pulumi/policy";
import { notKnown, valueAt } from "./reading/plain";
import { named, notAwaited, stackComponents } from "./reading/stackComponents";

/**
 * Checks that what a component says is deployed comes after its verification.
 *
 * Gates take the output `deployed` for what was achieved. It may be there only in a goal state that is verified, and
 * the verification has to come last: one that runs beside a workload, or beside a migration that a workload does itself,
 * says nothing about it.
 * @severity critical
 * @link https://github.com/pulumi/pulumi-kubernetes/issues/449
 */
export const deployedVersionVerified: StackValidationPolicy = {
  name: "deployed-version-verified",
  description: "Checks that a component calls a version deployed only once the roll-out of all its workloads was verified.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["upgrades"],
  remediationSteps: "Call `complete` of the VersionedComponent last, with all of its workloads.",
  url: "https://github.com/pulumi/pulumi-kubernetes/issues/449",
  validateStack: ({ resources }, reportViolation) => {
    for (const { id, version, resource, phases, jobs, workloads } of stackComponents(resources)) {
      const report = (message: string) => reportViolation(`${id} ${message}`, resource.urn);
      const deployed = valueAt(resource.props, "deployed");
      const verifications = jobs("verify");
      if (!phases.includes("verify")) {
        if (deployed !== undefined) report("says what is deployed in a goal state that nothing verifies");
        continue;
      }
      if (verifications.length === 0) report("is verified by no Job");
      for (const verification of verifications) {
        const missed = notAwaited(verification, workloads);
        if (missed.length > 0) report(`is verified by ${verification.name}, which does not wait for ${named(missed)}`);
      }
      if (deployed === undefined) report("does not say what is deployed; expected the output `deployed`, from the verification");
      else if (deployed !== notKnown && deployed !== version) report(`says that another version than ${version} is deployed`);
    }
  },
};
