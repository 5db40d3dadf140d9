import { prepareUp } from "../automation/prepareUp";
import { InputError } from "../releases/problem";
import { carriedOut, showResult } from "./carryOut";
import { engineChoice, policyConfigIn, type EngineOptions } from "./engineChoice";
import type { GlobalOptions } from "./planning";
import { parseOnFailure } from "./rehearse";
import { longestSoak, wholeNumber } from "./wholeNumber";

export interface UpOptions extends Omit<EngineOptions, "stack"> {
  readonly stack?: string;
  /** Several, separated by commas. */
  readonly stacks?: string;
  readonly wave?: string;
  readonly concurrency?: string;
  readonly soak?: string;
  readonly plan?: string;
  readonly onFailure: string;
  readonly retry?: boolean;
  readonly climbAgain: readonly string[];
  readonly json?: boolean;
}

/** `stepwise up` */
export async function up({ stacks, ...given }: UpOptions, global: GlobalOptions): Promise<void> {
  if (stacks !== undefined) return (await import("./upStacks")).upStacks({ ...given, stacks }, global);
  const options = ofOneStack(given);
  const { json = false, retry = false, rehearsal } = options;
  const run = await prepareUp({
    ...options, retry,
    onFailure: parseOnFailure(options.onFailure),
    soakSeconds: wholeNumber("--soak", options.soak ?? "0", 0, longestSoak),
    policyConfig: policyConfigIn(options.policyConfig),
    choice: engineChoice(options, global),
  }, global);
  const shown = { json, rehearsal: rehearsal !== undefined };
  showResult(await carriedOut([run], { ...shown, notify: run.request.stack.settings.notify }), shown);
}

/** @throws InputError where no stack is named, or an option is of several */
function ofOneStack({ stack, ...options }: Omit<UpOptions, "stacks">): Omit<UpOptions, "stacks"> & { readonly stack: string } {
  if (stack === undefined) throw wrong("--stack", "found neither --stack nor --stacks, expected one of them");
  for (const [option, given] of [["--wave", options.wave], ["--concurrency", options.concurrency]] as const) {
    if (given !== undefined) throw wrong(option, "found it without --stacks, which it belongs to; expected both or neither");
  }
  return { ...options, stack };
}

function wrong(file: string, message: string): InputError {
  return new InputError([{ file, path: "", message }]);
}
