import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { everythingIn, fillWithData, oddName } from "../../support/postgresData";
import { ScriptFolder } from "../../support/postgresScripts";
import { PostgresServer, postgresBin } from "../../support/postgresServer";

const skipped = postgresBin === undefined ? " (skipped: found no PostgreSQL server with its clients)" : "";
// 700000 make about 200 MB, which takes about a minute.
const rows = Number(process.env["STEPWISE_TEST_POSTGRES_ROWS"] ?? 5_000);
const busybox = spawnSync("busybox", ["true"]).error === undefined;
const key = "0123456789abcdef0123456789abcdef canary-of-the-key";

describe(`postgres-restore.sh, ${rows} rows${skipped}`, function () {
  this.timeout(300_000);
  let server: PostgresServer;
  let scripts: ScriptFolder;
  let original: readonly string[];
  let plain: string;
  let encrypted: string;
  let keyFile: string;

  before(function () {
    if (postgresBin === undefined) this.skip();
    server = new PostgresServer();
    scripts = new ScriptFolder();
    keyFile = scripts.file("key", `${key}\n`);
    fillWithData(server, rows);
    original = everythingIn(server);
    plain = backUp({});
    encrypted = backUp({ ENCRYPTION_KEY_FILE: keyFile });
  });
  after(() => {
    if (postgresBin === undefined) return;
    server.stop();
    scripts.remove();
  });

  function backUp(env: Readonly<Record<string, string>>): string {
    const { code, said } = scripts.run("postgres-backup.sh", { ...server.env, ...env });
    assert.equal(code, 0, said);
    return scripts.terminationMessage;
  }

  const envOf = (backup: string, env: Readonly<Record<string, string>> = {}) => ({ ...server.env, BACKUP: backup, ...env });
  const restore = (backup: string, env?: Readonly<Record<string, string>>) => scripts.run("postgres-restore.sh", envOf(backup, env));

  function change(): void {
    server.sql(`DROP TABLE in_postgres; ALTER ROLE app PASSWORD 'other' SUPERUSER; ALTER ROLE reader RESET ALL; ALTER ROLE reader SET work_mem = '1MB';
      CREATE ROLE newer LOGIN PASSWORD 'canary-of-the-newer'; GRANT reader TO app; GRANT newer TO reader; REVOKE "odd role" FROM app;
      ALTER DATABASE kleidia SET work_mem = '9MB'; GRANT CONNECT ON DATABASE kleidia TO newer; ALTER ROLE app VALID UNTIL '2030-01-01'`);
    server.sql(`DELETE FROM keys.device WHERE id % 3 = 0; UPDATE keys.device SET label = 'changed' WHERE id = 1; CREATE TABLE added (n int);
      SELECT lo_unlink(min(oid)) FROM pg_largeobject_metadata; ALTER TABLE keys.owner ADD COLUMN newer text; DROP VIEW keys.used`, "kleidia");
    server.sql("TRUNCATE notes", oddName);
    // Without an end, 'infinity' means the same.
    assert.notDeepEqual(everythingIn(server), original);
  }
  // The connecting role keeps its password.
  const comparable = (lines: readonly string[]) =>
    lines.map((line) => line.replace(/\|infinity$/, "|").replace(/^(role admin)\|.*/, "$1"));
  const assertOriginal = () => { assert.deepEqual(comparable(everythingIn(server)), comparable(original)); };

  it("makes all as it was, and a second time too", () => {
    change();
    const { code, said } = restore(plain);
    assert.equal(code, 0, said);
    assert.doesNotMatch(said, /canary|SCRAM/);
    assertOriginal();
    assert.match(server.logged, /CREATE ROLE newer/);
    assert.doesNotMatch(server.logged, /SCRAM-SHA/, "no hash in the server's log");
    const second = restore(plain);
    assert.equal(second.code, 0, second.said);
    assertOriginal();
  });

  it("reads an encrypted backup, and ends the sessions that are open", async () => {
    change();
    const open = await Promise.all(["kleidia", "kleidia", oddName].map((name) => server.session("BEGIN; SELECT 1", name)));
    const stubborn = server.stubbornClients("kleidia");
    const { code, said } = restore(encrypted, { ENCRYPTION_KEY_FILE: keyFile });
    stubborn.end();
    assert.equal(code, 0, said);
    await Promise.all(open.map((session) => session.end()));
    assertOriginal();
    assert.doesNotMatch(said, /canary/);
  });

  it(`does it with the tools of an Alpine image${busybox ? "" : " (skipped: found no busybox)"}`, function () {
    if (!busybox) this.skip();
    mkdirSync(scripts.programs);
    assert.equal(spawnSync("busybox", ["--install", "-s", scripts.programs]).status, 0);
    const env = { ...withKey(), PATH: `${scripts.programs}:${server.env["PATH"]}` };
    const backup = backUp(env);
    change();
    const { code, said } = restore(backup, env);
    rmSync(scripts.programs, { recursive: true });
    assert.equal(code, 0, said);
    assertOriginal();
  });

  it("keeps the password that it connects with", () => {
    server.sql("ALTER ROLE admin PASSWORD 'canary-turned-over'");
    const { code, said } = restore(plain, { PGPASSWORD: "canary-turned-over" });
    server.setPassword("canary-turned-over", server.password);
    assert.equal(code, 0, said);
    assert.doesNotMatch(said, /canary/);
  });

  it("leaves a database that is not in the backup, and what is needed by it", () => {
    server.sql("CREATE ROLE newer; CREATE DATABASE newer OWNER newer");
    const { code, said } = restore(plain);
    assert.equal(code, 0, said);
    assert.match(said, /role newer is not in the backup and stays/);
    assert.equal(server.sql("SELECT count(*) FROM pg_database WHERE datname = 'newer'"), "1");
    server.sql("DROP DATABASE newer; DROP ROLE newer");
  });

  it("rehearses in a server of its own, and changes nothing", () => {
    change();
    const changed = everythingIn(server);
    const before = readdirSync(scripts.folder);
    const { code, said } = restore(plain, { CHECK_ONLY: "1", PGHOST: "/nowhere", PGPASSWORD: "canary" });
    assert.equal(code, 0, said);
    assert.match(said, /can be restored: it was, into a server of its own, and is equal/);
    assert.deepEqual(everythingIn(server), changed);
    assert.deepEqual(readdirSync(scripts.folder), before, "nothing stays of the server");
    assert.equal(restore(plain).code, 0);
    assertOriginal();
  });

  it("puts back what was there when a database can't be restored", () => {
    // The third name has the first's dump, which creates a database that is there.
    const broken = copy(plain, "20200101-000001", (folder) => {
      const names = readFileSync(path.join(folder, "databases"), "utf8").trimEnd().split("\n");
      writeFileSync(path.join(folder, "databases"), `${names.slice(1).reverse().concat(names[0]!).join("\n")}\n`);
      sealAnew(folder);
    });
    change();
    const changed = everythingIn(server);
    const { code, said } = restore(broken);
    assert.equal(code, 1, said);
    assert.match(said, /can't restore database postgres[\s\S]*are put back/);
    const data = (lines: readonly string[]) => lines.filter((line) => !/^(role|member|setting|database)[ |]/.test(line));
    assert.deepEqual(data(everythingIn(server)), data(changed));
    assert.equal(server.sql("SELECT count(*) FROM pg_database WHERE NOT datallowconn"), "1", "template0 only");
    assert.equal(restore(plain).code, 0);
    assertOriginal();
  });

  it("puts back what was there when the restored database is not equal to the backup", () => {
    // Stands for rows that got lost on the way.
    scripts.program("pg_dump", `exec ${postgresBin}/pg_dump --exclude-table-data=keys.owner "$@"`);
    change();
    const changed = everythingIn(server);
    const { code, said } = restore(plain, { PATH: `${scripts.programs}:${server.env["PATH"]}` });
    assert.equal(code, 1, said);
    assert.match(said, /database kleidia is restored, but is not equal to the backup[\s\S]*are put back/);
    assert.deepEqual(everythingIn(server).filter((line) => line.startsWith("kleidia: ")), changed.filter((line) => line.startsWith("kleidia: ")));
    assert.equal(restore(plain).code, 0);
    assertOriginal();
  });

  it("goes on after it was killed; until then no backup is made", async () => {
    change();
    const run = scripts.start("postgres-restore.sh", envOf(plain));
    while (server.sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'stepwise%'") === "0") await sleep(10);
    run.kill();
    await run.ended;
    const backup = scripts.run("postgres-backup.sh", server.env);
    assert.equal(backup.code, 1);
    assert.match(backup.said, /found a restore that did not finish/);
    const { code, said } = restore(plain);
    assert.equal(code, 0, said);
    assertOriginal();
  });

  it("goes on after the server was killed", async () => {
    change();
    const run = scripts.start("postgres-restore.sh", envOf(plain));
    while (server.sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'stepwise%'") === "0") await sleep(10);
    server.crash();
    const { code, said } = await run.ended;
    assert.equal(code, 1, said);
    server.start();
    const again = restore(plain);
    assert.equal(again.code, 0, again.said);
    assertOriginal();
  });

  function copy(from: string, time: string, alter: (folder: string) => void): string {
    const id = `data-${time}`;
    const folder = path.join(scripts.backups, id);
    rmSync(folder, { recursive: true, force: true });
    cpSync(path.join(scripts.backups, from), folder, { recursive: true });
    alter(folder);
    scripts.own(folder);
    return id;
  }

  /** As who has no key, but may write, would. */
  function sealAnew(folder: string): void {
    const parts = readdirSync(folder).filter((part) => part !== "SHA256SUMS" && part !== "MAC").sort();
    const sums = parts.map((part) => `${createHash("sha256").update(readFileSync(path.join(folder, part))).digest("hex")}  ${part}\n`);
    writeFileSync(path.join(folder, "SHA256SUMS"), sums.join(""));
  }

  function cut(file: string): void {
    truncateSync(file, Math.floor(statSync(file).size * 0.9));
  }

  const withKey = () => ({ ENCRYPTION_KEY_FILE: keyFile });
  const none = () => ({});
  const refused: readonly [string, () => string, () => Readonly<Record<string, string>>, RegExp][] = [
    ["a dump that is cut short", () => copy(plain, "20200101-000002", (at) => { cut(path.join(at, "database-1.dump")); }), none,
      /is cut short or was changed: its files/],
    ["a dump that is cut short under a sum that fits", () => copy(plain, "20200101-000003", (at) => {
      cut(path.join(at, "database-1.dump"));
      sealAnew(at);
    }), none, /database 1 of backup data-20200101-000003 can't be read/],
    ["roles that are cut short", () => copy(plain, "20200101-000004", (at) => {
      cut(path.join(at, "roles.sql"));
      sealAnew(at);
    }), none, /the roles in backup data-20200101-000004 are cut short/],
    ["a sum that differs", () => copy(plain, "20200101-000005", (at) => {
      const sums = readFileSync(path.join(at, "SHA256SUMS"), "utf8");
      writeFileSync(path.join(at, "SHA256SUMS"), sums.replace(/^./, (digit) => digit === "0" ? "1" : "0"));
    }), none, /is cut short or was changed/],
    ["a part that is missing", () => copy(plain, "20200101-000006", (at) => { rmSync(path.join(at, "database-2.dump")); }), none,
      /is cut short or was changed/],
    ["a backup without sums", () => copy(plain, "20200101-000007", (at) => { rmSync(path.join(at, "SHA256SUMS")); }), none, /has no SHA256SUMS/],
    ["another key", () => encrypted, () => ({ ENCRYPTION_KEY_FILE: scripts.file("other", `canary ${key}\n`) }), /does not fit the key/],
    ["no key", () => encrypted, none, /is encrypted: set ENCRYPTION_KEY_FILE/],
    ["a plain backup where a key is set", () => plain, withKey, /is not encrypted, expected an encrypted one/],
    ["an encrypted backup changed under a sum that fits", () => copy(encrypted, "20200101-000008", (at) => {
      cut(path.join(at, "database-1.dump.enc"));
      sealAnew(at);
    }), withKey, /does not fit the key: another key, or it was changed/],
    ["an encrypted backup under another's name", () => copy(encrypted, "20200101-000009", () => undefined), withKey, /does not fit the key/],
    ["what a killed run left", () => {
      const id = copy(plain, "20200101-000010", () => undefined);
      renameSync(path.join(scripts.backups, id), path.join(scripts.backups, `${id}.partial`));
      return id;
    }, none, /found no backup data-20200101-000010/],
    ["a backup of another component", () => "other-20200101-000000", none, /found backup other-20200101-000000, expected one of data/],
    ["a path", () => "../data", none, /found BACKUP '..\/data', expected letters/],
    ["no backup", () => "", none, /found no BACKUP/],
  ];
  for (const [what, backup, env, expected] of refused) {
    it(`refuses ${what} before it touches anything`, () => {
      // No server to be found: who asks it first fails with another message.
      const { code, said } = restore(backup(), { ...env(), PGHOST: "/nowhere", CONNECT_SECONDS: "0" });
      assert.equal(code, 1, said);
      assert.match(said, expected);
      assert.doesNotMatch(said, /canary|found no PostgreSQL server/);
    });
  }
});
