import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { stateFileVariable } from "../config/environment";
import { projectRoot } from "../releases/projectRoot";
import type { InstallationState } from "../upgrades/installationState";
import { installationStates } from "./installationState";
import { keptObjects } from "./keptObjects";

/**
 * Every component's installation state, out of the stack's saved state: for what neither a hook nor a policy is shown.
 * Reading it takes no lock, so it can be done in the middle of an update, where it says what has been saved so far.
 * @returns an error where it can't be read; whoever asks then refuses
 */
export function exportedStates(stack: string): ReadonlyMap<string, InstallationState> | Error {
  return read(stack, process.env[stateFileVariable], installationStates);
}

/**
 * What the cluster keeps of each component when it is removed, by component id; see `keptObjects`.
 * @returns an error where the state can't be read
 */
export function exportedKeptObjects(stack: string): ReadonlyMap<string, readonly string[]> | Error {
  return read(stack, process.env[stateFileVariable], keptObjects);
}

/** {@link exportedStates} of a stack that is not the one being updated. */
export function otherStackStates(stack: string): ReadonlyMap<string, InstallationState> | Error {
  return read(stack, undefined, installationStates);
}

function read<T>(stack: string, file: string | undefined, take: (stackExport: unknown) => T): T | Error {
  try {
    return take(JSON.parse(file === undefined ? exportWithCli(stack) : readFileSync(file, "utf8")));
  } catch (error) {
    return new Error(`the stack's state can't be read: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
  }
}

function exportWithCli(stack: string): string {
  return execFileSync("pulumi", ["stack", "export", "--stack", stack], {
    cwd: projectRoot, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 512 * 1024 * 1024,
  });
}
