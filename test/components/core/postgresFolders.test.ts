import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { treeLines } from "../../support/fileTrees";
import { FolderScripts, noGnuTar } from "../../support/folderScripts";
import { everythingIn, fillWithData } from "../../support/postgresData";
import { asUser, PostgresServer, postgresBin } from "../../support/postgresServer";

const skipped = postgresBin === undefined ? " (skipped: found no PostgreSQL server with its clients)" : noGnuTar;
/** 700000 make about 200 MB of rows and 280 MB of files. */
const rows = Number(process.env["STEPWISE_TEST_POSTGRES_ROWS"] ?? 5_000);
const fileCount = 20;

/** Stands for the migration that an application does itself: all or nothing. */
const migration = (inBetween = "") => `
  BEGIN;
  ALTER TABLE keys.device ADD COLUMN IF NOT EXISTS kind text;
  UPDATE keys.device SET kind = 'old' WHERE kind IS NULL;
  ${inBetween}
  DROP VIEW IF EXISTS keys.used;
  CREATE TABLE IF NOT EXISTS keys.migrated (version int PRIMARY KEY);
  INSERT INTO keys.migrated VALUES (2) ON CONFLICT DO NOTHING;
  COMMIT;`;

/** And one whose statements are each of their own, as some must be. */
const stepwiseMigration = (inBetween = "") => `
  ALTER TABLE keys.owner ADD COLUMN IF NOT EXISTS size int;
  UPDATE keys.owner SET size = length(name) WHERE size IS NULL AND id <= 50;
  ${inBetween}
  UPDATE keys.owner SET size = length(name) WHERE size IS NULL;
  CREATE INDEX CONCURRENTLY IF NOT EXISTS owner_size ON keys.owner (size);`;

