import * as readline from "node:readline";
import type { CarriedEvent } from "../automation/carryOut";
import { durationText } from "../report/terminal/duration";
import { ProgressLines, waitingText } from "../report/terminal/progress";
import { paintFor } from "../report/terminal/screen";

/** Shows a run while it goes on; `end` leaves the terminal as it was. */
export interface Progress {
  readonly onEvent: (event: CarriedEvent) => void;
  end(): void;
}

/** One event a line, as JSON, with the time. */
export function jsonProgress(stream: NodeJS.WritableStream): Progress {
  return { onEvent: (event) => void stream.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`), end: () => undefined };
}

/** Lines; on a terminal with a last one that says what is waited for and for how long, every second. */
export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  const lines = new ProgressLines(paintFor(stream), () => new Date());
  const live = stream.isTTY ? new LiveLine(stream) : undefined;
  return {
    onEvent: (event) => {
      const said = lines.of(event);
      live?.clear();
      for (const line of said) stream.write(`${line}\n`);
      live?.show(event);
    },
    end: () => live?.end(),
  };
}

class LiveLine {
  private text: string | undefined;
  private since = performance.now();
  private readonly timer = setInterval(() => this.draw(), 1000);

  constructor(private readonly stream: NodeJS.WriteStream) {
    this.timer.unref();
  }

  show(event: CarriedEvent): void {
    const waiting = waitingText(event);
    if (waiting !== undefined) {
      if (event.event !== "waiting") this.since = performance.now();
      this.text = waiting;
    } else if (event.event === "up-ended" || event.event === "soak-ended") {
      this.text = undefined;
    }
    this.draw();
  }

  clear(): void {
    if (this.text === undefined) return;
    readline.cursorTo(this.stream, 0);
    readline.clearLine(this.stream, 0);
  }

  end(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private draw(): void {
    if (this.text === undefined) return;
    this.clear();
    const seconds = Math.round((performance.now() - this.since) / 1000);
    this.stream.write(` … ${durationText(seconds)}  ${this.text}`.slice(0, Math.max(20, this.stream.columns - 1)));
  }
}
