import { withLiveFacts } from "../automation/cluster/liveFacts";
import { planRequest, type PlanRequest } from "../automation/request";
import { missingSettings, permitProblems, unknownReleases } from "../automation/problems";
import { readStackFile, type StackFile } from "../config/stack";
import type { Catalog } from "../releases/catalog";
import { loadCatalogs } from "../releases/load";
import { InputError } from "../releases/problem";
import { catalogFolder } from "../releases/projectRoot";
import { costCriteria, type CostCriterion } from "../upgrades/graph/model";
import { planUpgrade } from "../upgrades/plan";
import type { Plan } from "../upgrades/planModel";

export interface GlobalOptions {
  readonly cwd: string;
}

/** What says where a stack is and what it is judged by. */
export interface RequestOptions {
  readonly stack: string;
  readonly deployed?: string;
  readonly facts?: string;
  readonly cost?: string;
  readonly live?: boolean;
}

export interface PlanningOptions extends RequestOptions {
  readonly set: readonly string[];
}

/**
 * Reads the stack and the catalogs. No engine and no credentials; the cluster is asked only for `--live`.
 * @param clock what it takes for now. @default - the machine's time
 * @throws InputError
 */
export async function requested(
  { stack, set, deployed, facts, cost, live }: PlanningOptions, { cwd }: GlobalOptions, clock?: (file: StackFile) => string,
): Promise<{ readonly request: PlanRequest; readonly catalogs: ReadonlyMap<string, Catalog> }> {
  const catalogs = loadCatalogs(catalogFolder);
  const reviewed = readStackFile(cwd, stack);
  const file = live ? await withLiveFacts(reviewed) : reviewed;
  const request = planRequest(file, catalogs, { set, deployed, facts, prefer: costCriteriaIn(cost), now: clock?.(file) });
  const { now } = request.surroundings;
  const problems = [...unknownReleases(file, catalogs), ...permitProblems(file, catalogs, now), ...missingSettings(request)];
  if (problems.length > 0) throw new InputError(problems);
  return { request, catalogs };
}

/** The same, planned. */
export async function planned(options: PlanningOptions, global: GlobalOptions, clock?: (file: StackFile) => string): Promise<{
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly catalogs: ReadonlyMap<string, Catalog>;
}> {
  const { request, catalogs } = await requested(options, global, clock);
  return { request, catalogs, plan: planUpgrade(options.stack, catalogs, request.travellers, request.surroundings, request.leaving) };
}

/**
 * What `--cost windows,hops` asks for: the criteria that decide first.
 * @throws InputError
 */
export function costCriteriaIn(text: string | undefined): readonly CostCriterion[] | undefined {
  return text?.split(",").map((word) => {
    const criterion = costCriteria.find((one) => one === word.trim());
    if (criterion) return criterion;
    throw new InputError([{ file: "--cost", path: "", message: `found ${JSON.stringify(word)}, expected some of ${costCriteria.join(",")}` }]);
  });
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
