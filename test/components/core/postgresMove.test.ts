import * as assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { everythingIn, fillWithData } from "../../support/postgresData";
import { ScriptFolder } from "../../support/postgresScripts";
import { PostgresServer, olderPostgresBin, postgresBin } from "../../support/postgresServer";

const skipped = postgresBin === undefined ? " (skipped: found no PostgreSQL server with its clients)" : "";
const isReadOnly = /cannot execute .* in a read-only transaction/;

/** What a move must not change: all but the password of who moves, and the mark that it was moved. */
const comparable = (server: PostgresServer) => everythingIn(server).filter((line) => !line.includes("stepwise.move="))
  .map((line) => line.replace(/\|infinity$/, "|").replace(/^(role admin)\|.*/, "$1"));

describe(`postgres-move.sh${skipped}`, function () {
  this.timeout(180_000);
  let scripts: ScriptFolder;
  let old: PostgresServer;
  let fresh: PostgresServer;

  before(function () {
    if (postgresBin === undefined) this.skip();
  });
  beforeEach(() => {
    scripts = new ScriptFolder();
    old = new PostgresServer();
    fresh = new PostgresServer();
  });
  afterEach(() => {
    if (postgresBin === undefined) return;
    for (const server of [old, fresh]) server.stop();
    scripts.remove();
  });

  const env = (changes: Readonly<Record<string, string>> = {}) => ({ ...fresh.env, OLD_HOST: old.folder, CONNECT_SECONDS: "5", ...changes });
  const move = (changes: Readonly<Record<string, string>> = {}) => scripts.run("postgres-move.sh", env(changes));

  it("brings everything to the new server, after which the old one takes no writes; and again it does nothing", async () => {
    fillWithData(old, 500);
    const original = comparable(old);
    const open = await old.session("BEGIN; CREATE TABLE not_committed (n int)", "kleidia");
    const { code, said } = move();
    await open.end();
    assert.equal(code, 0, said);
    assert.doesNotMatch(said, /canary|SCRAM/);
    assert.deepEqual(comparable(fresh), original);
    assert.throws(() => old.sql("CREATE TABLE late (n int)", "kleidia"), isReadOnly);
    assert.deepEqual(comparable(old), original, "the old one is as it was");
    assert.equal(scripts.listed.length, 1, "the backup stays");

    fresh.sql("CREATE TABLE written_since (n int)", "kleidia");
    old.halt();
    const again = move();
    assert.equal(again.code, 0, again.said);
    assert.match(again.said, /it was moved before/);
    assert.equal(fresh.sql("SELECT count(*) FROM pg_class WHERE relname = 'written_since'", "kleidia"), "1");
  });

  it("does nothing again when clients are led to the new server by the old one's name, and refuses one that was gone back from", () => {
    assert.equal(move().code, 0);
    assert.equal(move().code, 0, "the old one takes no writes");
    assert.equal(move({ OLD_HOST: fresh.folder }).code, 0, "the old one's name leads to the new one");
    old.sql("ALTER SYSTEM RESET default_transaction_read_only");
    old.sql("SELECT pg_reload_conf()");
    const { code, said } = move();
    assert.equal(code, 1, said);
    assert.match(said, /takes writes since it was moved to .*: the new one may lack them. Nothing was changed/);
    old.sql("CREATE TABLE late (n int)");
  });

  it("has the old server take writes again when it fails, and then can be run again", () => {
    fillWithData(old, 100);
    const original = comparable(old);
    scripts.program("pg_restore", "echo 'canary of a full disk' >&2; exit 1");
    const { code, said } = move({ PATH: `${scripts.programs}:${fresh.env["PATH"]}` });
    assert.equal(code, 1, said);
    assert.match(said, /the move did not succeed: the server at .* takes writes again/);
    old.sql("CREATE TABLE late (n int); DROP TABLE late", "kleidia");
    const again = move();
    assert.equal(again.code, 0, again.said);
    assert.deepEqual(comparable(fresh), original);
  });

  it("goes on after it was killed in the middle", async () => {
    fillWithData(old, 100);
    const original = comparable(old);
    scripts.program("pg_restore", `touch ${path.join(scripts.backups, "seen")}; sleep 60`);
    const run = scripts.start("postgres-move.sh", env({ PATH: `${scripts.programs}:${fresh.env["PATH"]}` }));
    while (!existsSync(path.join(scripts.backups, "seen"))) await sleep(50);
    run.kill();
    await run.ended;
    assert.throws(() => old.sql("CREATE TABLE late (n int)"), isReadOnly);
    const { code, said } = move();
    assert.equal(code, 0, said);
    assert.deepEqual(comparable(fresh), original);
  });

  it("refuses a new server with data of its own, and changes nothing", () => {
    fresh.sql("CREATE TABLE own (n int)");
    const { code, said } = move();
    assert.equal(code, 1, said);
    assert.match(said, /found tables in database postgres of the server at .*, expected none: it would lose them. Nothing was changed/);
    old.sql("CREATE TABLE late (n int)");
    assert.equal(fresh.sql("SELECT count(*) FROM own"), "0");
  });

  it("refuses to move a server to itself", () => {
    const { code, said } = move({ OLD_HOST: fresh.folder });
    assert.equal(code, 1, said);
    assert.match(said, /found one server at .* and .*, expected two/);
    fresh.sql("CREATE TABLE late (n int)");
  });

  it("says which server does not answer, and changes nothing", () => {
    const { code, said } = move({ OLD_HOST: "/nowhere", CONNECT_SECONDS: "1" });
    assert.equal(code, 1, said);
    assert.match(said, /found no PostgreSQL server at \/nowhere/);
  });

  const without = olderPostgresBin === undefined ? " (skipped: found no older PostgreSQL)" : "";
  it(`brings everything from an older major release, and nothing to one${without}`, function () {
    if (olderPostgresBin === undefined) this.skip();
    const [older, other] = [new PostgresServer({ bin: olderPostgresBin }), new PostgresServer({ bin: olderPostgresBin })];
    try {
      fillWithData(older, 500);
      const { code, said } = move({ OLD_HOST: older.folder });
      assert.equal(code, 0, said);
      assert.deepEqual(comparable(fresh), comparable(older));
      const back = scripts.run("postgres-move.sh", { ...other.env, OLD_HOST: old.folder, CONNECT_SECONDS: "5" });
      assert.equal(back.code, 1, back.said);
      assert.match(back.said, /found an older PostgreSQL at .* than at .*, expected the same or a newer one/);
      old.sql("CREATE TABLE late (n int)");
    } finally {
      for (const server of [older, other]) server.stop();
    }
  });
});
