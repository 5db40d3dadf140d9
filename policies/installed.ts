import * as pulumi from "@pulumi/pulumi";
import { exportedStates } from "../gates/stackExport";
import type { InstallationState } from "../upgrades/installationState";

let exported: ReadonlyMap<string, InstallationState> | Error | undefined;

/**
 * The installation states that the deployer passed, or, in a bare `pulumi preview --policy-pack policies`, those in the
 * stack's state. An error where neither can be had; the policy then fails closed.
 */
export function readInstalled(
  passed: Readonly<Record<string, InstallationState>> | undefined,
): ReadonlyMap<string, InstallationState> | Error {
  if (passed) return new Map(Object.entries(passed));
  exported ??= exportedStates(pulumi.getStack());
  return exported;
}
