import * as pulumi from "@pulumi/pulumi";
import { exportedStates } from "../gates/stackExport";
import type { InstallationState } from "../upgrades/installationState";

let told: Readonly<Record<string, InstallationState>> | undefined;
let exported: ReadonlyMap<string, InstallationState> | Error | undefined;

/**
 * Notes the installation states that the deployer passed. They are in one policy's configuration, and the policies of the
 * stack, which come after those of its resources, go by them too.
 */
export function tellInstalled(passed: Readonly<Record<string, InstallationState>> | undefined): void {
  told = passed;
}

/**
 * The installation states that the deployer passed, or, in a bare `pulumi preview --policy-pack policies`, those in the
 * stack's state. An error where neither can be had; policies then fail closed.
 */
export function readInstalled(): ReadonlyMap<string, InstallationState> | Error {
  if (told) return new Map(Object.entries(told));
  return exported ??= exportedStates(pulumi.getStack());
}
