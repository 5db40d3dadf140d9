import type { Engine, PolicyPackRun } from "../engines/engine";
import { readText } from "../releases/load";
import { requested, type Asked, type GlobalOptions, type RequestOptions } from "./asked";
import type { AskedRun } from "./carryOut";
import { gitPlace } from "./git";
import { openCluster, openEngine, type EngineChoice } from "./openEngine";
import type { RollbackWish } from "./rollback/choose";
import { planRollback, stepRequest, type RollbackPlan } from "./rollback/planRollback";

export interface RollbackAsk extends RequestOptions {
  readonly wish: RollbackWish;
  readonly retry: boolean;
  readonly policyConfig: PolicyPackRun["config"] | undefined;
  readonly choice: EngineChoice;
}

/** A rollback that was planned, and what it would be carried out with. */
export interface PlannedRollback extends Pick<Asked, "catalogs"> {
  readonly plan: RollbackPlan;
  readonly engine: Engine;
}

/**
 * Plans a rollback of a stack; nothing is written and nothing is moved.
 * @throws InputError
 */
export async function plannedRollback(ask: RollbackAsk, global: GlobalOptions): Promise<PlannedRollback> {
  const { request, catalogs } = await requested({ ...ask, set: [] }, global);
  const engine = await openEngine(ask.choice);
  const plan = await planRollback({
    request, catalogs, engine, text: readText(request.stack.file), now: new Date().toISOString(), wish: ask.wish,
  });
  return { plan, catalogs, engine };
}

/** The runs that a rollback which may be takes, one for each step of its longest way. */
export async function rollbackRuns(
  { plan, catalogs, engine }: PlannedRollback, { choice, retry, policyConfig }: RollbackAsk, { cwd }: GlobalOptions,
): Promise<AskedRun[]> {
  const cluster = await openCluster(plan.request.stack, choice);
  const longest = [...plan.ways.values()].reduce((most, { length }) => Math.max(most, length), 0);
  const commit = gitPlace(cwd)?.commit;
  return Array.from({ length: longest }, (_, step) => ({
    request: stepRequest(plan, step), catalogs, engine, cluster, onFailure: "stop" as const, retry, commit, policyConfig,
  }));
}

/** Whether data that was written after a backup would be lost. */
export function losesData({ ways }: Pick<RollbackPlan, "ways">): boolean {
  return [...ways.values()].flat().some(({ restore }) => restore !== undefined);
}

/** What is left to do with the stack file once a rollback has been carried out. */
export function afterRollback(
  stack: string, plan: Pick<RollbackPlan, "patch">, { isRehearsal, patchFile }: { readonly isRehearsal: boolean; readonly patchFile?: string | undefined },
): string {
  if (plan.patch === "") return "the stack file says so already";
  if (isRehearsal && patchFile === undefined) return `for real, Pulumi.${stack}.yaml would have been changed as shown; a rehearsal leaves it alone`;
  const how = patchFile === undefined ? `commit Pulumi.${stack}.yaml` : `apply ${patchFile} to Pulumi.${stack}.yaml and commit it`;
  return `${how}: until then \`up\` does not climb again, and the next merge would ask it to`;
}
