import type { StackValidationPolicy } from "@pulumi/policy";
import { named, notAwaited, stackComponents } from "./reading/stackComponents";

/**
 * Checks that data is backed up before anything migrates it: a Job, or a workload that does it itself.
 * @severity critical
 * @link https://github.com/pulumi/pulumi/issues/96
 */
export const backupBeforeMigration: StackValidationPolicy = {
  name: "backup-before-migration",
  description: "Checks that a component's data is backed up before it is migrated.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["upgrades", "data"],
  remediationSteps: "Give `data` of the VersionedComponent a backup, and make what migrates depend on what it returns.",
  url: "https://github.com/pulumi/pulumi/issues/96",
  validateStack: ({ resources }, reportViolation) => {
    for (const { id, resource, phases, keepsData, jobs, migrating } of stackComponents(resources)) {
      if (!phases.includes("backup")) continue;
      const [backups, migrations] = [jobs("backup"), [...jobs("migrate"), ...migrating]];
      if (backups.length === 0 && (keepsData || migrations.length > 0)) {
        reportViolation(`${id} keeps data that nothing backs up: found no backup Job`, resource.urn);
      }
      for (const migration of migrations) {
        const missed = notAwaited(migration, backups);
        if (missed.length > 0) reportViolation(`${migration.name} of ${id} does not wait for ${named(missed)}`, migration.urn);
      }
    }
  },
};
