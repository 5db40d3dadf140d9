import * as path from "node:path";
import type { Notification } from "../config/notify";
import { projectRoot } from "../releases/projectRoot";
import type { UpgradeEvent } from "./deploy/events";
import type { UpgradeResult, UpgradeRun } from "./deploy/run";
import { machineClock } from "./machineClock";
import type { NotificationEvent } from "./notify/announce";
import { announcedUpgrade } from "./notify/announcedUpgrade";

/** What is said of a run; the rest is the same for all of them. */
export type AskedRun = Pick<UpgradeRun,
  "request" | "catalogs" | "engine" | "cluster" | "onFailure" | "retry" | "commit" | "reviewed" | "climbReasons" | "policyConfig" | "soakSeconds">;

/** What happens while a stack is carried out, in order; `up --json` prints one a line. */
export type CarriedEvent = UpgradeEvent | NotificationEvent;

export interface Carrying extends Pick<UpgradeRun, "signal" | "engineSignal"> {
  readonly isRehearsal: boolean;
  /** Who is told of the run. @default - nobody */
  readonly notify?: readonly Notification[] | undefined;
  readonly onEvent: (event: CarriedEvent) => void;
}

/**
 * Carries runs out one after the other, as long as each reaches its end.
 * @param runs at least one
 * @throws what the engine throws where the state can't be read
 */
export async function carryOut(runs: readonly AskedRun[], carrying: Carrying): Promise<UpgradeResult> {
  const { isRehearsal, notify = [], onEvent, signal, engineSignal } = carrying;
  const results: UpgradeResult[] = [];
  for (const asked of runs) {
    results.push(await announcedUpgrade({
      ...asked, onEvent, signal, engineSignal,
      policyPack: path.join(projectRoot, "policies"),
      previews: true,
      clock: () => new Date(),
      grace: isRehearsal ? 500 : 5000,
    }, { notify, isRehearsal, env: process.env, clock: machineClock, onEvent }));
    if (results.at(-1)!.result !== "reached") break;
  }
  return { ...results.at(-1)!, ups: results.flatMap(({ ups }) => ups) };
}
