/** Whether somebody has asked from outside that this ends. */
export interface Signalled {
  readonly signal: AbortSignal;
  /** The same for an engine, which runs in a process of its own. */
  readonly engineSignal: AbortSignal;
  forget(): void;
}

const signals = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;

/**
 * The first signal asks for an end, the second one is it. A terminal sends Ctrl-C to the engine's process too; told once
 * more by us, the engine would take that for the second one, and leave what it does half done.
 */
export function untilSignalled(onFirst: (exitCode: number) => void, terminal: { readonly isTTY?: boolean } = process.stdin): Signalled {
  const [stopped, engine] = [new AbortController(), new AbortController()];
  const handlers = signals.map(([signal, code]) => {
    const handle = (): void => {
      if (stopped.signal.aborted) process.exit(code);
      onFirst(code);
      stopped.abort();
      if (signal !== "SIGINT" || terminal.isTTY !== true) engine.abort();
    };
    process.on(signal, handle);
    return () => process.removeListener(signal, handle);
  });
  return { signal: stopped.signal, engineSignal: engine.signal, forget: () => handlers.forEach((forget) => forget()) };
}
