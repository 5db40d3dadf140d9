import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  googleBackupScript,
  googleRestoreScript,
  postgresBackupScript,
  postgresRestoreScript,
  type ScriptCall,
} from "../../../components/halo/scripts";

/** Runs the scripts for real, with stand-ins for the programs that they call. */
describe("the scripts that back up and restore", () => {
  const calls: readonly ScriptCall[] = [
    { run: "cloud_sql", words: ["sql-instance"], suffix: "-postgres" },
    { run: "spanner", words: ["halo-cmms", "access"], suffix: "-access" },
  ];
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "stepwise-scripts-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A program that notes how it was called, and then does this. */
  function program(name: string, script: string): void {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\nprintf '%s %s\\n' ${name} "$*" >>"${folder}/log"\n${script}\n`);
    chmodSync(file, 0o755);
  }

  function run(script: string) {
    const env = { PATH: `${folder}:/usr/bin:/bin`, RETENTION: "30d", PGDATABASE: "computations" };
    const { status, stdout, stderr } = spawnSync("sh", ["-c", script], { env, encoding: "utf8" });
    const log = path.join(folder, "log");
    return { status, stdout, stderr, log: existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [] };
  }

  it("back up every store under one id, in the past of no other backup", () => {
    program("gcloud", 'case "$*" in *describe*) echo READY ;; *list*) echo 17 ;; *sql*create*) echo op ;; esac');
    const { status, stdout, log } = run(googleBackupScript("reporting", calls));
    assert.equal(status, 0);
    const [, id] = /^backup (reporting-\d{8}-\d{6}) is there$/m.exec(stdout) ?? [];
    assert.ok(id);
    const created = log.filter((line) => line.includes("backups create"));
    assert.equal(created.length, 2);
    assert.ok(created[0]?.includes(`sql backups create --instance=sql-instance --description=${id}-postgres `));
    assert.ok(created[1]?.includes(`spanner backups create ${id}-access --instance=halo-cmms --database=access `));
  });

  it("fail when the backup is not there at the end", () => {
    program("gcloud", 'case "$*" in *describe*) echo CREATING ;; *list*) echo 17 ;; esac');
    const { status, stderr } = run(googleBackupScript("kingdom", calls));
    assert.equal(status, 1);
    assert.match(stderr, /is in state 'CREATING', expected READY/);
  });

  it("touch nothing before all backups have been found", () => {
    program("gcloud", 'case "$*" in *describe*) exit 1 ;; *list*) echo 17 ;; esac');
    const { status, log } = run(googleRestoreScript("reporting-1", calls));
    assert.equal(status, 1);
    assert.deepEqual(log.filter((line) => /delete|restore/.test(line)), []);
  });

  it("restore over what is there, and again when started again", () => {
    program("gcloud", 'case "$*" in *describe*|*"databases list"*) echo READY ;; *list*) echo 17 ;; esac');
    for (let attempt = 1; attempt <= 2; attempt++) {
      const { status, log } = run(googleRestoreScript("reporting-1", calls));
      assert.equal(status, 0);
      const times = (text: string) => log.filter((line) => line.includes(text)).length;
      assert.equal(times("sql backups restore 17 --restore-instance=sql-instance"), attempt);
      assert.equal(times("databases delete access"), attempt);
      assert.equal(times("--source-backup=reporting-1-access"), attempt);
    }
  });

  it("wait for a restore that goes on already", () => {
    program("gcloud", `case "$*" in
      *describe*) echo READY ;;
      *"databases list"*) cat "${folder}/state"; echo READY_OPTIMIZING >"${folder}/state" ;;
    esac`);
    writeFileSync(path.join(folder, "state"), "CREATING\n");
    const { status, log } = run(googleRestoreScript("kingdom-1", calls.slice(1)));
    assert.equal(status, 0);
    assert.deepEqual(log.filter((line) => /databases (delete|restore)/.test(line)), []);
  });

  it("dump PostgreSQL into a new file, and only keep what can be read back", () => {
    const inFolder = (script: string) => script.replaceAll("/backups/", `${folder}/`);
    program("pg_dump", `touch "${folder}/$(basename "\${2#--file=}")"`);
    program("pg_restore", "exit 0");
    const { status, stdout, log } = run(inFolder(postgresBackupScript("duchy-worker2")));
    assert.equal(status, 0);
    assert.ok(log.some((line) => line.startsWith("pg_restore --file=/dev/null ")), "all of it is read, not its list of contents only");
    const [, id] = /backup (\S+) is there/.exec(stdout) ?? [];
    assert.ok(existsSync(path.join(folder, `${id}.dump`)));
    program("pg_restore", "exit 1");
    assert.equal(run(inFolder(postgresBackupScript("duchy-other"))).status, 1);
  });

  it("restore PostgreSQL in one transaction, and not from a file that is missing", () => {
    program("pg_restore", "exit 0");
    program("psql", "exit 0");
    const script = postgresRestoreScript("duchy-worker2-1").replaceAll("/backups/", `${folder}/`);
    assert.match(run(script).stderr, /found no backup/);
    writeFileSync(path.join(folder, "duchy-worker2-1.dump"), "dump");
    const { status, log } = run(script);
    assert.equal(status, 0);
    assert.ok(log.some((line) => line.startsWith("psql") && line.includes("--single-transaction")));
  });

  it("take any backup id for one word", () => {
    program("gcloud", "exit 1");
    const { log } = run(googleRestoreScript("it's; touch $HOME/x", calls.slice(1)));
    assert.match(log[0] ?? "", /backups describe it's; touch \$HOME\/x-access --instance=halo-cmms/);
    assert.equal(log.length, 1);
  });
});
