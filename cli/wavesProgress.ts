import type { WavesEvent } from "../automation/waves/model";
import { cellText } from "../report/terminal/cellText";
import { ProgressLines } from "../report/terminal/progress";
import { paintFor } from "../report/terminal/screen";
import { wavesEventText } from "../report/terminal/waves";
import { LineWriter } from "./lineWriter";
import type { StackEvent } from "./stackEvents";

/** Shows what happens to several stacks. Each is ended when more may be shown. */
export interface WavesShown {
  readonly onWavesEvent: (event: WavesEvent) => Promise<void>;
  /** Whoever shows one stack's run, for as long as it goes on. */
  readonly stack: (stack: string) => (event: StackEvent) => Promise<void>;
  /** A line that a stack's process has printed as it stands. */
  readonly onLine: (stack: string, line: string) => Promise<void>;
}

/** One event a line, those of a stack's own run with its name. */
export function jsonOf(stream: NodeJS.WritableStream): WavesShown {
  const writer = new LineWriter(stream);
  const complaints = new LineWriter(process.stderr);
  return {
    onWavesEvent: (event) => writer.write(JSON.stringify({ time: new Date().toISOString(), ...event })),
    stack: (stack) => (event) => writer.write(JSON.stringify({ stack, ...event })),
    onLine: (stack, line) => complaints.write(`${stack}  ${cellText(line)}`),
  };
}

/** Lines for whoever watches, each with its stack before it. */
export function linesOf(stream: NodeJS.WriteStream, stacks: readonly string[]): WavesShown {
  const writer = new LineWriter(stream);
  const paint = paintFor(stream);
  const widest = Math.min(30, stacks.reduce((most, { length }) => Math.max(most, length), 0));
  const write = (stack: string, text: string): Promise<void> => writer.write(`${paint.dim(stack.padEnd(widest))}  ${text}`);
  return {
    onWavesEvent: async (event) => {
      const text = wavesEventText(event, paint);
      if (text !== undefined) await ("stack" in event ? write(event.stack, text) : writer.write(text));
    },
    stack: (stack) => {
      const lines = new ProgressLines(paint, () => new Date());
      return async (event) => {
        if (event.event === "ended") return;
        for (const line of lines.of(event).flatMap((text) => text.split("\n"))) await write(stack, line);
      };
    },
    onLine: (stack, line) => write(stack, cellText(line)),
  };
}
