import { currentTime } from "../../config/environment";
import { readStackFile } from "../../config/stack";
import { otherStackStates } from "../../gates/stackExport";
import { loadCatalogs } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import type { GlobalOptions } from "../asked";
import type { Cluster } from "../cluster/cluster";
import { openCluster, openEngine } from "../openEngine";
import type { NotObserved } from "./model";
import { readStatus, type ReadStatus } from "./readStatus";

/** What is looked at, and how closely. */
export interface Looking {
  readonly stack: string;
  /** The folder of a rehearsal: its state and its cluster are looked at instead of the real ones. */
  readonly rehearsal?: string | undefined;
  /** Whether the engine is asked what it would change. @default - false */
  readonly expectNoChanges?: boolean | undefined;
  /** Whether the cluster is left alone. @default - false */
  readonly offline?: boolean | undefined;
}

/**
 * The status of a stack, and what it was looked up in.
 * @throws InputError where the stack file can't be read or there is no engine
 */
export async function lookAt(
  { stack, rehearsal, offline, expectNoChanges }: Looking, { cwd }: GlobalOptions,
): Promise<ReadStatus & { readonly cluster: Cluster | NotObserved }> {
  const file = readStackFile(cwd, stack);
  const choice = { stack, cwd, rehearsal };
  const cluster: Cluster | NotObserved = offline ? { unknown: "the cluster was not asked (--offline)" }
    : await openCluster(file, choice) ?? { unknown: "the stack names no cluster, its manifests are written to a folder" };
  const read = await readStatus({
    file, cluster,
    engine: await openEngine(choice),
    catalogs: loadCatalogs(catalogFolder),
    now: currentTime(),
    stateOf: otherStackStates,
    previewOf: expectNoChanges ? file.file : undefined,
  });
  return { ...read, cluster };
}
