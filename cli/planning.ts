import { liveKubernetes } from "../automation/liveCluster";
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

export interface PlanningOptions {
  readonly stack: string;
  readonly set: readonly string[];
  readonly deployed?: string;
  readonly facts?: string;
  readonly cost?: string;
  readonly live?: boolean;
}

/**
 * Reads the stack and the catalogs, and plans. No engine, no cluster, no credentials.
 * @param clock what it takes for now. @default - the machine's time
 */
export function planned(
  { stack, set, deployed, facts, cost, live }: PlanningOptions, { cwd }: GlobalOptions, clock?: (file: StackFile) => string,
): {
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly catalogs: ReadonlyMap<string, Catalog>;
} {
  const catalogs = loadCatalogs(catalogFolder);
  const file = readStackFile(cwd, stack);
  const kubernetes = live ? liveKubernetes(file) : undefined;
  const request = planRequest(file, catalogs, { set, deployed, facts, prefer: costCriteriaIn(cost), now: clock?.(file), kubernetes });
  const { now } = request.surroundings;
  const problems = [...unknownReleases(file, catalogs), ...permitProblems(file, catalogs, now), ...missingSettings(request)];
  if (problems.length > 0) throw new InputError(problems);
  const plan = planUpgrade(stack, catalogs, request.travellers, request.surroundings, request.leaving);
  return { request, plan, catalogs };
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
