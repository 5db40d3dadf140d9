import type { Cluster } from "../automation/cluster/cluster";
import { openCluster, openEngine } from "../automation/openEngine";
import type { NotObserved } from "../automation/status/model";
import { readStatus, type ReadStatus } from "../automation/status/readStatus";
import { currentTime } from "../config/environment";
import { readStackFile } from "../config/stack";
import { otherStackStates } from "../gates/stackExport";
import { loadCatalogs } from "../releases/load";
import { catalogFolder } from "../releases/projectRoot";
import { paintFor } from "../report/terminal/screen";
import { statusText } from "../report/terminal/status";
import { exitCodes } from "./exitCodes";
import { printJson, type GlobalOptions } from "./planning";

/** What both `status` and `verify` take. */
export interface LookingOptions {
  readonly stack: string;
  readonly json?: boolean;
  /** The folder of a rehearsal: its state and its cluster are looked at instead of the real ones. */
  readonly rehearsal?: string;
}

interface Options extends LookingOptions {
  readonly expectNoChanges?: boolean;
  readonly offline?: boolean;
}

/** `stepwise status` */
export async function status(options: Options, global: GlobalOptions): Promise<void> {
  const { status: found } = await lookAt(options, global);
  sayWhoseItIs(options);
  if (options.json) printJson({ ...found, rehearsal: options.rehearsal });
  else process.stdout.write(`${statusText(found, paintFor(process.stdout))}\n`);
  process.exitCode = options.expectNoChanges && found.verdict !== "as declared" ? exitCodes.blocked : exitCodes.done;
}

/** A rehearsal is never presented as what is really there. */
export function sayWhoseItIs({ rehearsal }: LookingOptions): void {
  if (rehearsal === undefined) return;
  process.stderr.write(`this is what the rehearsal in ${rehearsal} has: nothing of it was applied anywhere\n`);
}

/**
 * The status of a stack, and what it was looked up in.
 * @throws InputError where the stack file can't be read or there is no engine
 */
export async function lookAt(
  { stack, rehearsal, offline, expectNoChanges }: Options, { cwd }: GlobalOptions,
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
