import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { declaredComponents } from "../config/components";
import { readInstalled } from "./installed";
import { catalogs } from "./reading/catalogs";
import { configuration } from "./reading/configuration";
import { kindOf } from "./reading/kubernetes";
import { isList, notKnown, valueAt, type Plain } from "./reading/plain";
import { containersOf, podOf } from "./reading/pods";
import { stackSettings } from "./reading/settings";
import { stackComponents } from "./reading/stackComponents";
import { canComeBack } from "./reading/wayBack";

const { configSchema, settings } = configuration("rollback-window", {
  days: z.int().min(1).max(365).default(14).describe("How many days after an update it must be possible to go back, at most the year that Spanner keeps a backup."),
});

/** What tells a backup's Job how long its backup is kept: before the database deletes it by itself, or its own script may. */
const retentions: Readonly<Record<string, (value: Plain) => number | string>> = { RETENTION: daysOf, KEEP_DAYS: wholeDays };

/** Kinds that keep what they had before, as many revisions of it as they say; unset they keep ten. */
const withRevisions: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet"];

/**
 * Checks that an update can be gone back from for a while: the catalog has a way back, backups are kept that long, and
 * Kubernetes keeps the revision before.
 * @severity high
 * @link https://cloud.google.com/spanner/docs/backup
 */
export const rollbackWindow: StackValidationPolicy = {
  name: "rollback-window",
  description: "Checks that after an update there is a release to go back to, and that what going back needs is kept long enough.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["upgrades", "data"],
  remediationSteps: "Keep backups longer (stepwise:halo.backups.retention; stepwise:kleidia.backups.keepDays and stepwise:dx.backups.keepDays), or set the window in the pack's configuration (rollback-window.days).",
  url: "https://cloud.google.com/spanner/docs/backup",
  configSchema,
  validateStack: (args, reportViolation) => {
    const { days } = settings(args);
    for (const message of withoutWayBack()) reportViolation(message);
    for (const { id, jobs } of stackComponents(args.resources)) {
      for (const job of jobs("backup")) {
        for (const kept of retentionsOf(job)) {
          if (typeof kept === "string") reportViolation(`how long ${job.name} of ${id} keeps its backup is ${kept}, expected at least ${days} days`, job.urn);
          else if (kept < days) reportViolation(`${job.name} of ${id} keeps its backup ${kept} days, expected at least ${days}`, job.urn);
        }
      }
    }
    for (const { type, name, props, urn } of args.resources) {
      if (!withRevisions.includes(kindOf(type)?.kind ?? "")) continue;
      const limit = valueAt(props, "spec", "revisionHistoryLimit");
      if (limit === 0) reportViolation(`spec.revisionHistoryLimit of ${name} is 0, expected at least 1`, urn);
      else if (limit !== undefined && typeof limit !== "number") reportViolation(`spec.revisionHistoryLimit of ${name} is not known yet, expected at least 1`, urn);
    }
  },
};

/** Components that go up to where their catalog has no way back from, not even with a backup. */
function withoutWayBack(): string[] {
  const installed = readInstalled();
  if (installed instanceof Error) return [`whether there is a release to go back to is not known: ${installed.message}`];
  return declaredComponents(stackSettings()).flatMap(({ id, system, kind, version }) => {
    const catalog = catalogs().get(system);
    const state = installed.get(id);
    if (!catalog || state?.kind !== "complete") return [];
    const { deployed } = state;
    if (canComeBack(catalog, kind, deployed, version)) return [];
    return [`${id} goes from ${deployed} to ${version}, and the catalog has no way back, not even with a backup`];
  });
}

/** How many days a Job's backups are kept, or in words why that is not known; nothing where nobody deletes them by themselves. */
function retentionsOf(job: PolicyResource): (number | string)[] {
  const pod = podOf(job);
  if (pod === undefined || pod === notKnown) return ["not known yet"];
  return containersOf(pod).flatMap(({ fields }) => {
    const env = valueAt(fields, "env");
    if (env === notKnown) return ["not known yet"];
    return (isList(env) ? env : []).flatMap((variable): (number | string)[] => {
      const name = valueAt(variable, "name");
      if (name === notKnown) return ["not known yet"];
      return typeof name === "string" && Object.hasOwn(retentions, name) ? [retentions[name]!(valueAt(variable, "value"))] : [];
    });
  });
}

/** `30d`, `12w` */
function daysOf(value: Plain): number | string {
  if (value === notKnown) return "not known yet";
  const [, count, unit] = typeof value === "string" ? /^(\d{1,5})([dw])$/.exec(value) ?? [] : [];
  return count === undefined ? "not stated in days or weeks" : Number(count) * (unit === "w" ? 7 : 1);
}

/** `30` */
function wholeDays(value: Plain): number | string {
  if (value === notKnown) return "not known yet";
  return typeof value === "string" && /^\d{1,5}$/.test(value) ? Number(value) : "not stated in whole days";
}
