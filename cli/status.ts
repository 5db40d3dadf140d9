import { lookAt } from "../automation/status/lookAt";
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
