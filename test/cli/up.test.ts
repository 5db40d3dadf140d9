import * as assert from "node:assert/strict";
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as path from "node:path";
import { up } from "../../cli/up";
import { engineChoice, type EngineOptions } from "../../cli/engineChoice";
import { installationStates } from "../../gates/installationState";
import { InputError } from "../../releases/problem";
import { projectRoot } from "../../releases/projectRoot";
import { printed } from "./looking";
import { CommandFolder } from "./rehearsedStack";

type Line = Readonly<Record<string, unknown>>;
const events = (stdout: string): Line[] => stdout.trim().split("\n").map((line) => JSON.parse(line) as Line);
const kingdomOf = ({ store: { resources } }: CommandFolder) => installationStates({ deployment: { resources } }).get("halo/kingdom");
const begun = (lines: readonly Line[]): unknown[] =>
  lines.flatMap(({ event, object }) => event === "step-started" && String(object).startsWith("Job ") ? [object] : []);

describe("stepwise up", function () {
  this.timeout(180_000);
  const folder = new CommandFolder();
  const run = () => printed(() => up({ ...folder.options, json: true }, folder.global));
  before(async () => {
    await folder.prepare({ version: "0.5.45" });
    folder.declare({ version: "0.5.46" });
  });
  after(() => folder.remove());

  describe("whose process is killed, and that is asked for twice at once", () => {
    const children: ChildProcessWithoutNullStreams[] = [];
    after(() => children.forEach((child) => child.kill("SIGKILL")));
    /** Starts the command as a user does; resolves to its process once it prints an event that is meant. */
    function started(pace: string, meant: (line: Line) => boolean): Promise<{ child: ChildProcessWithoutNullStreams; lines: Line[] }> {
      const child = spawn(process.execPath, [
        path.join(projectRoot, "bin", "stepwise.js"), "--cwd", folder.cwd, "up", "--stack", "small", "--rehearsal", "rehearsed", "--pace", pace, "--json",
      ]);
      children.push(child);
      const lines: Line[] = [];
      return new Promise((resolve, reject) => {
        child.once("error", reject).once("exit", (code) => reject(new Error(`it ended with ${code}: ${JSON.stringify(lines.at(-1))}`)));
        createInterface(child.stdout).on("line", (text) => {
          lines.push(JSON.parse(text) as Line);
          if (meant(lines.at(-1)!)) resolve({ child, lines });
        });
      });
    }
    const killed = (child: ChildProcessWithoutNullStreams): Promise<unknown> => new Promise((resolve) => {
      child.once("exit", (_code, signal) => resolve(signal));
      child.kill("SIGKILL");
    });

    it("goes on each time from where it was, migrates once, and leaves a stack alone that a run holds", async () => {
      const first = await started("1", ({ event, phase }) => event === "waiting" && phase === "migrate");
      assert.equal(await killed(first.child), "SIGKILL");
      assert.deepEqual(begun(first.lines), ["Job kingdom-backup", "Job kingdom-migrate"]);
      assert.deepEqual(kingdomOf(folder), { kind: "incomplete", attempted: "0.5.46" });

      const second = await started("60", ({ event, phase }) => event === "waiting" && phase === "rollout");
      assert.deepEqual(begun(second.lines), [], "the migration is not begun again");
      assert.ok(second.lines.some(({ event, object, is }) => event === "found" && object === "Job kingdom-migrate-0-5-46" && is === "finished: it will not run again"));
      const before = readFileSync(folder.stateFile, "utf8");
      const other = await run();
      const ended = events(other.stdout).at(-1)!;
      const lock = ended["lock"] as { by: string; pid: number; since: string };
      assert.deepEqual([other.code, ended["result"], lock.pid, Number.isNaN(Date.parse(lock.since))], [2, "locked", second.child.pid, false]);
      assert.match(lock.by, /.+@.+/);
      assert.equal(readFileSync(folder.stateFile, "utf8"), before, "nothing is done");
      await killed(second.child);

      const last = await run();
      const told = events(last.stdout);
      assert.deepEqual([last.code, told.at(-1)!["result"], begun(told)], [0, "reached", ["Job kingdom-verify"]]);
      assert.deepEqual(kingdomOf(folder), { kind: "complete", deployed: "0.5.46", schema: "0.5.46" });
      assert.match(folder.store.tags["stepwise:backup:halo.kingdom"]!, /^0\.5\.45>0\.5\.46=kingdom-/);
      assert.ok(told.every(({ time }) => !Number.isNaN(Date.parse(String(time)))));
      assert.deepEqual([told.at(-1)!["event"], told.at(-1)!["schema"]], ["ended", "stepwise/up/v1"]);
    });
  });

  it("does not go on from a state that is cut off, and leaves it as it is", async () => {
    const whole = readFileSync(folder.stateFile, "utf8");
    for (const half of [whole.slice(0, whole.length / 2), "", "rubbish"]) {
      writeFileSync(folder.stateFile, half);
      await assert.rejects(run(), (error) => error instanceof InputError && /the rehearsal's state can't be read/.test(error.message));
      assert.equal(readFileSync(folder.stateFile, "utf8"), half);
    }
    writeFileSync(folder.stateFile, whole);
  });

  const options: EngineOptions = { stack: "small", fail: [], pace: "0" };
  const wrong: readonly (readonly [Partial<EngineOptions>, RegExp])[] = [
    [{ fail: ["halo/kingdom:migrate"] }, /--fail: found without --rehearsal/],
    [{ pace: "3" }, /--pace: found without --rehearsal/],
    [{ deployed: "x.yaml" }, /--deployed: found without --rehearsal/],
    ...["x", "-1", "3601", "NaN"].map((pace) => [{ rehearsal: "r", pace }, /--pace: found ".*", expected seconds, 0 to 3600/] as const),
    ...["", "kingdom", "halo/kingdom:quiesce", "halo/kingdom:migrate@"].map((fault) =>
      [{ rehearsal: "r", fail: [fault] }, /--fail: found ".*", expected something such as/] as const),
  ];
  for (const [more, expected] of wrong) {
    it(`refuses ${JSON.stringify(more)}`, () => {
      const choose = () => engineChoice({ ...options, ...more }, folder.global);
      assert.throws(choose, (error) => error instanceof InputError && expected.test(error.message));
    });
  }
});
