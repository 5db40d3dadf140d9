import { writeFileSync } from "node:fs";
import { InputError } from "../releases/problem";
import { verdictText } from "../report/terminal/verdict";
import { paintFor } from "../report/terminal/screen";
import { checkCatalog, checkGraph, type Verdict } from "../upgrades/check";
import type { Facts, GraphDocument } from "../upgrades/graph/model";
import { proofOf } from "../upgrades/proof";
import { exitCodes } from "./exitCodes";
import { graphsFor, readGraphFile, type ChosenGraph } from "./graphFile";
import { costCriteriaIn, printJson } from "./planning";

export interface GraphQuestion {
  readonly catalog: string;
  readonly format: string;
  readonly from: string;
  readonly to: string;
  readonly component?: string;
  readonly graph?: string;
  readonly fact: readonly string[];
  readonly cost?: string;
  readonly service?: string;
}

interface Options extends GraphQuestion {
  readonly explain?: boolean;
  readonly workers?: string;
  readonly proof?: string;
  readonly json?: boolean;
}

/** `stepwise graph check` */
export async function graphCheck(options: Options): Promise<void> {
  const { verdict, chosen, facts } = await answer(options);
  const { from, to, component = null } = options;
  if (options.proof !== undefined) {
    const proof = proofOf(chosen.graph, { from, to, component, facts, prefer: verdict.order });
    writeFileSync(options.proof, `${JSON.stringify(proof, null, 2)}\n`);
  }
  const upstream = options.explain ? await upstreamDecision(chosen.document, from, to) : undefined;
  const workers = options.workers === undefined ? undefined : await workerSteps(options, verdict);
  if (options.json) printJson({ ...verdict, ...(upstream && { upstream }), ...(workers && { workers }) });
  else {
    const more = [
      ...(upstream ? [["upstream", upstream.explanation] as const] : []),
      ...(workers ?? []).map((step, i) => [i === 0 ? "steps" : "", step] as const),
    ];
    process.stdout.write(`${verdictText(chosen.graph.title, verdict, paintFor(process.stdout), more)}\n`);
  }
  process.exitCode = verdict.allowed ? exitCodes.done : exitCodes.blocked;
}

interface Answer {
  readonly verdict: Verdict;
  readonly chosen: ChosenGraph;
  readonly facts: Facts;
}

/** The verdict on a question, from the graph of the file that allows it, or else the likeliest. */
export async function answer(question: GraphQuestion): Promise<Answer> {
  const { catalog, format, from, to, component, graph, service } = question;
  const facts = factsIn(question.fact);
  const prefer = costCriteriaIn(question.cost);
  const file = await readGraphFile(catalog, format, [from, to]);
  const graphs = await graphsFor(file, from, to, { name: graph, component, facts, service });
  const verdicts = graphs.map((chosen) => ({
    chosen,
    facts,
    verdict: file.catalog
      ? checkCatalog(file.catalog, from, to, component ?? null, { facts, prefer })
      : checkGraph(chosen.graph, from, to, { prefer }),
  }));
  return verdicts.find(({ verdict }) => verdict.allowed) ?? verdicts[0]!;
}

/**
 * What `--fact` states.
 * @throws InputError for what is not `name=value`
 */
export function factsIn(stated: readonly string[]): Facts {
  return Object.fromEntries(stated.map((text) => {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new InputError([{ file: "--fact", path: "", message: `found ${JSON.stringify(text)}, expected something such as halo.ranNightly=false` }]);
    }
    return [name, value === "true" ? true : value === "false" ? false : value];
  }));
}

async function upstreamDecision(document: GraphDocument | undefined, from: string, to: string) {
  if (document?.format !== "k0rdent") {
    throw new InputError([{ file: "--explain", path: "", message: "only of the format k0rdent is it known where upstream's controller decides otherwise" }]);
  }
  return (await import("../upgrades/formats/k0rdentAtHead")).k0rdentAtHead(document, from, to);
}

async function workerSteps({ format, workers = "" }: Options, { route }: Verdict): Promise<readonly string[]> {
  if (format !== "cluster-api") throw new InputError([{ file: "--workers", path: "", message: "only the format cluster-api has workers" }]);
  if (!route) return [];
  const { workerPlan } = await import("../upgrades/formats/workerPlan");
  const plan = workerPlan(route, workers);
  if ("problem" in plan) throw new InputError([{ file: "--workers", path: "", message: plan.problem }]);
  return plan.steps.map(({ part, from, to }) => `${part} ${from} → ${to}`);
}
