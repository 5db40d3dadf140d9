import type { ChildProcess } from "node:child_process";

/** Ends a child process when this one ends, so that nothing is left running; returns a way to forget it again. */
export function endsWithThis(child: ChildProcess): () => void {
  const stop = (): void => { child.kill(); };
  process.once("exit", stop);
  return () => process.removeListener("exit", stop);
}
