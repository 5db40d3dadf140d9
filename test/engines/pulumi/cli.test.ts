import * as assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { runPulumi } from "../../../engines/pulumi/cli";
import { PulumiEngine } from "../../../engines/pulumi/pulumiEngine";
import { memoryStore } from "../../../engines/rehearsal/store";
import { carried } from "../../automation/deploy/world";
import { StackFolder } from "../../support/kingdomStack";
import { withFakePulumi, withPath, type FakeAnswer } from "./fakePulumi";

const files = new StackFolder("small");
const run = { configFile: files.write({ version: "0.5.46" }), message: "m" };
function withEngine<T>(
  answers: Readonly<Record<string, FakeAnswer>>, work: (engine: PulumiEngine, asked: () => string) => Promise<T>,
): Promise<T> {
  return withFakePulumi(answers, async (asked) => work(await PulumiEngine.open({ stack: "small", create: false }), asked));
}

after(() => files.remove());

describe("a CLI that prints rubbish", () => {
  const rubbish: readonly (readonly [string, FakeAnswer])[] = [
    ["no JSON", { stdout: "\u001b[31mpanic: lol\n" }],
    ["nothing", {}],
    ["half a state", { stdout: '{"version":3,"deployment":{"resources":[{"urn":"u' }],
    ["null", { stdout: "null" }],
    ["a state without resources that are any", { stdout: '{"version":3,"deployment":{"resources":3}}' }],
    ["that its checkpoint can't be read", { code: 255, stderr: "error: could not deserialize deployment: unexpected end of JSON input\n" }],
  ];
  for (const [title, answer] of rubbish) {
    it(`for the state, ${title}, ends the run before anything is previewed or applied`, () =>
      withEngine({ "stack export": answer }, async (engine, asked) => {
        await assert.rejects(carried({ version: "0.5.46" }, memoryStore(), { engine, previews: true }));
        assert.doesNotMatch(asked(), /^(up|preview|refresh|stack import)/m);
      }));
  }

  it("and ends well has applied nothing, as far as anybody knows: the update has failed", () =>
    withEngine({ up: { stdout: "rubbish" } }, async (engine) => {
      const { result, diagnostics } = await engine.up(run);
      assert.deepEqual([result, diagnostics.map(({ message }) => message)], [
        "failed", ["pulumi up ended without an error and without saying what it did, so nothing is taken for done"],
      ]);
    }));

  it("only after the update has applied all of it: the update has succeeded", () => {
    const summaryEvent = { maybeCorrupt: false, durationSeconds: 1, resourceChanges: {}, PolicyPacks: {} };
    const rubbish = { "stack output": { code: 255, stderr: "error: lost" }, "stack history": { stdout: "rubbish" } };
    return withEngine({ up: { events: [{ sequence: 0, timestamp: 0, summaryEvent }] }, ...rubbish }, async (engine) => {
      assert.deepEqual(await engine.up(run), { result: "succeeded", steps: [], diagnostics: [], violations: [] });
    });
  });

  it("is told of a cancellation by a signal of the call's own, so that nothing of it stays on the run's", () =>
    withEngine({}, async (engine) => {
      const { signal } = new AbortController();
      for (let calls = 0; calls < 3; calls++) await engine.up({ ...run, signal });
      assert.equal(getEventListeners(signal, "abort").length, 0);
    }));

  it("and breaks is quoted", () =>
    withEngine({ up: { code: 2, stderr: "panic: runtime error: index out of range\n" } }, async (engine) => {
      const { result, diagnostics, lock } = await engine.up(run);
      assert.deepEqual([result, lock], ["failed", undefined]);
      assert.match(diagnostics[0]!.message, /panic: runtime error: index out of range/);
    }));
});

describe("a CLI that refuses a stack that somebody holds", () => {
  const held = "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n" +
    "  file:///s/.pulumi/locks/organization/stepwise/small/5d1c.json: created by ops@runner-1 (pid 4711) at 2026-11-20T02:00:03Z\n";
  it("makes an outcome that says who, and since when", () => withEngine({ up: { code: 255, stderr: held } }, async (engine) => {
    const { result, steps, lock } = await engine.up(run);
    assert.deepEqual([result, steps, lock], ["failed", [], {
      by: "ops@runner-1", pid: 4711, since: "2026-11-20T02:00:03Z", release: "pulumi cancel --stack small",
    }]);
  }));
});

describe("the history that a CLI prints", () => {
  it("is asked for whole, since without a size the CLI shows the last ten", () =>
    withEngine({ "stack history": { stdout: "[]" } }, async (engine, asked) => {
      assert.deepEqual(await engine.history(), []);
      assert.match(asked(), /^stack history --json --page-size 0 --stack small --non-interactive$/m);
    }));
  it("is none where it is rubbish", () => withEngine({ "stack history": { stdout: "[{" } }, async (engine) => {
    await assert.rejects(engine.history(), /pulumi stack history printed what is no history, expected a list of updates as JSON/);
  }));
});

describe("what is asked of the CLI directly", () => {
  it("is what it printed, and never a question to somebody who is not there", () => withFakePulumi({ "stack export": { stdout: "{}" } }, async (asked) => {
    assert.equal(await runPulumi(["stack", "export"], {}), "{}");
    assert.match(asked(), /^stack export --non-interactive$/m);
  }));
  it("is why not, by its first two words and not by what else it was given", () =>
    withFakePulumi({ "stack import": { code: 255, stderr: "error: 403 Forbidden\n" } }, async () => {
      await assert.rejects(runPulumi(["stack", "import", "--file", "/tmp/x"], { PULUMI_CONFIG_PASSPHRASE: "canary-9f3a" }),
        { message: "pulumi stack import: error: 403 Forbidden" });
    }));
  it("is that there is none, where there is none", () => withPath("/nowhere", () => assert.rejects(runPulumi(["version"], {}), /ENOENT/)));
});
