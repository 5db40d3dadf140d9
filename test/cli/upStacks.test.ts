import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { StackReport } from "../../automation/waves/model";
import { up } from "../../cli/up";
import { folderStore } from "../../engines/rehearsal/store";
import { installationStates } from "../../gates/installationState";
import { InputError } from "../../releases/problem";
import { projectRoot } from "../../releases/projectRoot";
import { stackText } from "../support/kingdomStack";
import { printed } from "./looking";

type Line = Readonly<Record<string, unknown>> & { readonly event: string; readonly stack?: string };
const linesOf = (stdout: string): Line[] => stdout.trim().split("\n").map((line) => JSON.parse(line) as Line);
const resultsOf = (line: Line | undefined): string[] => (line?.["stacks"] as StackReport[]).map(({ stack, wave, result }) => `${wave} ${stack} ${result}`);

describe("stepwise up --stacks", function () {
  this.timeout(240_000);
  const cwd = mkdtempSync(path.join(tmpdir(), "stepwise-stacks-"));
  const deployed = path.join(cwd, "deployed.yaml");
  const declare = (stack: string, version: string): void => writeFileSync(path.join(cwd, `Pulumi.${stack}.yaml`), stackText({ version }));
  const versionOf = (stack: string, rehearsal: string) => {
    const { resources } = folderStore(path.join(cwd, rehearsal, stack));
    const state = installationStates({ deployment: { resources } }).get("halo/kingdom");
    return state?.kind === "complete" ? state.deployed : state?.kind;
  };
  before(() => {
    writeFileSync(deployed, "halo/kingdom: 0.5.44\n");
    declare("staging", "0.5.45");
    declare("eu", "0.5.46");
    declare("us", "0.5.45");
  });
  after(() => rmSync(cwd, { recursive: true, force: true }));
  const options = { stacks: "staging, eu,us", wave: "1", fail: [], climbAgain: [], pace: "0", onFailure: "stop" };
  const run = (more: Partial<Parameters<typeof up>[0]> = {}) => printed(() => up({ ...options, ...more }, { cwd }));

  it("carries three stacks out, holds back what follows the one that fails, and goes on from there", async () => {
    const rehearsal = path.join(cwd, "first");
    const { code, stdout } = await run({ rehearsal, deployed, json: true, fail: ["halo/kingdom:migrate@0.5.46"], soak: "1" });
    const lines = linesOf(stdout);
    assert.equal(code, 4, stdout);
    assert.deepEqual([lines.at(-1)?.["schema"], lines.at(-1)?.["result"]], ["stepwise/waves/v1", "stopped"]);
    assert.deepEqual(resultsOf(lines.at(-1)), ["1 staging verified", "2 eu stopped", "3 us held back"]);
    assert.deepEqual([versionOf("staging", "first"), versionOf("eu", "first")], ["0.5.45", "incomplete"]);
    // Every line of a stack's own run carries its name, and the second wave begins after the first is verified.
    const order = lines.map(({ event, stack, result }) => [event, stack, result].filter((one) => one !== undefined).join(" "));
    const at = (text: string): number => {
      assert.ok(order.includes(text), text);
      return order.indexOf(text);
    };
    assert.ok(at("soak-ended staging steady") < at("ended staging reached"));
    assert.ok(at("verification-ended staging passed") < at("up-started eu"));
    assert.equal(order.some((text) => text.startsWith("up-started us")), false);
    assert.match(String((lines.at(-1)?.["stacks"] as StackReport[])[1]?.next), /--retry/);

    const second = await run({ rehearsal, deployed, retry: true, wave: "2" });
    assert.equal(second.code, 0, second.stdout + second.stderr);
    assert.match(second.stdout, /^3 stacks in 2 waves +REACHED\n[^]*\n3 verified\n$/);
    assert.match(second.stderr, /^wave 1 of 2: 2 stacks\n[^]*^eu +\d\d:\d\d:\d\d {2}migrate[^]*^wave 2 of 2: verified$/m);
    assert.deepEqual(["staging", "eu", "us"].map((stack) => versionOf(stack, "first")), ["0.5.45", "0.5.46", "0.5.45"]);
  });

  it("ends by a signal: what is under way is finished, once, and nothing more is begun", async () => {
    const child = spawn(process.execPath, [
      path.join(projectRoot, "bin", "stepwise.js"), "--cwd", cwd, "up", "--stacks=staging,eu,us", "--wave=2", "--concurrency=1",
      "--rehearsal=second", `--deployed=${deployed}`, "--pace=2", "--json",
    ], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "close");
    const lines: Line[] = [];
    try {
      for await (const text of createInterface({ input: child.stdout })) {
        const line = JSON.parse(text) as Line;
        lines.push(line);
        if (line.event === "waiting" && line["phase"] === "backup") child.kill("SIGTERM");
      }
      assert.deepEqual(await ended, [4, null]);
    } finally {
      child.kill("SIGKILL");
    }
    assert.deepEqual(resultsOf(lines.at(-1)), ["1 staging cancelled", "1 eu not begun", "2 us held back"]);
    assert.equal(lines.at(-1)?.["result"], "ended");
    // The backup was waited for to its end, and saved.
    assert.ok(lines.some(({ event, object, result }) => event === "step-ended" && object === "Job kingdom-backup" && result === "succeeded"));
  });

  it("is refused before any stack is touched", async () => {
    const refused = async (more: Partial<Parameters<typeof up>[0]>, message: RegExp): Promise<void> =>
      assert.rejects(run({ rehearsal: "none", ...more }), (error: unknown) => error instanceof InputError && message.test(error.message), String(message));
    await refused({ stack: "eu" }, /^--stack: found it beside --stacks/);
    await refused({ plan: "plan.json" }, /^--plan: found it beside --stacks/);
    await refused({ stacks: "eu,,eu" }, /^--stacks: found nothing in place 2.*\n--stacks: found "eu" in places 1 and 3/);
    await refused({ stacks: "eu,nowhere,none" }, /Pulumi\.nowhere\.yaml: there is no such file.*\n.*Pulumi\.none\.yaml/);
    await refused({ wave: "0" }, /^--wave: found "0", expected a whole number from 1/);
    await refused({ concurrency: "many" }, /^--concurrency: found "many"/);
    await refused({ soak: "-1" }, /^--soak: found "-1"/);
    await refused({ pace: "slow" }, /^--pace: found "slow"/);
    await refused({ onFailure: "hope" }, /--on-failure/);
    await refused({ cost: "money" }, /^--cost/);
    const none = { fail: [], climbAgain: [], pace: "0", onFailure: "stop" };
    await assert.rejects(up({ ...none, stack: "eu", wave: "1" }, { cwd }), /^InputError: --wave: found it without --stacks/);
    await assert.rejects(up({ ...none, stack: "eu", soak: "1.5" }, { cwd }), /^InputError: --soak: found "1\.5"/);
    await assert.rejects(up(none, { cwd }), /^InputError: --stack: found neither --stack nor --stacks/);
  });
});
