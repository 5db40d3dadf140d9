// Many stacks in waves, with runs that take no time: what the waves themselves take, and keep, as their number doubles.
"use strict";
const path = require("node:path");
const { performance } = require("node:perf_hooks");
const { Writable } = require("node:stream");
const v8 = require("node:v8");
const vm = require("node:vm");
const { root } = require("./setup.js");

const built = (module) => require(path.join(root, "dist", module));
const { runWaves } = built("automation/waves/runWaves");
const { wavesOf } = built("automation/waves/waves");
const { stackEventIn } = built("cli/stackEvents");
const { jsonOf } = built("cli/wavesProgress");

/** One stack in fifty fails for good, so that its wave stops, and the rest is run again without it. */
const fails = (stack) => Number(stack.split("-")[1]) % 50 === 49;

/** What a run of `up --json` prints while it waits for something. */
const lineOf = (number) => JSON.stringify({
  time: "2026-01-01T00:00:00Z", event: "waiting", component: "halo/kingdom", phase: "migrate", object: "Job kingdom-migrate", seconds: number,
  message: `waiting for Job kingdom/kingdom-migrate ${"x".repeat(200)}`,
});

/** So many stacks in waves of ten, each of which says so many lines; what fails is left out of the next try. */
async function carry(stacks, lines, gc) {
  const shown = jsonOf(new Writable({ write: (_chunk, _encoding, done) => setImmediate(done) }));
  const base = (gc(), process.memoryUsage().heapUsed);
  const start = performance.now();
  let [left, peak] = [Array.from({ length: stacks }, (_, i) => `stack-${i}`), 0];
  while (left.length > 0) {
    const { stacks: reports } = await runWaves({
      waves: wavesOf(left, 10), concurrency: 4, elapsed: () => performance.now(), signal: new AbortController().signal,
      onEvent: (event) => {
        void shown.onWavesEvent(event);
        if (event.event !== "wave-ended") return;
        gc();
        peak = Math.max(peak, process.memoryUsage().heapUsed - base);
      },
      runStack: async (stack) => {
        const show = shown.stack(stack);
        for (let line = 0; line < lines; line++) await show(stackEventIn(lineOf(line)));
        return { result: fails(stack) ? "stopped" : "reached" };
      },
      verifyStack: () => Promise.resolve({ result: "passed" }),
    });
    left = reports.filter(({ stack, result }) => result !== "verified" && !fails(stack)).map(({ stack }) => stack);
  }
  return { milliseconds: performance.now() - start, peak };
}

exports.benchWaves = async () => {
  v8.setFlagsFromString("--expose-gc");
  const gc = vm.runInNewContext("gc");
  await carry(50, 100, gc);
  const once = await carry(200, 100, gc);
  const twice = await carry(400, 100, gc);
  const talkative = await carry(200, 1000, gc);
  const ratio = (one, other) => (one / other).toFixed(1);
  process.stdout.write(`200 stacks in waves of ten with failures in between, 100 lines each: ${once.milliseconds.toFixed(0)} ms, ` +
    `${(once.peak / 1024).toFixed(0)} KiB at most; 400 take ${ratio(twice.milliseconds, once.milliseconds)} times that, ` +
    `and ${ratio(twice.peak, once.peak)} times the memory; with 1000 lines each ${ratio(talkative.peak, once.peak)} times the memory\n`);
};
