import type { RunResult, StackReport, StackRun, StackVerification, WavesEvent, WavesResult } from "./model";

/** What carries stacks out, and how many at a time. */
export interface WavesRun {
  /** In the order in which they are carried out; each stack once. */
  readonly waves: readonly (readonly string[])[];
  /** How many stacks are worked on at a time, at most. */
  readonly concurrency: number;
  /** Carries one stack to where its file wants it, its soak time included. It tells of itself what it has to; only its end is kept. */
  readonly runStack: (stack: string) => Promise<StackRun>;
  readonly verifyStack: (stack: string) => Promise<StackVerification>;
  /** Milliseconds since some moment; never set back. */
  readonly elapsed: () => number;
  readonly onEvent: (event: WavesEvent) => void;
  /** When it is aborted, no further stack is begun. Whoever runs stacks tells those that are under way. */
  readonly signal: AbortSignal;
}

/**
 * Carries many stacks out, wave by wave. A wave is done when each of its stacks has reached its end and was verified
 * after that; the next one begins then, and only then. Where a stack fails, those of its wave that are under way are
 * finished, the rest of the wave is not begun, and later waves are held back.
 */
export async function runWaves(run: WavesRun): Promise<WavesResult> {
  const { waves, signal } = run;
  const reports: StackReport[] = [];
  let failedWave: number | undefined;
  for (const [at, stacks] of waves.entries()) {
    const wave = at + 1;
    const isNext = failedWave === undefined && !signal.aborted;
    const reported = isNext ? await runWave(run, wave, stacks) : stacks.map((stack): StackReport => ({
      stack, wave, result: "held back", seconds: 0,
      next: failedWave === undefined || signal.aborted ? again : `see to what failed in wave ${failedWave}, then ${again}`,
    }));
    if (isNext && reported.some(({ result }) => result !== "verified")) failedWave = wave;
    reports.push(...reported);
  }
  const reached = reports.every(({ result }) => result === "verified");
  return { result: reached ? "reached" : signal.aborted ? "ended" : "stopped", waves: waves.length, stacks: reports };
}

const again = "run the same command again; it goes on from here";

/** A stack on its way through its wave. */
interface Course {
  readonly stack: string;
  run?: StackRun;
  verification?: StackVerification;
  seconds: number;
}

async function runWave(run: WavesRun, wave: number, stacks: readonly string[]): Promise<StackReport[]> {
  const { concurrency, onEvent, signal, waves } = run;
  const courses = stacks.map((stack): Course => ({ stack, seconds: 0 }));
  onEvent({ event: "wave-started", wave, of: waves.length, stacks });
  let failed = false;
  await atMost(concurrency, courses, () => !failed && !signal.aborted, async (course) => {
    course.run = await carriedOut(run, wave, course);
    failed ||= course.run.result !== "reached";
  });
  // A wave that failed holds the next one back, whatever its other stacks' verification would say.
  if (courses.every(({ run: made }) => made?.result === "reached")) {
    await atMost(concurrency, courses, () => !signal.aborted, async (course) => {
      course.verification = await verified(run, wave, course);
    });
  }
  const reports = courses.map((course) => reportOf(course, wave, signal.aborted));
  onEvent({ event: "wave-ended", wave, of: waves.length, result: reports.every(({ result }) => result === "verified") ? "verified" : "failed" });
  return reports;
}

async function carriedOut({ runStack, elapsed, onEvent }: WavesRun, wave: number, course: Course): Promise<StackRun> {
  const { stack } = course;
  onEvent({ event: "stack-started", wave, stack });
  const { made, seconds } = await timed(elapsed, course, () => runStack(stack).catch((error: unknown): StackRun =>
    // The others must not be left alone in the middle of what they do.
    ({ result: "broke off", next: `${said(error)}; ${lookFirst(stack)}` })));
  onEvent({ event: "stack-ended", wave, stack, result: made.result, seconds });
  return made;
}

async function verified({ verifyStack, elapsed, onEvent }: WavesRun, wave: number, course: Course): Promise<StackVerification> {
  const { stack } = course;
  onEvent({ event: "verification-started", wave, stack });
  const { made, seconds } = await timed(elapsed, course, () => verifyStack(stack).catch((error: unknown): StackVerification =>
    ({ result: "unknown", why: said(error) })));
  onEvent({ event: "verification-ended", wave, stack, result: made.result, seconds });
  return made;
}

interface Timed<T> {
  readonly made: T;
  readonly seconds: number;
}

async function timed<T>(elapsed: () => number, course: Course, work: () => Promise<T>): Promise<Timed<T>> {
  const start = elapsed();
  const made = await work();
  const seconds = Math.round((elapsed() - start) / 100) / 10;
  course.seconds += seconds;
  return { made, seconds };
}

function reportOf({ stack, run, verification, seconds }: Course, wave: number, ended: boolean): StackReport {
  const report = (result: StackReport["result"], next: string | undefined): StackReport =>
    ({ stack, wave, result, ...(verification && { verification: verification.result }), seconds: Math.round(seconds * 10) / 10, next });
  if (!run) return report("not begun", ended ? again : `see to what failed in this wave, then ${again}`);
  if (run.result !== "reached") return report(run.result, run.next ?? nextOf(run.result, stack));
  if (!verification) return report("reached", "not verified yet; the next run of the same command does that");
  if (verification.result === "passed") return report("verified", undefined);
  const found = verification.result === "failed" ? "its verification failed" : "whether it runs could not be found out";
  return report("not verified", `${[found, verification.why].filter(Boolean).join(": ")}; stepwise verify --stack ${stack} says more`);
}

function nextOf(result: Exclude<RunResult, "reached">, stack: string): string {
  if (result === "cancelled") return again;
  return result === "locked" ? `another run holds it; when that has ended, ${again}` : lookFirst(stack);
}

function lookFirst(stack: string): string {
  return `stepwise status --stack ${stack} says where it is`;
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Works on all, so many at a time, for as long as it may go on. */
async function atMost(many: number, all: readonly Course[], goesOn: () => boolean, work: (one: Course) => Promise<void>): Promise<void> {
  const left = [...all].reverse();
  const worker = async (): Promise<void> => {
    while (goesOn()) {
      const one = left.pop();
      if (one === undefined) return;
      await work(one);
    }
  };
  await Promise.all(Array.from({ length: Math.min(many, all.length) }, worker));
}
