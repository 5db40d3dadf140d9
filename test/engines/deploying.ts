import type { Cluster } from "../../automation/cluster/cluster";
import type { UpgradeResult, UpgradeRun } from "../../automation/deploy/run";
import { upgrade } from "../../automation/deploy/upgrade";
import { planRequest } from "../../automation/request";
import { parseStackFile } from "../../config/stack";
import type { Engine } from "../../engines/engine";
import { loadCatalogs, readText } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import type { SmallStack } from "../support/kingdomStack";

/** What carrying plans out needs of an engine, and of whatever stands in for a cluster behind it. */
export interface DeployWorld {
  readonly engine: Engine;
  readonly cluster: Cluster | undefined;
  readonly policyPack: string | undefined;
  /** Writes the stack's file; where it is. */
  write(stack: SmallStack): string;
  /** Runs an update while the cluster is looked after. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** From now on this phase fails, until it is healed. */
  breakPhase(phase: "migrate" | "rollout", version: string): void;
  heal(): void;
  /**
   * Begins to carry a stack out in a process of its own and kills it in the migration; then whatever makes a dead run let
   * go of the stack. What tells the migration's Job from another of the same name. Absent where there are no Jobs.
   */
  readonly cutOff?: (stack: SmallStack, version: string) => Promise<string>;
  readonly migration?: (version: string) => string | undefined;
}

const catalogs = loadCatalogs(catalogFolder);

export function runOf(world: DeployWorld, stack: SmallStack, more: Partial<UpgradeRun> = {}): UpgradeRun {
  const file = world.write(stack);
  return {
    request: planRequest(parseStackFile(file, readText(file)), catalogs, { set: [] }),
    catalogs, engine: world.engine, cluster: world.cluster, policyPack: world.policyPack,
    onFailure: "stop", previews: false, retry: false, commit: "0123456789abcdef", clock: () => new Date(), grace: 100,
    onEvent: () => undefined,
    ...more,
  };
}

export function carry(world: DeployWorld, stack: SmallStack, more: Partial<UpgradeRun> = {}): Promise<UpgradeResult> {
  return world.during(() => upgrade(runOf(world, stack, more)));
}

export function ids({ reasons }: UpgradeResult): string[] {
  return reasons.map(({ id }) => id);
}

export function told(result: UpgradeResult): string {
  const said = result.ups.flatMap(({ outcome }) => outcome.diagnostics.map(({ message }) => message));
  return JSON.stringify([result.result, result.reasons, result.next, said], null, 1);
}

/** The phases whose Jobs an update began, and how each ended. */
export function phases({ ups }: UpgradeResult): string[] {
  return ups.flatMap(({ outcome }) => outcome.steps)
    .filter(({ type, op }) => type === "kubernetes:batch/v1:Job" && (op === "create" || op === "replace"))
    .map(({ name, result }) => `${name.replace("kingdom-", "")} ${result}`).sort();
}

export async function history({ engine }: DeployWorld): Promise<string[]> {
  return (await engine.history()).map(({ result, message }) => `${message.replace(/ \(catalog halo [0-9a-f]{12},.* commit 0123456789abcdef.*\)$/, " ✓")}: ${result}`);
}
