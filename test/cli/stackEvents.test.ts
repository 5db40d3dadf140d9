import * as assert from "node:assert/strict";
import { Writable } from "node:stream";
import { LineWriter } from "../../cli/lineWriter";
import { stackEventIn, stackRunOf, verificationOf } from "../../cli/stackEvents";
import { wholeNumber } from "../../cli/wholeNumber";
import { InputError } from "../../releases/problem";

const ended = (more: object) => {
  const event = stackEventIn(JSON.stringify({ event: "ended", result: "reached", reasons: [], next: [], ...more }));
  assert.equal(event?.event, "ended");
  return event;
};

describe("what a stack's process says", () => {
  it("is an event where it is one", () => {
    assert.deepEqual(stackEventIn('{"event":"planned","hops":2,"resuming":[]}'), { event: "planned", hops: 2, resuming: [] });
    for (const line of ["", "null", "7", "[]", '{"event":1}', "error: no", '{"event":"planned"']) assert.equal(stackEventIn(line), undefined, line);
  });

  it("is how its run ended, with what to do: the first reason, or all that comes next", () => {
    assert.deepEqual(stackRunOf(ended({}), 0, ""), { result: "reached", next: undefined });
    assert.deepEqual(stackRunOf(ended({ result: "stopped", next: ["mend it", "or go back"] }), 4, "x"), { result: "stopped", next: "mend it; or go back" });
    const reasons = [{ message: "it is frozen", remedy: "wait" }, { message: "more", remedy: "more" }];
    assert.deepEqual(stackRunOf(ended({ result: "blocked", reasons, next: ["another"] }), 2, ""), { result: "blocked", next: "it is frozen; wait" });
  });

  it("is wrong input, or that it broke off, where it does not say how it ended; never that it was reached", () => {
    assert.deepEqual(stackRunOf(undefined, 1, "error: Pulumi.a.yaml: there is no such file"), { result: "wrong input", next: "error: Pulumi.a.yaml: there is no such file" });
    for (const code of [0, 2, 130, null]) assert.deepEqual(stackRunOf(undefined, code, ""), { result: "broke off", next: undefined });
    assert.equal(stackRunOf(ended({ result: "constructor" }), 0, "").result, "broke off");
  });

  it("is one line that is not endless", () => {
    const { next } = stackRunOf(undefined, null, `a\n\u001b[2J${"b".repeat(2000)}`);
    assert.equal(next?.length, 600);
    assert.doesNotMatch(next, /[\n\u001b]/);
  });

  it("is what its verification found; anything but a stated pass is not passed", () => {
    const said = (result: string, checks: object[] = []) => JSON.stringify({ result, checks });
    assert.deepEqual(verificationOf(said("passed"), 0), { result: "passed" });
    const checks = [{ component: "halo/a", check: "smoke", result: "unknown", message: "?" }, { component: "halo/b", check: "smoke", result: "failed", message: "it says no" }];
    assert.deepEqual(verificationOf(said("failed", checks), 4), { result: "failed", why: "halo/b: smoke: it says no" });
    assert.deepEqual(verificationOf(said("unknown", checks.slice(0, 1)), 2), { result: "unknown", why: "halo/a: smoke: ?" });
    for (const [text, code] of [["", 0], ["", 1], [said("failed"), 0], [said("passed"), 2], [said("passed"), null], ["null", 0]] as const) {
      assert.equal(verificationOf(text, code).result, "unknown", `${text} ${code}`);
    }
  });
});

describe("lines from several sides", () => {
  it("wait while nobody reads, so that they do not pile up, and go on together", async () => {
    const written: string[] = [];
    let release = (): void => undefined;
    const slow = new Writable({
      highWaterMark: 10,
      write: (chunk, _encoding, done) => {
        written.push(String(chunk));
        release = done;
      },
    });
    const writer = new LineWriter(slow);
    let passed = 0;
    const sides = ["first of them", "second", "third"].map((line) => writer.write(line).then(() => passed++));
    await new Promise((resolve) => { setImmediate(resolve); });
    assert.deepEqual([written, passed], [["first of them\n"], 0]);
    while (passed < 3) {
      release();
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    await Promise.all(sides);
    assert.deepEqual(written, ["first of them\n", "second\n", "third\n"]);
    assert.equal(slow.listenerCount("drain"), 0);
  });
});

describe("a whole number", () => {
  it("is read, and everything else refused with what was expected", () => {
    assert.deepEqual(["1", "64", "007"].map((text) => wholeNumber("--concurrency", text, 1, 64)), [1, 64, 7]);
    for (const text of ["0", "65", "1.5", "-1", "1e1", "", " 4", "Infinity", "0x10", "9999999999"]) {
      assert.throws(() => wholeNumber("--concurrency", text, 1, 64), (error: unknown) => error instanceof InputError
        && error.message === `--concurrency: found ${JSON.stringify(text)}, expected a whole number from 1 to 64`, text);
    }
  });
});
