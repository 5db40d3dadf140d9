import { rehearsedCluster } from "../../../automation/cluster/rehearsed";
import type { UpgradeEvent } from "../../../automation/deploy/events";
import type { UpgradeResult, UpgradeRun } from "../../../automation/deploy/run";
import { upgrade } from "../../../automation/deploy/upgrade";
import { planRequest, type PlanRequest } from "../../../automation/request";
import { parseStackFile } from "../../../config/stack";
import type { Fault } from "../../../engines/rehearsal/cluster";
import { RehearsalEngine } from "../../../engines/rehearsal/rehearsalEngine";
import { memoryStore, type Store } from "../../../engines/rehearsal/store";
import { loadCatalogs } from "../../../releases/load";
import { catalogFolder } from "../../../releases/projectRoot";
import { stackText, type SmallStack } from "../../support/kingdomStack";
import { rehearsedStack } from "../../support/rehearsedStack";

export const catalogs = loadCatalogs(catalogFolder);

/** What a rehearsal has at one moment: what a process that is killed then leaves behind. */
export type Snapshot = Pick<Store, "resources" | "pending" | "cluster" | "history" | "tags">;

export function snapshotOf({ resources, pending, cluster, history, tags }: Store): Snapshot {
  return structuredClone({ resources, pending, cluster, history, tags });
}

/** A store that goes on from a moment; a test may give it another `save` or `lock`. */
export function storeFrom(snapshot: Snapshot, more: Partial<Pick<Store, "save" | "lock">> = {}): Store {
  return { ...memoryStore(), ...structuredClone(snapshot), ...more };
}

const installed = new Map<string, Promise<Snapshot>>();

/** A small stack as it is after everything was installed and verified; made once for every file of tests. */
export function deployed(stack: SmallStack): Promise<Snapshot> {
  const name = JSON.stringify(stack);
  const known = installed.get(name) ?? rehearsedStack(stack, []).then(({ store }) => snapshotOf(store));
  installed.set(name, known);
  return known;
}

export function requestOf(stack: SmallStack): PlanRequest {
  return planRequest(parseStackFile("Pulumi.small.yaml", stackText(stack)), catalogs, { set: [] });
}

export interface Carried extends Partial<UpgradeRun> {
  readonly faults?: readonly Fault[];
  /** In milliseconds. */
  readonly pace?: number;
}

/** A run of the deployer on the rehearsal engine in this process; without policies and previews, which take most of the time. */
export function runOf(stack: SmallStack, store: Store, { faults, pace, ...more }: Carried = {}): UpgradeRun {
  const clock = more.clock ?? (() => new Date());
  return {
    request: requestOf(stack), catalogs, clock,
    engine: new RehearsalEngine({ stack: "small", store, faults, pace, clock }),
    cluster: rehearsedCluster(store, clock),
    onFailure: "stop", policyPack: undefined, previews: false, retry: false, commit: undefined, grace: 0,
    onEvent: () => undefined,
    ...more,
  };
}

export interface Carriage {
  readonly result: UpgradeResult;
  readonly events: readonly UpgradeEvent[];
}

/** Carries a small stack to where it says, and keeps what was told on the way. */
export async function carried(stack: SmallStack, store: Store, more: Carried = {}): Promise<Carriage> {
  const events: UpgradeEvent[] = [];
  const result = await upgrade(runOf(stack, store, {
    ...more,
    onEvent: (event) => {
      events.push(event);
      more.onEvent?.(event);
    },
  }));
  return { result, events };
}

/** The `up`s that were made: `halo/kingdom 0.5.45 → 0.5.46, hop 1 of 1: succeeded`. */
export function upsOfRun({ ups }: Pick<UpgradeResult, "ups">): string[] {
  return ups.map(({ message, outcome }) => `${message}: ${outcome.result}`);
}

/** The Jobs that were begun, in order: `kingdom-migrate`. */
export function jobsBegun(events: readonly UpgradeEvent[]): string[] {
  return events.flatMap((event) => event.event === "step-started" && event.object.startsWith("Job ") && event.op !== "delete"
    ? [event.object.slice("Job ".length)] : []);
}
