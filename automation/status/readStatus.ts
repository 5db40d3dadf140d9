import type { StackFile } from "../../config/stack";
import { declaredComponents } from "../../config/components";
import type { Engine } from "../../engines/engine";
import { circumstancesOf, type States } from "../../gates/circumstances";
import { workingCopy } from "../../gates/workingCopy";
import { installationStates } from "../../gates/installationState";
import type { Catalog } from "../../releases/catalog";
import type { Cluster } from "../cluster/cluster";
import { safeLine } from "../cluster/safeText";
import { engineDrift } from "./engineDrift";
import type { NotObserved, StackStatus } from "./model";
import { notObserved, observe } from "./observe";
import { cutOff, stateObjects, type StateObject } from "./stateObjects";
import { statusOf, type StatusQuestion } from "./status";

export interface StatusSources {
  readonly file: StackFile;
  readonly catalogs: ReadonlyMap<string, Catalog>;
  readonly engine: Engine;
  /** The cluster, or why it is not asked. */
  readonly cluster: Cluster | NotObserved;
  /** The time in UTC, as `Date.toISOString` writes it. */
  readonly now: string;
  /** What another stack's state says. */
  readonly stateOf: (stack: string) => States;
  /** The stack file for the engine's preview. @default - the engine is not asked what it would change */
  readonly previewOf?: string | undefined;
}

/** A stack's status, and the objects of its state that it was made from. */
export interface ReadStatus {
  readonly status: StackStatus;
  readonly objects: readonly StateObject[];
}

/** Reads the state, asks the cluster, and where wished the engine. What fails is unknown in the answer; nothing is thrown for it. */
export async function readStatus({ file, catalogs, engine, cluster, now, stateOf, previewOf }: StatusSources): Promise<ReadStatus> {
  const { states, objects, begun } = await readState(engine);
  const observation = "unknown" in cluster ? notObserved(objects, cluster.unknown) : await observe(cluster, objects);
  const status = statusOf({
    stack: file.stack,
    declared: declaredComponents(file.settings),
    states, objects, begun, observation, catalogs,
    circumstances: circumstancesOf(
      file.settings, now, () => states, stateOf, file.stack, { workingCopy: () => workingCopy(file.file) },
    ),
    engine: previewOf === undefined ? undefined : engineDrift(await engine
      .preview({ configFile: previewOf, message: "status: is anything to be changed?" }).catch(asError)),
  });
  return { status, objects };
}

async function readState(engine: Engine): Promise<Pick<StatusQuestion, "states" | "objects" | "begun">> {
  try {
    const state = await engine.state();
    return { states: installationStates(state), objects: stateObjects(state), begun: cutOff(state) };
  } catch (error) {
    return { states: new Error(`the stack's state can't be read: ${asError(error).message}`), objects: [] };
  }
}

function asError(error: unknown): Error {
  return new Error(safeLine(error instanceof Error ? error.message : String(error)));
}
