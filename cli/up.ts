import { climbReasonsFor } from "../automation/deploy/climb";
import { readReviewedPlan } from "../automation/deploy/reviewed";
import { gitPlace } from "../automation/git";
import { openCluster, openEngine } from "../automation/openEngine";
import { seedRehearsal } from "../automation/rehearseUpgrade";
import { readText } from "../releases/load";
import { InputError } from "../releases/problem";
import { carriedOut, showResult } from "./carryOut";
import { engineChoice, policyConfigIn, type EngineOptions } from "./engineChoice";
import { requested, type GlobalOptions } from "./planning";
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
  const onFailure = parseOnFailure(options.onFailure);
  const reviewed = options.plan === undefined ? undefined : readReviewedPlan(options.plan);
  const { request, catalogs } = await requested({ ...options, set: [] }, global);
  const soakSeconds = wholeNumber("--soak", options.soak ?? "0", 0, longestSoak);
  const choice = engineChoice(options, global, request.surroundings.permits.install.length > 0);
  if (rehearsal !== undefined) await seedRehearsal(request, choice);
  const engine = await openEngine(choice);
  const cluster = await openCluster(request.stack, choice);
  if (soakSeconds > 0 && !cluster) {
    throw wrong("--soak", "found it for a stack that names no cluster, expected context or kubeconfig in stepwise:cluster: nothing else can be watched");
  }
  const git = gitPlace(global.cwd);
  const shown = { json, rehearsal: rehearsal !== undefined };
  showResult(await carriedOut([{
    request, catalogs, engine, cluster, onFailure, retry, soakSeconds,
    reviewed: reviewed && { plan: reviewed, stackText: readText(request.stack.file), git },
    climbReasons: climbReasonsFor(request.stack, engine, options.climbAgain),
    commit: git?.commit,
    policyConfig: policyConfigIn(options.policyConfig),
  }], shown), shown);
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
