import type { PolicyPackRun } from "../engines/engine";
import { readText } from "../releases/load";
import { InputError } from "../releases/problem";
import { requested, type GlobalOptions, type RequestOptions } from "./asked";
import type { AskedRun } from "./carryOut";
import { climbReasonsFor } from "./deploy/climb";
import { readReviewedPlan, type ReviewedPlan } from "./deploy/reviewed";
import type { OnFailure } from "./deploy/run";
import { gitPlace } from "./git";
import { openCluster, openEngine, type EngineChoice } from "./openEngine";
import { seedRehearsal } from "./rehearseUpgrade";

/** What `up` is told, read and with its numbers as numbers. */
export interface UpAsk extends RequestOptions {
  /** What was reviewed, or the file that it is in. @default - whatever the gates allow */
  readonly plan?: string | ReviewedPlan | undefined;
  readonly onFailure: OnFailure;
  readonly retry: boolean;
  /** Components that may climb again to what they were gone back from. */
  readonly climbAgain: readonly string[];
  readonly soakSeconds: number;
  readonly policyConfig: PolicyPackRun["config"] | undefined;
  /** The engine, but for whether the stack is created: that is what its file permits. */
  readonly choice: EngineChoice;
}

/**
 * Everything that one `up` of a stack needs, read, opened and checked, before anything is moved. A rehearsal that is new is
 * put where it starts from.
 * @throws InputError
 */
export async function prepareUp(ask: UpAsk, global: GlobalOptions): Promise<AskedRun> {
  const { plan, onFailure, retry, climbAgain, soakSeconds, policyConfig, choice: chosen } = ask;
  const reviewed = typeof plan === "string" ? readReviewedPlan(plan) : plan;
  const { request, catalogs } = await requested({ ...ask, set: [] }, global);
  const choice = { ...chosen, create: request.surroundings.permits.install.length > 0 };
  if (choice.rehearsal !== undefined) await seedRehearsal(request, choice);
  const engine = await openEngine(choice);
  const cluster = await openCluster(request.stack, choice);
  if (soakSeconds > 0 && !cluster) {
    throw new InputError([{
      file: "--soak", path: "",
      message: "found it for a stack that names no cluster, expected context or kubeconfig in stepwise:cluster: nothing else can be watched",
    }]);
  }
  const git = gitPlace(global.cwd);
  return {
    request, catalogs, engine, cluster, onFailure, retry, soakSeconds, policyConfig,
    reviewed: reviewed && { plan: reviewed, stackText: readText(request.stack.file), git },
    climbReasons: climbReasonsFor(request.stack, engine, climbAgain),
    commit: git?.commit,
  };
}
