import type { RunResult, StackVerification, WavesEvent } from "../../../automation/waves/model";
import { runWaves, type WavesRun } from "../../../automation/waves/runWaves";
import { wavesOf } from "../../../automation/waves/waves";

/** What becomes of a stack: how its run ends, and then its verification; and for how many turns each goes on. */
export interface Fate {
  readonly result?: RunResult;
  readonly verification?: StackVerification["result"];
  readonly turns?: number;
}

export interface Faked extends Partial<WavesRun> {
  readonly size?: number;
  readonly fateOf?: (stack: string) => Fate;
  /** Called when a stack's run begins. */
  readonly onRun?: (stack: string) => void;
}

/** Waves over stacks that nothing happens to but what is said; what happened, in order; and the most that went on at a time. */
export async function faked(stacks: readonly string[], { size, fateOf = () => ({}), onRun, ...more }: Faked = {}) {
  const events: WavesEvent[] = [];
  let [now, under, most] = [0, 0, 0];
  const going = async (stack: string): Promise<void> => {
    most = Math.max(most, ++under);
    for (let turn = 0; turn < (fateOf(stack).turns ?? 1); turn++) await new Promise((resolve) => { setImmediate(resolve); });
    now += 1000;
    under--;
  };
  const result = await runWaves({
    waves: wavesOf(stacks, size), concurrency: 4, elapsed: () => now, onEvent: (event) => void events.push(event),
    signal: new AbortController().signal,
    runStack: async (stack) => {
      onRun?.(stack);
      await going(stack);
      return { result: fateOf(stack).result ?? "reached" };
    },
    verifyStack: async (stack) => {
      await going(stack);
      return { result: fateOf(stack).verification ?? "passed", why: "halo/kingdom: smoke: it says no" };
    },
    ...more,
  });
  return { result, events, most };
}

/** What happened, in short: `start a`, `end a reached`, `verify a passed`, `wave 1 verified`. */
export function shortly(events: readonly WavesEvent[]): string[] {
  return events.flatMap((event) => {
    switch (event.event) {
      case "wave-started": return [`wave ${event.wave}`];
      case "wave-ended": return [`wave ${event.wave} ${event.result}`];
      case "stack-started": return [`start ${event.stack}`];
      case "stack-ended": return [`end ${event.stack} ${event.result}`];
      case "verification-started": return [];
      case "verification-ended": return [`verify ${event.stack} ${event.result}`];
    }
  });
}
