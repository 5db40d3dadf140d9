import type { StackValidationPolicy } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { declaredComponents } from "../config/components";
import { currentTime } from "../config/environment";
import { circumstancesOf } from "../gates/circumstances";
import { componentIdOf } from "../gates/installationState";
import { exportedKeptObjects, otherStackStates } from "../gates/stackExport";
import { judgeRemoval } from "../upgrades/removal";
import { readInstalled } from "./installed";
import { catalogs } from "./reading/catalogs";
import { stackSettings } from "./reading/settings";

/**
 * Checks that nothing with data is taken away unless somebody confirmed it by name.
 *
 * A policy is not shown what is deleted. What is removed is what has an installation state and is neither declared nor
 * among the stack's resources any more; which volumes stay is read from the state, where that can be had.
 * @severity critical
 * @link https://github.com/pulumi/pulumi-policy/issues/154
 */
export const removalConfirmed: StackValidationPolicy = {
  name: "removal-confirmed",
  description: "Checks that a component is removed only when the stack says so, and one with data only when that is confirmed by name.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["upgrades", "data"],
  remediationSteps: "Put the component back under its name, or follow the remedy in the message.",
  url: "https://github.com/pulumi/pulumi-policy/issues/154",
  validateStack: ({ resources }, reportViolation) => {
    const settings = stackSettings();
    const installed = readInstalled();
    if (installed instanceof Error) return reportViolation(`whether a component is being removed is not known: ${installed.message}`);
    const there = new Set([
      ...declaredComponents(settings).map(({ id }) => id),
      ...resources.flatMap(({ type, name }) => componentIdOf(type, name) ?? []),
    ]);
    const leaving = [...installed].filter(([component, { kind }]) => kind !== "absent" && !there.has(component));
    if (leaving.length === 0) return;
    const kept = exportedKeptObjects(pulumi.getStack());
    const staying = circumstancesOf(settings, currentTime(), () => installed, otherStackStates, pulumi.getStack()).others();
    for (const [component, state] of leaving) {
      const its = kept instanceof Error ? undefined : kept.get(component);
      for (const { id, message, remedy } of judgeRemoval(catalogs(), { component, state, kept: its }, staying, settings.permits).reasons) {
        reportViolation(`${component}: ${message}. ${remedy}. [${id}]`);
      }
    }
  },
};
