import { openEngine } from "../automation/openEngine";
import { historyOf } from "../automation/rollback/history";
import { pastUpdates } from "../automation/rollback/pastUpdates";
import { historyText } from "../report/terminal/history";
import { paintFor } from "../report/terminal/screen";
import { exitCodes } from "./exitCodes";
import { printJson, type GlobalOptions } from "./planning";

interface Options {
  readonly stack: string;
  readonly json?: boolean;
  /** The folder of a rehearsal, in the place of a backend. */
  readonly rehearsal?: string;
}

/** `stepwise history` */
export async function history({ stack, json, rehearsal }: Options, { cwd }: GlobalOptions): Promise<void> {
  const engine = await openEngine({ stack, cwd, ...(rehearsal !== undefined && { rehearsal }) });
  const report = historyOf(stack, pastUpdates(await engine.history()));
  if (json) printJson(report);
  else process.stdout.write(`${historyText(report, paintFor(process.stdout))}\n`);
  process.exitCode = exitCodes.done;
}
