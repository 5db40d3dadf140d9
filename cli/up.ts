import { climbReasonsFor } from "../automation/deploy/climb";
import { readReviewedPlan } from "../automation/deploy/reviewed";
import { gitPlace } from "../automation/git";
import { openCluster, openEngine } from "../automation/openEngine";
import { seedRehearsal } from "../automation/rehearseUpgrade";
import { readText } from "../releases/load";
import { carriedOut, showResult } from "./carryOut";
import { engineChoice, type EngineOptions } from "./engineChoice";
import { requested, type GlobalOptions } from "./planning";
import { parseOnFailure } from "./rehearse";

interface Options extends EngineOptions {
  readonly plan?: string;
  readonly onFailure: string;
  readonly retry?: boolean;
  readonly climbAgain: readonly string[];
  readonly json?: boolean;
}

/** `stepwise up` */
export async function up(options: Options, global: GlobalOptions): Promise<void> {
  const { json = false, retry = false, rehearsal } = options;
  const onFailure = parseOnFailure(options.onFailure);
  const reviewed = options.plan === undefined ? undefined : readReviewedPlan(options.plan);
  const { request, catalogs } = await requested({ ...options, set: [] }, global);
  const choice = engineChoice(options, global, request.surroundings.permits.install.length > 0);
  if (rehearsal !== undefined) await seedRehearsal(request, choice);
  const engine = await openEngine(choice);
  const git = gitPlace(global.cwd);
  const shown = { json, rehearsal: rehearsal !== undefined };
  showResult(await carriedOut([{
    request, catalogs, engine, onFailure, retry,
    cluster: await openCluster(request.stack, choice),
    reviewed: reviewed && { plan: reviewed, stackText: readText(request.stack.file), git },
    climbReasons: climbReasonsFor(request.stack, engine, options.climbAgain),
    commit: git?.commit,
  }], shown), shown);
}
