import { machineClock } from "../automation/machineClock";
import { lookAt } from "../automation/status/lookAt";
import { verifyStack } from "../automation/verify/verify";
import type { CheckResult, VerificationRun } from "../automation/verify/model";
import { paintFor } from "../report/terminal/screen";
import { verificationText } from "../report/terminal/verification";
import { exitCodes } from "./exitCodes";
import { printJson, type GlobalOptions } from "./planning";
import { untilSignalled } from "./signals";
import { sayWhoseItIs, type LookingOptions } from "./status";

const codes: Readonly<Record<CheckResult, number>> = {
  passed: exitCodes.done, failed: exitCodes.needsAPerson, unknown: exitCodes.blocked,
};

/** `stepwise verify`. Ended from outside, it removes what it has started, and then ends. */
export async function verify(options: LookingOptions, global: GlobalOptions): Promise<void> {
  let ends: number | undefined;
  const { signal, forget } = untilSignalled((code) => {
    ends = code;
  });
  try {
    const run = await runChecks(options, global, signal);
    if (options.json) printJson({ ...run, rehearsal: options.rehearsal });
    else process.stdout.write(`${verificationText(run, paintFor(process.stdout))}\n`);
    process.exitCode = ends ?? codes[run.result];
  } finally {
    forget();
  }
}

async function runChecks(options: LookingOptions, global: GlobalOptions, signal: AbortSignal): Promise<VerificationRun> {
  const { status, objects, cluster } = await lookAt(options, global);
  sayWhoseItIs(options);
  const paint = paintFor(process.stderr);
  return verifyStack({
    status, objects, cluster, clock: machineClock, now: new Date(), signal,
    onStart: (component, job) => process.stderr.write(paint.dim(`${component}: running ${job} …\n`)),
  });
}
