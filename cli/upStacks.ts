import type { Result } from "../automation/deploy/run";
import type { StackReport, WavesResult } from "../automation/waves/model";
import { machineClock } from "../automation/machineClock";
import { storeOf } from "../automation/openEngine";
import { runWaves, type WavesRun } from "../automation/waves/runWaves";
import { wavesOf } from "../automation/waves/waves";
import { readStackFile } from "../config/stack";
import { InputError } from "../releases/problem";
import { paintFor } from "../report/terminal/screen";
import { wavesText } from "../report/terminal/waves";
import { ChildProcesses } from "./childProcess";
import { engineChoice, policyConfigIn } from "./engineChoice";
import { exitCodes, resultCodes } from "./exitCodes";
import { costCriteriaIn, type GlobalOptions } from "./planning";
import { parseOnFailure } from "./rehearse";
import { untilSignalled } from "./signals";
import { stackEventIn, stackRunOf, verificationOf, type StackEvent } from "./stackEvents";
import { stackFlags } from "./stackFlags";
import type { UpOptions } from "./up";
import { jsonOf, linesOf, type WavesShown } from "./wavesProgress";
import { longestSoak, wholeNumber } from "./wholeNumber";

/** Beyond that, what one verification prints is not read. */
const longestVerification = 1_000_000;

/** `stepwise up --stacks`: one process for each stack, wave by wave. */
export async function upStacks(options: UpOptions & { readonly stacks: string }, global: GlobalOptions): Promise<void> {
  const { json = false } = options;
  const { waves, concurrency } = wavesIn(options, global);
  const shown = json ? jsonOf(process.stdout) : linesOf(process.stderr, waves.flat());
  const stopped = untilSignalled(() => process.stderr.write("\nending: what is under way is finished first; another signal ends at once\n"));
  const children = new ChildProcesses(stopped.signal);
  try {
    const result = await runWaves({
      waves, concurrency, elapsed: () => machineClock.elapsed(), signal: stopped.signal,
      onEvent: (event) => void shown.onWavesEvent(event),
      ...processesFor(options, global, children, shown),
    });
    process.exitCode = codeOf(result);
    if (json) process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event: "ended", schema: "stepwise/waves/v1", ...result })}\n`);
    else process.stdout.write(`${wavesText(result, paintFor(process.stdout))}\n`);
  } finally {
    children.forget();
    stopped.forget();
  }
}

/**
 * What is asked for, with everything looked at that can be wrong before any stack is moved.
 * @throws InputError
 */
function wavesIn(options: UpOptions & { readonly stacks: string }, global: GlobalOptions): Pick<WavesRun, "waves" | "concurrency"> {
  const { stacks, wave, concurrency = "4", soak = "0", onFailure, cost, policyConfig } = options;
  for (const [option, given] of [["--stack", options.stack], ["--plan", options.plan]] as const) {
    if (given !== undefined) throw new InputError([{ file: option, path: "", message: "found it beside --stacks, expected one or the other: it is about one stack" }]);
  }
  const names = stacks.split(",").map((name) => name.trim());
  const waves = wavesOf(names, wave === undefined ? undefined : wholeNumber("--wave", wave, 1, 10_000));
  parseOnFailure(onFailure);
  costCriteriaIn(cost);
  policyConfigIn(policyConfig);
  wholeNumber("--soak", soak, 0, longestSoak);
  const problems = names.flatMap((stack) => {
    try {
      engineChoice({ ...options, stack }, global);
      readStackFile(global.cwd, stack);
      return [];
    } catch (error) {
      if (error instanceof InputError) return error.problems;
      throw error;
    }
  });
  if (problems.length > 0) throw new InputError(problems);
  return { waves, concurrency: wholeNumber("--concurrency", concurrency, 1, 64) };
}

function processesFor(options: UpOptions, { cwd }: GlobalOptions, children: ChildProcesses, shown: WavesShown): Pick<WavesRun, "runStack" | "verifyStack"> {
  const inRehearsal = options.rehearsal === undefined ? [] : [`--rehearsal=${options.rehearsal}`];
  const common = (command: string, stack: string): string[] => [`--cwd=${cwd}`, command, `--stack=${stack}`, "--json", ...inRehearsal];
  return {
    runStack: async (stack) => {
      const onEvent = shown.stack(stack);
      let ended: Extract<StackEvent, { event: "ended" }> | undefined;
      let complaint = "";
      const code = await children.run({
        args: [...common("up", stack), ...stackFlags(options), ...await startOf(options, cwd, stack)],
        onLine: async (line) => {
          const event = stackEventIn(line);
          if (event?.event === "ended") ended = event;
          await (event ? onEvent(event) : shown.onLine(stack, line));
        },
        onErrorLine: async (line) => {
          if (line.trim() === "") return;
          complaint = line;
          await shown.onLine(stack, line);
        },
      });
      return stackRunOf(ended, code, complaint);
    },
    verifyStack: async (stack) => {
      let said = "";
      const code = await children.run({
        args: common("verify", stack),
        onLine: async (line) => { if (said.length < longestVerification) said += `${line}\n`; },
        onErrorLine: (line) => shown.onLine(stack, line),
      });
      return verificationOf(said, code);
    },
  };
}

/** Where a stack's rehearsal starts from, unless it has begun already: then it goes on. */
async function startOf({ rehearsal, deployed }: UpOptions, cwd: string, stack: string): Promise<string[]> {
  if (rehearsal === undefined || deployed === undefined) return [];
  const { history } = await storeOf({ stack, cwd, rehearsal });
  return history.length > 0 ? [] : [`--deployed=${deployed}`];
}

/** The exit code of the whole is the worst of what its stacks mean; those that were not begun are only a consequence. */
function codeOf({ result, stacks }: WavesResult): number {
  if (result === "reached") return exitCodes.done;
  return Math.max(...stacks.map(codeOfStack), result === "ended" ? exitCodes.needsAPerson : exitCodes.wrongInput);
}

const moreCodes: Readonly<Record<Exclude<StackReport["result"], Result | "not verified">, number>> = {
  verified: exitCodes.done, "not begun": exitCodes.done, "held back": exitCodes.done,
  "wrong input": exitCodes.wrongInput, "broke off": exitCodes.needsAPerson,
};

function codeOfStack({ result, verification }: StackReport): number {
  if (result === "not verified") return verification === "failed" ? exitCodes.needsAPerson : exitCodes.blocked;
  return { ...resultCodes, ...moreCodes }[result];
}
