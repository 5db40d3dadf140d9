import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { StackReport, WavesEvent, WavesResult } from "../../../automation/waves/model";
import { faked, shortly, type Fate } from "./fakeRunner";

const results = ({ stacks }: WavesResult): string[] => stacks.map(({ stack, wave, result }) => `${wave} ${stack} ${result}`);
const nextOf = ({ stacks }: WavesResult, stack: string): string => stacks.find((one) => one.stack === stack)?.next ?? "";
const named = (count: number): string[] => Array.from({ length: count }, (_, i) => `stack-${i}`);

describe("stacks carried out in waves", () => {
  it("begin a wave when every stack of the one before is verified", async () => {
    const { result, events } = await faked(["a", "b", "c"], { size: 2 });
    assert.deepEqual(shortly(events), [
      "wave 1", "start a", "start b", "end a reached", "end b reached", "verify a passed", "verify b passed", "wave 1 verified",
      "wave 2", "start c", "end c reached", "verify c passed", "wave 2 verified",
    ]);
    assert.equal(result.result, "reached");
    assert.deepEqual(result.stacks.at(-1), { stack: "c", wave: 2, result: "verified", verification: "passed", seconds: 2, next: undefined });
  });

  it("finish what is under way in a wave that fails, begin nothing more of it, and hold back what follows", async () => {
    const { result, events } = await faked(["a", "b", "c", "d", "e"], {
      size: 4, concurrency: 2, fateOf: (stack) => stack === "a" ? { result: "stopped" } : { turns: 5 },
    });
    assert.deepEqual(shortly(events), ["wave 1", "start a", "start b", "end a stopped", "end b reached", "wave 1 failed"]);
    assert.deepEqual(results(result), ["1 a stopped", "1 b reached", "1 c not begun", "1 d not begun", "2 e held back"]);
    assert.equal(result.result, "stopped");
    assert.match(nextOf(result, "a"), /stepwise status --stack a/);
    assert.match(nextOf(result, "b"), /not verified yet/);
    assert.match(nextOf(result, "c"), /see to what failed in this wave, then run the same command again/);
    assert.match(nextOf(result, "e"), /see to what failed in wave 1, then run the same command again/);
  });

  it("never take what is not known for verified", async () => {
    for (const verification of ["failed", "unknown"] as const) {
      const { result } = await faked(["a", "b", "c"], { size: 2, fateOf: (stack) => stack === "b" ? { verification } : {} });
      assert.deepEqual(results(result), ["1 a verified", "1 b not verified", "2 c held back"]);
      assert.match(nextOf(result, "b"), /: halo\/kingdom: smoke: it says no; stepwise verify --stack b says more$/);
    }
    const thrown = await faked(["a", "b"], { size: 1, verifyStack: () => Promise.reject(new Error("no such file")) });
    assert.deepEqual(results(thrown.result), ["1 a not verified", "2 b held back"]);
    assert.match(nextOf(thrown.result, "a"), /could not be found out: no such file/);
  });

  it("finish the others where a run breaks off", async () => {
    const { result, events } = await faked(["a", "b", "c"], {
      concurrency: 2,
      runStack: async (stack) => {
        if (stack === "a") throw new Error("spawn ENOMEM");
        await new Promise((resolve) => { setImmediate(resolve); });
        return { result: "reached" };
      },
    });
    assert.deepEqual(results(result), ["1 a broke off", "1 b reached", "1 c not begun"]);
    assert.match(nextOf(result, "a"), /^spawn ENOMEM; stepwise status --stack a/);
    assert.ok(shortly(events).includes("end b reached"));
  });

  it("begin nothing more once they are to end, in a wave and after it, and say that it was asked for", async () => {
    const stopped = new AbortController();
    const { result, events } = await faked(["a", "b", "c"], {
      size: 2, concurrency: 1, signal: stopped.signal, onRun: () => stopped.abort(), fateOf: () => ({ result: "cancelled" }),
    });
    assert.deepEqual(shortly(events), ["wave 1", "start a", "end a cancelled", "wave 1 failed"]);
    assert.deepEqual(results(result), ["1 a cancelled", "1 b not begun", "2 c held back"]);
    assert.equal(result.result, "ended");
    for (const { next } of result.stacks) assert.equal(next, "run the same command again; it goes on from here");
    // One that reached its end nevertheless is not verified any more.
    const reaching = new AbortController();
    const { result: kept } = await faked(["a", "b"], { concurrency: 1, signal: reaching.signal, onRun: () => reaching.abort() });
    assert.deepEqual(results(kept), ["1 a reached", "1 b not begun"]);
    const last = new AbortController();
    const { result: unverified } = await faked(["a"], { signal: last.signal, onRun: () => last.abort() });
    assert.deepEqual([unverified.result, ...results(unverified)], ["ended", "1 a reached"]);
    const late = new AbortController();
    const onEvent = ({ event }: WavesEvent): void => { if (event === "verification-ended") late.abort(); };
    const between = await faked(["a", "b"], { size: 1, signal: late.signal, onEvent });
    assert.deepEqual(results(between.result), ["1 a verified", "2 b held back"]);
    assert.deepEqual([between.result.result, nextOf(between.result, "b")], ["ended", "run the same command again; it goes on from here"]);
  });

  it("hold for any stacks, waves and failures", async () => {
    const fate = fc.record({
      result: fc.constantFrom("reached", "reached", "reached", "reached", "stopped", "blocked", "broke off", "rolled back"),
      verification: fc.constantFrom("passed", "passed", "passed", "failed", "unknown"),
      turns: fc.nat({ max: 4 }),
    }) satisfies fc.Arbitrary<Fate>;
    const fates = fc.array(fate, { minLength: 1, maxLength: 24 });
    const question = fc.tuple(fates, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 5 }));
    await fc.assert(fc.asyncProperty(question, async ([all, size, concurrency]) => {
      const stacks = named(all.length);
      const fateOf = (stack: string): Fate => all[stacks.indexOf(stack)]!;
      const { result, events, most } = await faked(stacks, { size, concurrency, fateOf });
      assert.ok(most <= concurrency, `${most} at a time`);
      assert.deepEqual(result.stacks.map(({ stack }) => stack), stacks);
      const at = (short: string): number => shortly(events).indexOf(short);
      for (const { stack, wave, result: ended, next } of result.stacks) {
        const began = at(`start ${stack}`);
        assert.equal(began < 0, ended === "not begun" || ended === "held back");
        assert.equal(next === undefined, ended === "verified");
        for (const before of began < 0 ? [] : result.stacks.filter((one) => one.wave < wave)) {
          assert.equal(before.result, "verified");
          assert.ok(at(`verify ${before.stack} passed`) < began);
        }
      }
      // One failed wave at most, and after it nothing.
      const waves = [...new Set(result.stacks.map(({ wave }) => wave))].map((wave) => result.stacks.filter((one) => one.wave === wave));
      const failed = waves.findIndex((one) => one.some(({ result: ended }) => ended !== "verified"));
      assert.equal(result.result, failed < 0 ? "reached" : "stopped");
      if (failed >= 0) assert.ok(waves.slice(failed + 1).flat().every(({ result: ended }) => ended === "held back"));
    }), { numRuns: 150 });
  });

  it("carry 200 out with failures in between: what stops, what goes on, what is said of each", async () => {
    const stacks = named(200);
    const broken = new Map<string, Fate>([["stack-53", { result: "needs a person", turns: 2 }], ["stack-57", { result: "blocked", turns: 2 }]]);
    const { result, most } = await faked(stacks, { size: 10, concurrency: 4, fateOf: (stack) => broken.get(stack) ?? { turns: 3 } });
    const count = (one: StackReport["result"]): number => result.stacks.filter((report) => report.result === one).length;
    assert.deepEqual(
      { verified: count("verified"), reached: count("reached"), person: count("needs a person"), "not begun": count("not begun"), "held back": count("held back") },
      { verified: 50, reached: 3, person: 1, "not begun": 6, "held back": 140 },
    );
    assert.equal(most, 4);
    // Whoever runs it again, with that mended, gets further: what is there already is only verified once more.
    broken.delete("stack-53");
    const second = await faked(stacks, { size: 10, concurrency: 4, fateOf: (stack) => broken.get(stack) ?? {} });
    assert.deepEqual([second.result.stacks[53]?.result, second.result.stacks[57]?.result, second.result.stacks[60]?.result], ["reached", "blocked", "held back"]);
  });
});
