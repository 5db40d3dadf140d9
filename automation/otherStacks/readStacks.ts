import { execFileSync } from "node:child_process";
import { historyArguments, historyEntries } from "../../engines/pulumi/history";
import { installationStates } from "../../gates/installationState";
import { otherStackStates } from "../../gates/stackExport";
import { projectRoot } from "../../releases/projectRoot";
import type { Demands } from "../../upgrades/demands";
import { storeOf } from "../openEngine";
import { pastOfStacks, type ReadStack } from "./pastOf";

/** Other stacks as the engine's CLI shows them; reading them takes no lock. */
export function stacksOfCli(): Demands["pastOf"] {
  return pastOfStacks((stack) => ({ states: otherStackStates(stack), history: historyWithCli(stack) }));
}

/**
 * Other stacks as they are rehearsed in the same folder.
 * @param stacks those that may be asked about
 */
export async function stacksOfRehearsal(stacks: readonly string[], cwd: string, rehearsal: string): Promise<Demands["pastOf"]> {
  const stores = new Map(await Promise.all(stacks.map(async (stack) => [stack, await storeOf({ stack: stack.split("/").at(-1)!, cwd, rehearsal })] as const)));
  return pastOfStacks((stack): ReadStack => {
    const store = stores.get(stack);
    if (!store) return { states: new Error(`${stack} is not rehearsed here`), history: [] };
    store.reload();
    return { states: installationStates({ deployment: { resources: store.resources } }), history: store.history };
  });
}

function historyWithCli(stack: string): ReadStack["history"] {
  try {
    return historyEntries(JSON.parse(execFileSync("pulumi", [
      ...historyArguments, "--stack", stack, "--non-interactive",
    ], { cwd: projectRoot, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 512 * 1024 * 1024 })));
  } catch (error) {
    return new Error(`the stack's history can't be read: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
  }
}
