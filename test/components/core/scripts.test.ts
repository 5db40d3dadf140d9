import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { projectRoot } from "../../../releases/projectRoot";

/** A folder with one of the project's scripts, and programs that answer as they are told. */
class ScriptWorld {
  readonly folder = mkdtempSync(path.join(tmpdir(), "stepwise-script-"));

  constructor(private readonly script: string) {
    copyFileSync(path.join(projectRoot, "components/core/scripts", script), path.join(this.folder, script));
  }

  program(name: string, text: string): void {
    const file = this.file(name, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
  }

  file(name: string, text: string): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  run(...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync("sh", [path.join(this.folder, this.script), ...args], {
      encoding: "utf8", timeout: 20_000,
      env: { PATH: `${this.folder}:${process.env["PATH"] ?? ""}`, PAUSE: "0", PGHOST: "postgres", PGPASSWORD: "canary" },
    });
    return { status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe("unless-first-install.sh", () => {
  let world: ScriptWorld;
  beforeEach(() => { world = new ScriptWorld("unless-first-install.sh"); });
  afterEach(() => world.remove());
  const command = ["sh", "-c", 'echo "ran $1"; exit 7', "sh", "two words"];

  for (const { stated, answers, runs } of [
    { stated: true, answers: false, runs: false },
    { stated: true, answers: true, runs: true },
    { stated: false, answers: false, runs: true },
    { stated: false, answers: true, runs: true },
  ]) {
    it(`${runs ? "runs the command" : "does nothing"} where a first install is ${stated ? "" : "not "}stated and ${answers ? "a" : "no"} server answers`, () => {
      world.file("first-install", String(stated));
      const { status, stdout } = world.run(answers ? "true" : "false", ...command);
      if (runs) assert.deepEqual([status, stdout], [7, "ran two words\n"]);
      else assert.deepEqual([status, /nothing is installed yet/.test(stdout)], [0, true]);
    });
  }

  it("gives a server that is only starting time to answer", () => {
    world.file("first-install", "true");
    const tries = path.join(world.folder, "tries");
    const probe = `echo x >>'${tries}'; [ "$(wc -l <'${tries}')" -ge 4 ]`;
    assert.equal(world.run(probe, ...command).status, 7);
  });

  it("runs the command where nobody says whether it is a first install: better a backup that fails than none", () => {
    assert.equal(world.run("false", ...command).status, 7);
  });
});

describe("postgres-version.sh", () => {
  let world: ScriptWorld;
  beforeEach(() => { world = new ScriptWorld("postgres-version.sh"); });
  afterEach(() => world.remove());

  function compared(image: string, server: string, expected: string) {
    world.program("postgres", `echo 'postgres (PostgreSQL) ${image} (Debian ${image}-1.pgdg13+1)'`);
    world.program("psql", `echo '${server} (Debian ${server}-1.pgdg13+1)'`);
    return world.run(expected);
  }

  it("lets a server of the same major release follow, and no other", () => {
    assert.equal(compared("16.11", "16.4", "same-major").status, 0);
    assert.equal(compared("16.4", "16.11", "same-major").status, 0);
    const { status, stderr } = compared("18.1", "16.11", "same-major");
    assert.equal(status, 1);
    assert.match(stderr, /found data of PostgreSQL 16, which PostgreSQL 18 can't read\. Nothing was changed\./);
    assert.equal(compared("16.11", "18.1", "same-major").status, 1);
  });

  it("lets a server be moved to one that is not older", () => {
    for (const [image, server, status] of [["18.1", "16.11", 0], ["16.11", "16.12", 0], ["19beta1", "18.1", 0], ["16.11", "18.1", 1]] as const) {
      assert.equal(compared(image, server, "not-newer").status, status, `${server} to ${image}`);
    }
    assert.match(compared("16.11", "18.1", "not-newer").stderr, /found PostgreSQL 18\.1 running, expected 16 or older.*Nothing was changed/);
  });

  it("verifies that the server is the image's own", () => {
    const { status, stdout } = compared("16.11", "16.11", "same");
    assert.deepEqual([status, stdout], [0, "the server is PostgreSQL 16.11, the image has 16.11\n"]);
    const other = compared("16.11", "16.4", "same");
    assert.deepEqual([other.status, other.stderr], [1, "found PostgreSQL 16.4 running, expected 16.11\n"]);
    assert.equal(compared("16.1", "16.11", "same").status, 1);
  });

  it("waits for the server, in the end says why it does not answer, and never the password", () => {
    world.program("postgres", "echo 'postgres (PostgreSQL) 16.11'");
    world.program("psql", "echo 'connection to server failed: refused' >&2; exit 2");
    const { status, stdout, stderr } = world.run("same");
    assert.equal(status, 1);
    assert.match(stderr, /refused\nfound no PostgreSQL server that answers at postgres/);
    assert.doesNotMatch(stdout + stderr, /canary/);
  });

  it("takes no other argument", () => {
    assert.equal(compared("16.11", "16.11", "newer").status, 1);
    assert.equal(compared("16.11", "16.11", "").status, 1);
  });
});
