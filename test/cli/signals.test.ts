import * as assert from "node:assert/strict";
import { untilSignalled } from "../../cli/signals";

describe("being told to end", () => {
  const told = (signal: NodeJS.Signals, isTTY: boolean) => {
    let said = 0;
    const stopped = untilSignalled(() => said++, { isTTY });
    process.emit(signal);
    stopped.forget();
    return { said, run: stopped.signal.aborted, engine: stopped.engineSignal.aborted };
  };

  it("tells the run and its engine, once", () => {
    for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) assert.deepEqual(told(signal, false), { said: 1, run: true, engine: true });
    assert.deepEqual(told("SIGTERM", true), { said: 1, run: true, engine: true });
  });

  it("leaves the engine to the terminal where that has told it already: a second time would end it at once", () => {
    assert.deepEqual(told("SIGINT", true), { said: 1, run: true, engine: false });
  });

  it("listens no more afterwards", () => {
    const before = process.listenerCount("SIGTERM");
    untilSignalled(() => undefined).forget();
    assert.equal(process.listenerCount("SIGTERM"), before);
  });
});
