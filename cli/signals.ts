/** Whether somebody has asked from outside that this ends. */
export interface Signalled {
  readonly signal: AbortSignal;
  forget(): void;
}

const signals = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;

/** The first signal asks for an end, the second one is it. */
export function untilSignalled(onFirst: () => void): Signalled {
  const stopped = new AbortController();
  const handlers = signals.map(([signal, code]) => {
    const handle = (): void => {
      if (stopped.signal.aborted) process.exit(code);
      onFirst();
      stopped.abort();
    };
    process.on(signal, handle);
    return () => process.removeListener(signal, handle);
  });
  return { signal: stopped.signal, forget: () => handlers.forEach((forget) => forget()) };
}
