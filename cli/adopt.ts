import * as path from "node:path";
import { adopt as carryOutAdoption } from "../automation/adopt/adopt";
import { adoptionCluster, type AdoptionCluster } from "../automation/adopt/adoptionCluster";
import type { Adoption, AdoptionResult } from "../automation/adopt/model";
import { planAdoption, type PlannedAdoption } from "../automation/adopt/planAdoption";
import { rehearsedAdoption } from "../automation/adopt/rehearsedAdoption";
import { openEngine, storeOf, type EngineChoice } from "../automation/openEngine";
import type { StackFile } from "../config/stack";
import { InputError } from "../releases/problem";
import { projectRoot } from "../releases/projectRoot";
import { adoptionPlanText, adoptionText } from "../report/terminal/adopt";
import { paintFor } from "../report/terminal/screen";
import { isMeant } from "./ask";
import { policyConfigIn } from "./engineChoice";
import { exitCodes } from "./exitCodes";
import { printJson, requested, type GlobalOptions } from "./planning";
import { sayWhoseItIs } from "./status";

interface Options {
  readonly stack: string;
  readonly set: readonly string[];
  readonly rehearsal?: string;
  readonly accept: readonly string[];
  readonly manager: readonly string[];
  readonly policyConfig?: string;
  readonly preview?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const codes: Readonly<Record<AdoptionResult, number>> = {
  adopted: exitCodes.done, refused: exitCodes.blocked, locked: exitCodes.blocked, unverified: exitCodes.needsAPerson,
};

/** `stepwise adopt` */
export async function adopt(options: Options, global: GlobalOptions): Promise<void> {
  const { stack, rehearsal, json = false } = options;
  const { request, catalogs } = await requested(options, global);
  const choice = { stack, cwd: global.cwd, rehearsal };
  const engine = await openEngine(choice);
  const cluster = await clusterOf(request.stack, choice);
  const planned = await planAdoption({ request, catalogs, engine, cluster, accept: options.accept, managers: options.manager });
  const { components, reasons } = planned.plan;
  sayWhoseItIs(options);
  if (!json && components.length + reasons.length > 0) process.stdout.write(`${adoptionPlanText(planned.plan, paintFor(process.stdout))}\n\n`);
  const blocked = reasons.length > 0;
  if (blocked || components.length === 0 || options.preview) {
    if (json) print(planned, options);
    else if (components.length === 0 && !blocked) process.stdout.write("nothing is left to adopt: the state has every component that the stack declares\n");
    process.exitCode = blocked ? exitCodes.blocked : exitCodes.done;
    return;
  }
  if (!await isMeant({ isSaid: options.yes, flag: "--yes", hint: ", or --preview to only look", json, question: "Adopt? [y/N] " })) {
    process.stderr.write("nothing was done\n");
    process.exitCode = exitCodes.blocked;
    return;
  }
  const adoption = await carryOutAdoption({
    planned, engine, cluster, policyPack: path.join(projectRoot, "policies"), policyConfig: policyConfigIn(options.policyConfig),
    onStep: (text) => process.stderr.write(`${text} …\n`),
  });
  if (json) print(planned, options, adoption);
  else process.stdout.write(`${adoptionText(stack, adoption, paintFor(process.stdout))}\n`);
  process.exitCode = codes[adoption.result];
}

async function clusterOf({ settings, yaml }: StackFile, choice: EngineChoice): Promise<AdoptionCluster> {
  if (choice.rehearsal !== undefined) return rehearsedAdoption(await storeOf(choice), () => new Date());
  const cluster = adoptionCluster(settings.cluster);
  if (cluster) return cluster;
  throw new InputError([{
    file: yaml.file, path: "config.stepwise:cluster", message: "found neither context nor kubeconfig, expected the cluster that what is to be adopted runs in",
  }]);
}

function print({ plan }: PlannedAdoption, { rehearsal }: Options, adoption?: Adoption): void {
  const { reasons, ...found } = plan;
  printJson({
    schema: "stepwise/adopt/v1", ...found, allowed: reasons.length === 0, reasons, rehearsal,
    ...(adoption && { outcome: { ...adoption, states: Object.fromEntries(adoption.states) } }),
  });
}