describe(`postgres-backup.sh and postgres-restore.sh with folders, ${rows} rows${skipped}`, function () {
  this.timeout(900_000);
  let server: PostgresServer;
  let scripts: FolderScripts;
  let original: readonly string[];
  let backup: string;
  let withKey: Record<string, string>;

  before(function () {
    if (skipped !== "") this.skip();
    server = new PostgresServer();
    scripts = new FolderScripts("dam", ["binaries"]);
    withKey = { ENCRYPTION_KEY_FILE: scripts.file("key", "0123456789abcdef0123456789abcdef\n") };
    fillWithData(server, rows);
    for (let file = 0; file < fileCount; file += 1) write(`asset ${file}`, Buffer.alloc(Math.ceil(rows * 400 / fileCount), `${file} `));
    symlinkSync("asset 1", path.join(scripts.at("binaries"), "newest"));
    original = everything();
    backup = scripts.backUp("postgres-backup.sh", { ...server.env, STOPPED: "1" });
  });
  after(() => {
    if (skipped !== "") return;
    server.stop();
    scripts.remove();
  });
  afterEach(() => { if (skipped === "") scripts.noPrograms(); });

  function write(name: string, text: string | Buffer): void {
    const file = path.join(scripts.at("binaries"), name);
    writeFileSync(file, text);
    scripts.own(file);
  }
  const folder = () => treeLines(scripts.at("binaries")).map((line) => `binaries: ${line}`);
  const everything = () => [...everythingIn(server).map((line) => line.replace(/^(role admin)\|.*/, "$1")), ...folder()];
  const restoreEnv = (more: Readonly<Record<string, string>> = {}) => scripts.env({ ...server.env, BACKUP: backup, ...more });
  const restore = (more?: Readonly<Record<string, string>>) => scripts.run("postgres-restore.sh", restoreEnv(more));
  const migrate = () => server.sql(`${migration()} ${stepwiseMigration()}`, "kleidia");
  /** As an application does that has run on the new schema for a while. */
  function change(): readonly string[] {
    migrate();
    server.sql("DELETE FROM keys.device WHERE id % 3 = 0; SELECT lo_unlink(min(oid)) FROM pg_largeobject_metadata", "kleidia");
    rmSync(path.join(scripts.at("binaries"), "asset 3"), { force: true });
    write("asset 4", "changed");
    write("asset new", "new");
    const changed = everything();
    assert.notDeepEqual(changed, original);
    return changed;
  }
  const assertRestored = (said: string) => { assert.deepEqual(everything(), original, said); };
  // A database that was put back has the same data, but its roles came first.
  const data = (lines: readonly string[]) => lines.filter((line) => /^(kleidia|o'd|binaries)/.test(line));

  it("goes through a whole cycle: backup, migration, failure, restore; equal by checksum", () => {
    const megabytes = Number(server.sql("SELECT sum(pg_database_size(oid)) / 1000000 FROM pg_database"));
    const started = Date.now();
    const own = scripts.backUp("postgres-backup.sh", { ...server.env, ...withKey, STOPPED: "1" });
    const backedUp = Date.now();
    assert.deepEqual(readdirSync(path.join(scripts.backups, own)).filter((part) => /tar|MAC|SUMS/.test(part)).sort(),
      ["MAC", "SHA256SUMS", "binaries.tar.enc"]);
    change();
    assert.throws(() => server.sql("UPDATE keys.device SET kind = 1 / (id - id)", "kleidia"), /division by zero/);
    const restoring = Date.now();
    const { code, said } = restore({ BACKUP: own, ...withKey });
    assert.equal(code, 0, said);
    const seconds = [backedUp - started, Date.now() - restoring].map((ms) => (ms / 1000).toFixed(1));
    if (rows > 100_000) console.log(`      ${megabytes.toFixed()} MB of databases: backup ${seconds[0]} s, restore ${seconds[1]} s`);
    assertRestored(said);
  });

  it("restores twice with the same end", () => {
    change();
    for (let time = 1; time <= 2; time += 1) {
      const { code, said } = restore();
      assert.equal(code, 0, said);
      assertRestored(said);
    }
  });

  it("rehearses both, and changes nothing", () => {
    const changed = change();
    const { code, said } = scripts.run("postgres-restore.sh",
      { PATH: server.env["PATH"]!, PGHOST: "/nowhere", BACKUP: backup, CHECK_ONLY: "1" });
    assert.equal(code, 0, said);
    assert.match(said, /unpacking folder binaries[\s\S]*restoring database kleidia[\s\S]*can be restored/);
    assert.deepEqual(everything(), changed);
  });

  describe("a migration of the application", () => {
    let migrated: readonly string[];
    beforeEach(() => {
      const { code, said } = restore();
      assert.equal(code, 0, said);
    });

    it("that runs twice changes nothing", () => {
      migrate();
      migrated = data(everything());
      migrate();
      assert.deepEqual(data(everything()), migrated);
    });

    for (const { what, sql, transactional } of [
      { what: "of one transaction", sql: migration, transactional: true },
      { what: "of single statements", sql: stepwiseMigration, transactional: false },
    ]) {
      for (const how of ["its session", "the server"]) {
        it(`${what}, killed midway with ${how}, leaves what its next run and the restore can use`, async () => {
          const [half] = sql("\\echo half").split("\\echo half");
          const session = await server.session(half!, "kleidia");
          if (how === "the server") server.crash();
          else server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'kleidia'");
          await session.end();
          if (how === "the server") server.start();
          assert.equal(data(everything()).join() === data(original).join(), transactional, "whether it left anything");
          migrate();
          assert.deepEqual(data(everything()), migrated);
          assert.equal(restore().code, 0);
          assertRestored("");
        });
      }
    }
  });

  describe("together or not at all", () => {
    let changed: readonly string[];
    beforeEach(() => { changed = change(); });
    afterEach(() => {
      scripts.noPrograms();
      const { code, said } = restore();
      assert.equal(code, 0, said);
      assertRestored(said);
    });
    const tar = spawnSync("sh", ["-c", "command -v tar"], { encoding: "utf8" }).stdout.trim();
    /** Stands for rows that got lost on the way. */
    const losesRows = () => { scripts.program("pg_dump", `exec ${postgresBin}/pg_dump --exclude-table-data=keys.owner "$@"`); };

    it("touches no database when a folder can't be unpacked", () => {
      scripts.program("tar", `case "$*" in *-x*) exit 2 ;; *) exec ${tar} "$@" ;; esac`);
      const { code, said } = restore();
      assert.equal(code, 1, said);
      assert.match(said, /can't unpack folder binaries/);
      assert.doesNotMatch(said, /restoring/);
      assert.deepEqual(everything(), changed);
    });

    it("leaves the folder when a database is not equal", () => {
      losesRows();
      const { code, said } = restore();
      assert.equal(code, 1, said);
      assert.match(said, /is not equal to the backup[\s\S]*are put back/);
      assert.deepEqual(data(everything()), data(changed));
    });

    it("puts back the databases when the folder can't change places", () => {
      scripts.program("mv", `echo x >>"$0.count"; [ "$(wc -l <"$0.count")" -ne 40 ] || exit 1; exec /bin/mv "$@"`);
      const { code, said } = restore();
      assert.equal(code, 1, said);
      assert.match(said, /can't put folder binaries in the place[\s\S]*that were there are put back[\s\S]*binaries before .* is put back/);
      assert.deepEqual(data(everything()), data(changed));
    });

    for (const [moment, first, then, expected] of [
      ["before both are kept", ":", ":", () => changed],
      ["when both are kept", `/bin/mv "$@"`, ":", () => original],
    ] as const) {
      it(`killed ${moment}, then failing: the two still match`, async () => {
        scripts.program("mv", `case "$*" in *.stepwise-old) ${first}; kill -9 0 ;; esac; exec /bin/mv "$@"; ${then}`);
        const killed = await scripts.start("postgres-restore.sh", restoreEnv()).ended;
        assert.equal(killed.code, null, killed.said);
        const backingUp = scripts.run("postgres-backup.sh", scripts.env(server.env));
        assert.match(backingUp.said, /of a restore that did not finish/);
        scripts.noPrograms();
        losesRows();
        const { code, said } = restore();
        assert.equal(code, 1, said);
        assert.deepEqual(data(everything()), data(expected()), said);
      });
    }

    for (const [what, more, expected] of [
      ["no FOLDERS", { FOLDERS: "" }, /found 'binaries' as the folders in backup dam-\d+-\d+, expected the same as in FOLDERS: ''/],
      ["a folder that is not mounted", { FOLDERS: "binaries=/nowhere" }, /found no folder \/nowhere/],
    ] as const) {
      it(`refuses ${what} before it asks the server`, () => {
        const { code, said } = restore({ ...more, PGHOST: "/nowhere", CONNECT_SECONDS: "0" });
        assert.equal(code, 1, said);
        assert.match(said, expected);
        assert.deepEqual(everything(), changed);
      });
    }
  });

  it("fails when a file can't be read, and leaves no backup", () => {
    if (asUser.uid === undefined) return;
    const before = scripts.listed;
    writeFileSync(path.join(scripts.at("binaries"), "of root"), "x", { mode: 0o600 });
    const { code, said } = scripts.run("postgres-backup.sh", scripts.env(server.env));
    rmSync(path.join(scripts.at("binaries"), "of root"));
    assert.equal(code, 1, said);
    assert.match(said, /can't write binaries.tar of backup dam-/);
    assert.deepEqual(scripts.listed, before);
  });
});
