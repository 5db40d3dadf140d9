import * as path from "node:path";
import type { UpgradeResult, UpgradeRun } from "../automation/deploy/run";
import { upgrade } from "../automation/deploy/upgrade";
import { projectRoot } from "../releases/projectRoot";
import { upgradeText } from "../report/terminal/upgrade";
import { paintFor } from "../report/terminal/screen";
import { resultCodes } from "./exitCodes";
import { jsonProgress, terminalProgress } from "./progress";
import { untilSignalled } from "./signals";

/** What a command says of a run; the rest is the same for all of them. */
export type Asked = Pick<UpgradeRun, "request" | "catalogs" | "engine" | "cluster" | "onFailure" | "retry" | "commit" | "reviewed" | "climbReasons" | "policyConfig" | "soakSeconds">;

export interface Shown {
  readonly json: boolean;
  readonly rehearsal: boolean;
}

/** Carries runs out one after the other, as long as each reaches its end, and shows them while they go on. */
export async function carriedOut(runs: readonly Asked[], { json, rehearsal }: Shown): Promise<UpgradeResult> {
  const progress = json ? jsonProgress(process.stdout) : terminalProgress(process.stderr);
  const stopped = untilSignalled(() => process.stderr.write("\nending: what is under way is finished first; another signal ends at once\n"));
  const results: UpgradeResult[] = [];
  try {
    for (const asked of runs) {
      results.push(await upgrade({
        ...asked,
        policyPack: path.join(projectRoot, "policies"),
        previews: true,
        clock: () => new Date(),
        grace: rehearsal ? 500 : 5000,
        onEvent: progress.onEvent,
        signal: stopped.signal,
        engineSignal: stopped.engineSignal,
      }));
      if (results.at(-1)!.result !== "reached") break;
    }
  } finally {
    progress.end();
    stopped.forget();
  }
  return { ...results.at(-1)!, ups: results.flatMap(({ ups }) => ups) };
}

/** The end of a run: for people, or as the last of its events. */
export function showResult(result: UpgradeResult, { json }: Shown): void {
  process.exitCode = resultCodes[result.result];
  if (!json) {
    process.stdout.write(`${upgradeText(result, paintFor(process.stdout))}\n`);
    return;
  }
  const { ups, states, ...rest } = result;
  process.stdout.write(`${JSON.stringify({
    time: new Date().toISOString(), event: "ended", schema: "stepwise/up/v1", ...rest,
    ups: ups.map(({ hop, stage, kind, message, outcome }) => ({ hop: hop.number, stage, kind, message, result: outcome.result })),
    states: Object.fromEntries(states),
  })}\n`);
}
