import { readStackFile, type StackFile } from "../config/stack";
import { verifiedIn } from "../config/demands";
import type { AskedOfDemands } from "../gates/circumstances";
import type { Catalog } from "../releases/catalog";
import { loadCatalogs } from "../releases/load";
import { InputError } from "../releases/problem";
import { catalogFolder } from "../releases/projectRoot";
import { costCriteria, type CostCriterion } from "../upgrades/graph/model";
import { planUpgrade } from "../upgrades/plan";
import type { Plan } from "../upgrades/planModel";
import { withLiveFacts } from "./cluster/liveFacts";
import { demandProblems, missingSettings, permitProblems, unknownReleases } from "./problems";
import { planRequest, type PlanRequest } from "./request";

/** Where the stack files are. */
export interface GlobalOptions {
  readonly cwd: string;
}

/** What says where a stack is and what it is judged by. */
export interface RequestOptions {
  readonly stack: string;
  readonly deployed?: string | undefined;
  readonly facts?: string | undefined;
  /** Some of `hops,windows,irreversible,actions,exposures`. */
  readonly cost?: string | undefined;
  readonly live?: boolean | undefined;
  /** The folder of a rehearsal, in which other stacks are looked for too. */
  readonly rehearsal?: string | undefined;
}

export interface PlanningOptions extends RequestOptions {
  readonly set: readonly string[];
}

/** What a plan is made of, read and checked. */
export interface Asked {
  readonly request: PlanRequest;
  readonly catalogs: ReadonlyMap<string, Catalog>;
}

/**
 * Reads the stack and the catalogs. No engine and no credentials; the cluster is asked only for `--live`, and other stacks
 * only where this one demands or depends on something of them.
 * @param clock of what waits for nothing: what it takes for now. @default - the machine's time, and what a stack demands counts
 * @throws InputError
 */
export async function requested(
  options: PlanningOptions, { cwd }: GlobalOptions, clock?: (file: StackFile) => string,
): Promise<Asked> {
  const { stack, set, deployed, facts, cost, live, rehearsal } = options;
  const catalogs = loadCatalogs(catalogFolder);
  const reviewed = readStackFile(cwd, stack);
  const file = live ? await withLiveFacts(reviewed) : reviewed;
  const demands = clock ? { areTakenForMet: true } : await askedOfDemands(file, cwd, rehearsal);
  const request = planRequest(file, catalogs, { set, deployed, facts, prefer: costCriteriaIn(cost), now: clock?.(file), demands });
  const { now } = request.surroundings;
  const problems = [
    ...unknownReleases(file, catalogs), ...permitProblems(file, catalogs, now), ...demandProblems(file), ...missingSettings(request),
  ];
  if (problems.length > 0) throw new InputError(problems);
  return { request, catalogs };
}

/** The same, planned. */
export async function planned(
  options: PlanningOptions, global: GlobalOptions, clock?: (file: StackFile) => string,
): Promise<Asked & { readonly plan: Plan }> {
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

/** Whether other stacks have verified something is asked of them, or of their rehearsals in the same folder. */
async function askedOfDemands(
  { settings: { demands = {} } }: StackFile, cwd: string, rehearsal: string | undefined,
): Promise<AskedOfDemands> {
  const stacks = verifiedIn(demands).map(({ stack }) => stack);
  if (stacks.length === 0) return {};
  const { stacksOfCli, stacksOfRehearsal } = await import("./otherStacks/readStacks");
  return { pastOf: rehearsal === undefined ? stacksOfCli() : await stacksOfRehearsal(stacks, cwd, rehearsal) };
}
