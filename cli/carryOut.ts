import { carryOut, type AskedRun, type Carrying } from "../automation/carryOut";
import type { UpgradeResult } from "../automation/deploy/run";
import { upReport } from "../library/reports";
import { upgradeText } from "../report/terminal/upgrade";
import { paintFor } from "../report/terminal/screen";
import { resultCodes } from "./exitCodes";
import { jsonProgress, terminalProgress } from "./progress";
import { untilSignalled } from "./signals";

export interface Shown {
  readonly json: boolean;
  readonly rehearsal: boolean;
}

/** Carries runs out one after the other, as long as each reaches its end, and shows them while they go on. */
export async function carriedOut(
  runs: readonly AskedRun[], { json, rehearsal, notify }: Shown & Pick<Carrying, "notify">,
): Promise<UpgradeResult> {
  const progress = json ? jsonProgress(process.stdout) : terminalProgress(process.stderr);
  const stopped = untilSignalled(() => process.stderr.write("\nending: what is under way is finished first; another signal ends at once\n"));
  try {
    return await carryOut(runs, {
      isRehearsal: rehearsal, notify, onEvent: progress.onEvent, signal: stopped.signal, engineSignal: stopped.engineSignal,
    });
  } finally {
    progress.end();
    stopped.forget();
  }
}

/** The end of a run: for people, or as the last of its events. */
export function showResult(result: UpgradeResult, { json }: Shown): void {
  process.exitCode = resultCodes[result.result];
  if (!json) process.stdout.write(`${upgradeText(result, paintFor(process.stdout))}\n`);
  else process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event: "ended", ...upReport(result) })}\n`);
}
