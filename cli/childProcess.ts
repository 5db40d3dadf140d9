import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { projectRoot } from "../releases/projectRoot";

/** A command of this program in a process of its own. */
export interface ChildRun {
  readonly args: readonly string[];
  /** Called with each line of what it prints, and waited for: what can't be passed on is not read either. */
  readonly onLine: (line: string) => Promise<void>;
  /** The same for standard error. */
  readonly onErrorLine: (line: string) => Promise<void>;
}

/**
 * Runs commands of this program in processes of their own. They are no part of this process's group: a terminal's Ctrl-C
 * reaches them through us only, so that none takes one for two. If this process ends before them, they are told to end too.
 */
export class ChildProcesses {
  private readonly running = new Set<ChildProcess>();
  private readonly end = (): void => {
    for (const child of this.running) child.kill("SIGTERM");
  };

  /** @param signal told to all that run, once */
  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener("abort", this.end, { once: true });
    process.once("exit", this.end);
  }

  /**
   * Runs one to its end.
   * @returns its exit code; null where a signal ended it
   */
  async run({ args, onLine, onErrorLine }: ChildRun): Promise<number | null> {
    const child = spawn(process.execPath, [path.join(projectRoot, "bin", "stepwise.js"), ...args], { stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.running.add(child);
    try {
      const [[code]] = await Promise.all([
        once(child, "close") as Promise<[number | null]>, eachLine(child.stdout, onLine), eachLine(child.stderr, onErrorLine),
      ]);
      return code;
    } finally {
      this.running.delete(child);
    }
  }

  forget(): void {
    this.signal.removeEventListener("abort", this.end);
    process.off("exit", this.end);
  }
}

async function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => Promise<void>): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) await onLine(line);
}
