import { execFileSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { installationStates } from "../gates/installationState";
import { projectRoot } from "../releases/projectRoot";
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
  exported ??= exportStack();
  return exported;
}

function exportStack(): ReadonlyMap<string, InstallationState> | Error {
  try {
    const text = execFileSync("pulumi", ["stack", "export", "--stack", pulumi.getStack()], {
      cwd: projectRoot, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 512 * 1024 * 1024,
    });
    return installationStates(JSON.parse(text));
  } catch (error) {
    return new Error(`\`pulumi stack export\` said nothing that can be used: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
  }
}
