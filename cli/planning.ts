import { planRequest, type PlanRequest } from "../automation/request";
import { missingSettings, unknownReleases } from "../automation/problems";
import { readStackFile } from "../config/stack";
import type { Catalog } from "../releases/catalog";
import { loadCatalogs } from "../releases/load";
import { InputError } from "../releases/problem";
import { catalogFolder } from "../releases/projectRoot";
import { planUpgrade, type Plan } from "../upgrades/plan";

export interface GlobalOptions {
  readonly cwd: string;
}

export interface PlanningOptions {
  readonly stack: string;
  readonly set: readonly string[];
  readonly deployed?: string;
}

/** Reads the stack and the catalogs, and plans. No engine, no cluster, no credentials. */
export function planned({ stack, set, deployed }: PlanningOptions, { cwd }: GlobalOptions): {
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly catalogs: ReadonlyMap<string, Catalog>;
} {
  const catalogs = loadCatalogs(catalogFolder);
  const file = readStackFile(cwd, stack);
  const request = planRequest(file, catalogs, set, deployed);
  const problems = [...unknownReleases(file, catalogs), ...missingSettings(request)];
  if (problems.length > 0) throw new InputError(problems);
  const plan = planUpgrade(stack, catalogs, request.travellers, request.surroundings, request.leaving);
  return { request, plan, catalogs };
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
