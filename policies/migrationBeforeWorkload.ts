import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { migrationModes } from "../components/core/phases";
import { isList, isRecord, valueAt } from "./reading/plain";
import { podOf } from "./reading/pods";
import { migrationOf, named, notAwaited, stackComponents } from "./reading/stackComponents";

/**
 * Checks that workloads start on data that was migrated, or restored, for their version.
 *
 * A component whose data is migrated by a Job has its workloads wait for that Job. Where a workload does it itself, it
 * says so (`stepwise.dev/migration`): in an init container, which Kubernetes runs first, or as the application starts.
 * @severity critical
 * @link https://github.com/pulumi/pulumi-kubernetes/issues/449
 */
export const migrationBeforeWorkload: StackValidationPolicy = {
  name: "migration-before-workload",
  description: "Checks that a component's workloads start only after its data was migrated or restored.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["upgrades", "data"],
  remediationSteps: "Make the workload depend on what `data` of the VersionedComponent returns, or say how it migrates by itself.",
  url: "https://github.com/pulumi/pulumi-kubernetes/issues/449",
  validateStack: ({ resources }, reportViolation) => {
    for (const { id, resource, phases, keepsData, jobs, workloads, migrating } of stackComponents(resources)) {
      if (keepsData && phases.includes("migrate") && jobs("migrate").length === 0 && migrating.length === 0) {
        reportViolation(`${id} keeps data that nothing migrates: found neither a migration Job nor a workload that migrates by itself`, resource.urn);
      }
      const before = [...jobs("migrate"), ...jobs("restore")];
      for (const workload of workloads) {
        const missed = notAwaited(workload, before);
        if (missed.length > 0) reportViolation(`${workload.name} of ${id} does not wait for ${named(missed)}`, workload.urn);
      }
      for (const workload of migrating) {
        const mode = migrationOf(workload);
        if (!migrationModes.some((known) => known === mode)) {
          reportViolation(`${workload.name} of ${id} does not say how it migrates: expected one of ${migrationModes.join(", ")}`, workload.urn);
        } else if (mode === "init-container" && !hasInitContainer(workload)) {
          reportViolation(`${workload.name} of ${id} says that an init container migrates, and has none`, workload.urn);
        }
      }
    }
  },
};

function hasInitContainer(workload: PolicyResource): boolean {
  const pod = podOf(workload);
  const containers = isRecord(pod) ? valueAt(pod, "initContainers") : undefined;
  return isList(containers) && containers.length > 0;
}
