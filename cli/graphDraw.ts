import { writeFileSync } from "node:fs";
import { InputError } from "../releases/problem";
import { drawGraph } from "../report/svg/drawGraph";
import { drawingFormats } from "../report/svg/options";
import { answer, factsIn, type GraphQuestion } from "./graphCheck";
import { graphsFor, readGraphFile } from "./graphFile";

interface Options extends Omit<GraphQuestion, "from" | "to"> {
  readonly from?: string;
  readonly to?: string;
  readonly as: string;
  readonly out?: string;
}

/** `stepwise graph draw` */
export async function graphDraw(options: Options): Promise<void> {
  const as = drawingFormats.find((format) => format === options.as);
  if (!as) throw new InputError([{ file: "--as", path: "", message: `found ${JSON.stringify(options.as)}, expected one of ${drawingFormats.join(", ")}` }]);
  const drawing = options.from !== undefined && options.to !== undefined
    ? await drawAnswer({ ...options, from: options.from, to: options.to }, as)
    : await drawWhole(options, as);
  if (options.out === undefined) process.stdout.write(drawing);
  else writeFileSync(options.out, drawing);
}

async function drawAnswer(question: GraphQuestion, as: (typeof drawingFormats)[number]): Promise<string> {
  const { verdict, chosen } = await answer(question);
  return drawGraph(chosen.graph, {
    as, stops: chosen.stops, asked: { from: question.from, to: question.to }, route: verdict.route,
    ...(verdict.allowed ? {} : { reachable: verdict.reachable, missing: verdict.missing ?? undefined }),
  });
}

async function drawWhole(question: Options, as: (typeof drawingFormats)[number]): Promise<string> {
  if (question.from !== undefined || question.to !== undefined) {
    throw new InputError([{ file: question.from === undefined ? "--from" : "--to", path: "", message: "found only one end of a route, expected --from and --to" }]);
  }
  const file = await readGraphFile(question.catalog, question.format);
  const graphs = await graphsFor(file, "", "", { name: question.graph, component: question.component, facts: factsIn(question.fact) });
  if (graphs.length > 1) {
    throw new InputError([{
      file: "--graph", path: "", message: `found ${graphs.length} graphs in the file, expected the name of one: ${graphs.map(({ graph }) => graph.name).join(", ")}`,
    }]);
  }
  const { graph, stops } = graphs[0]!;
  return drawGraph(graph, { as, stops });
}
