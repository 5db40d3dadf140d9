import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { projectRoot } from "../../../releases/projectRoot";

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A process that starts a child, one that never ends by itself, and says its pid; `then` is what the process does next. */
async function parentOf(then: string): Promise<{ pid: number; ended: Promise<unknown> }> {
  const script = `
    const { startChild } = require("./dist/engines/rehearsal/childProcess.js");
    const child = startChild(["-e", "process.stdout.write('up'); setInterval(() => undefined, 1000)"], { cwd: ".", env: {}, stdout: "pipe" });
    child.stdout.once("data", () => { process.stdout.write(child.pid + "\\n"); ${then} });`;
  const parent = spawn(process.execPath, ["-e", script], { cwd: projectRoot, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(parent, "exit");
  const [said] = await once(parent.stdout, "data") as [Buffer];
  return { pid: Number(said.toString()), ended };
}

async function goneSoon(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && lives(pid); tries++) await pause(50);
  return !lives(pid);
}

describe("the child process of a rehearsal", () => {
  for (const [how, then] of [["ends", "process.exit(0)"], ["is killed", "process.kill(process.pid, 'SIGKILL')"]] as const) {
    it(`ends when its parent ${how}`, async () => {
      const { pid, ended } = await parentOf(then);
      await ended;
      const gone = await goneSoon(pid);
      if (!gone) process.kill(pid, "SIGKILL");
      assert.ok(gone, `process ${pid} still runs`);
    });
  }
  it("runs as long as its parent does", async () => {
    const { pid, ended } = await parentOf("setTimeout(() => process.exit(0), 500)");
    assert.ok(lives(pid));
    await ended;
    assert.ok(await goneSoon(pid));
  });
});
