import * as assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { everythingIn, fillWithData } from "../../support/postgresData";
import { ScriptFolder } from "../../support/postgresScripts";
import { PostgresServer, asUser, postgresBin } from "../../support/postgresServer";

const skipped = postgresBin === undefined ? " (skipped: found no PostgreSQL server with its clients)" : "";
/** Of every kind that a shell, SQL or a password file takes for its own. */
const password = `canary-of-the-role \\ : ' " $HOME %s`;

/** The secondary's, as the Pod's arguments say it: without a password. */
const follows = (primary: PostgresServer, passfile: string) =>
  `primary_conninfo="host=${primary.folder} user=replicator passfile=${passfile}"`;

describe(`a primary and its secondary${skipped}`, function () {
  this.timeout(120_000);
  let scripts: ScriptFolder;
  let primary: PostgresServer;
  let secondary: PostgresServer;

  // A server that keeps next to no log for those who are away.
  const forgetful = ["wal_keep_size=0", "min_wal_size=32MB", "max_wal_size=32MB", "wal_retrieve_retry_interval=200ms"];

  before(function () {
    if (postgresBin === undefined) this.skip();
    scripts = new ScriptFolder();
    primary = new PostgresServer({ settings: forgetful });
    fillWithData(primary, 500);
    secondary = new PostgresServer({ isEmpty: true, settings: [...forgetful, follows(primary, passfile())] });
  });
  after(() => {
    if (postgresBin === undefined) return;
    for (const server of [secondary, primary]) server.stop();
    scripts.remove();
  });

  const passfile = () => path.join(scripts.folder, "pgpass");
  const standbySignal = () => path.join(secondary.data, "standby.signal");

  type Env = Readonly<Record<string, string>>;
  const prepare = (env: Env = {}, told = "") => scripts.run("postgres-secondary.sh", {
    ...primary.env, REPLICATION_PASSWORD: password, POD: "postgres-1", PRIMARY: "postgres-0", PGDATA: secondary.data, VOLUME: secondary.folder,
    PASSFILE: passfile(), RESEED_FILE: scripts.file("reseed", told), WITHIN_SECONDS: "0", RETURN_SECONDS: "0", ...env,
  });
  const verify = (env: Env = {}) => scripts.run("postgres-replication.sh", {
    ...primary.env, REPLICATION_PASSWORD: password, SECONDARY_HOST: secondary.folder, WITHIN_SECONDS: "20", PAUSE: "0.2", ...env,
  });
  function good({ code, said }: ReturnType<typeof prepare>, expected: RegExp): void {
    assert.equal(code, 0, said);
    assert.match(said, expected);
    assert.doesNotMatch(said, /canary|SCRAM/);
  }
  function refused({ code, said }: ReturnType<typeof prepare>, expected: RegExp): void {
    assert.equal(code, 1, said);
    assert.match(said, expected);
    assert.doesNotMatch(said, /canary|SCRAM/);
  }
  const inode = () => statSync(secondary.data).ino;

  it("is nothing to do on the primary's own Pod", () => {
    good(prepare({ POD: "postgres-0", PGHOST: "/nowhere" }), /postgres-0 is the primary/);
    assert.ok(!existsSync(secondary.data) && !existsSync(passfile()));
  });

  it("wait for a primary before an empty volume is filled, and leave nothing behind when there is none", () => {
    refused(prepare({ PGHOST: "/nowhere" }), /found no primary at \/nowhere to copy, waited 0 s/);
    assert.ok(!existsSync(secondary.data));
  });

  it("leave nothing that looks like data when the copy is cut short, and begin anew", () => {
    scripts.program("pg_basebackup", `mkdir -p "${secondary.data}.partial"; echo 15 >"${secondary.data}.partial/PG_VERSION"; exit 1`);
    refused(prepare({ PATH: `${scripts.programs}:${primary.env["PATH"]}` }), /can't copy the primary/);
    assert.ok(!existsSync(secondary.data));
    assert.ok(existsSync(`${secondary.data}.partial`));
  });

  it("are equal: an empty volume is filled with a copy, which follows", () => {
    good(prepare(), /copied: it follows the primary from here/);
    assert.deepEqual(readdirSync(secondary.folder).filter((name) => /partial|before/.test(name)), []);
    assert.equal(statSync(secondary.data).mode & 0o077, 0);
    assert.equal(statSync(passfile()).mode & 0o777, 0o600);
    secondary.start();
    primary.sql("INSERT INTO in_postgres VALUES (2)");
    good(verify(), /follows .* and has come to/);
    assert.deepEqual(everythingIn(secondary), everythingIn(primary));
    assert.throws(() => secondary.sql("INSERT INTO in_postgres VALUES (3)"), /read-only transaction/);
  });

  it("keep the password out of the servers' logs and of the volume", () => {
    for (const server of [primary, secondary]) assert.doesNotMatch(server.logged, /canary-of-the-role|SCRAM/);
    assert.match(primary.logged, /replicator/);
    const settings = ["postgresql.auto.conf", "postgresql.conf"].map((name) => readFileSync(path.join(secondary.data, name), "utf8")).join();
    assert.doesNotMatch(settings, /canary|passfile/);
  });

  it("are not copied again, however often a Pod starts", () => {
    const before = inode();
    good(prepare(), /follows the primary at/);
    good(prepare({}, "postgres-0 again"), /follows the primary at/);
    assert.equal(inode(), before);
  });

  it("verify that the secondary is of the image's version, and not only the primary", () => {
    scripts.program("postgres", "echo 'postgres (PostgreSQL) 15.1'");
    refused(verify({ PATH: `${scripts.programs}:${primary.env["PATH"]}`, WITHIN_SECONDS: "0" }), /found PostgreSQL 15\.\d\d at the primary, expected 15\.1/);
    rmSync(scripts.programs, { recursive: true });
    refused(verify({ SECONDARY_HOST: primary.folder, WITHIN_SECONDS: "0" }), /takes writes, expected one that follows the primary/);
    refused(verify({ PGHOST: secondary.folder, WITHIN_SECONDS: "0" }), /in recovery, expected the primary: when the other one is gone for good, promote it/);
    refused(verify({ SECONDARY_HOST: "/nowhere", WITHIN_SECONDS: "0" }), /the secondary does not answer/);
  });

  it("go on when the secondary is updated first, then the primary", () => {
    secondary.halt();
    primary.sql("INSERT INTO in_postgres VALUES (4)");
    good(prepare(), /follows the primary at/);
    secondary.start();
    good(verify(), /follows/);
    primary.halt();
    assert.equal(secondary.sql("SELECT count(*) FROM in_postgres WHERE n = 4"), "1");
    primary.start();
    good(verify(), /follows/);
  });

  it("are read while the primary is away, also by a secondary that starts then, and nothing is written until it is back", () => {
    primary.crash();
    assert.equal(secondary.sql("SELECT count(*) FROM in_postgres WHERE n = 4"), "1");
    assert.throws(() => primary.sql("SELECT 1"));
    assert.throws(() => secondary.sql("INSERT INTO in_postgres VALUES (5)"), /read-only/);
    refused(verify({ WITHIN_SECONDS: "0" }), /the primary does not answer/);
    secondary.halt();
    good(prepare(), /no primary answers at .*: the server starts all the same, for those who read/);
    secondary.start();
    assert.equal(secondary.sql("SELECT count(*) FROM in_postgres WHERE n = 4"), "1");
    primary.start();
    primary.sql("INSERT INTO in_postgres VALUES (5)");
    good(verify(), /follows/);
    assert.equal(secondary.sql("SELECT count(*) FROM in_postgres WHERE n = 5"), "1");
  });

  it("are backed up at the primary and restored there, and the secondary becomes equal, with its role although the backup had none", () => {
    const backedUp = scripts.run("postgres-backup.sh", primary.env);
    assert.equal(backedUp.code, 0, backedUp.said);
    primary.sql("DROP TABLE in_postgres");
    // Of a time before there was a secondary.
    const folder = path.join(scripts.backups, scripts.terminationMessage);
    const roles = readFileSync(path.join(folder, "roles.sql"), "utf8").split("\n").filter((line) => !line.includes("replicator"));
    writeFileSync(path.join(folder, "roles.sql"), roles.join("\n"));
    const sums = readFileSync(path.join(folder, "SHA256SUMS"), "utf8");
    writeFileSync(path.join(folder, "SHA256SUMS"), sums.split("\n").filter((line) => !line.endsWith("roles.sql")).join("\n"));
    const restored = scripts.run("postgres-restore.sh", { ...primary.env, BACKUP: scripts.terminationMessage });
    assert.equal(restored.code, 0, restored.said);
    assert.equal(primary.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'replicator'"), "0");
    good(verify(), /follows/);
    assert.equal(primary.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'replicator'"), "1");
    assert.deepEqual(everythingIn(secondary), everythingIn(primary));
  });

  it("take a new password of the role from its Secret", () => {
    secondary.halt();
    good(prepare({ REPLICATION_PASSWORD: "canary-of-another" }), /follows/);
    assert.match(readFileSync(passfile(), "utf8"), /^\*:\*:\*:replicator:canary-of-another\n$/);
    secondary.start();
    good(verify({ REPLICATION_PASSWORD: "canary-of-another" }), /follows/);
    secondary.halt();
    good(prepare(), /follows/);
    secondary.start();
    good(verify(), /follows/);
  });

  it("say when the primary no longer has the log that the secondary needs, and copy anew only when told, once", () => {
    secondary.halt();
    for (let segment = 0; segment < 6; segment += 1) {
      primary.sql("CREATE TABLE more (n int); INSERT INTO more SELECT generate_series(1, 1000); DROP TABLE more; SELECT pg_switch_wal(); CHECKPOINT");
    }
    good(prepare(), /follows the primary at/);
    secondary.start();
    refused(verify({ WITHIN_SECONDS: "1" }), /does not stream, and the primary no longer has the log that it needs next: have it copied anew \(reseed\)/);
    secondary.halt();
    const before = inode();
    good(prepare({}, "postgres-0 2026-11-21"), /follows/);
    assert.equal(inode(), before, "it was the other one that was told");
    good(prepare({}, "postgres-1 2026-11-21"), /copied: it follows/);
    assert.notEqual(inode(), before);
    assert.ok(!existsSync(`${secondary.data}.before`));
    const seeded = inode();
    good(prepare({}, "postgres-1 2026-11-21"), /follows the primary at/);
    assert.equal(inode(), seeded, "once for each word");
    secondary.start();
    good(verify(), /follows/);
  });

  it("keep what was there until the copy that was told is whole", () => {
    const before = inode();
    refused(prepare({ PGHOST: "/nowhere" }, "postgres-1 later"), /found no primary at \/nowhere to copy/);
    scripts.program("pg_basebackup", "exit 1");
    refused(prepare({ PATH: `${scripts.programs}:${primary.env["PATH"]}` }, "postgres-1 later"), /can't copy the primary.*nothing else was changed/);
    rmSync(scripts.programs, { recursive: true });
    assert.equal(inode(), before);
    mkdirSync(`${secondary.data}.before`);
    good(prepare(), /follows/);
    assert.ok(!existsSync(`${secondary.data}.before`), "of a run that was killed when all was done");
  });

  it("refuse a copy of another system", () => {
    const other = new PostgresServer();
    try {
      writeFileSync(path.join(other.data, "standby.signal"), "");
      other.halt();
      refused(prepare({ PGDATA: other.data, VOLUME: other.folder }), /found data of the system \d+ in .*, expected \d+ as at the primary/);
    } finally {
      other.stop();
    }
  });

  const misled: readonly [string, Env, RegExp][] = [
    ["a PGDATA that is the volume itself", { PGDATA: "/nowhere", VOLUME: "/nowhere/" }, /found PGDATA=\/nowhere, expected a folder below \/nowhere\//],
    ["no password", { REPLICATION_PASSWORD: "" }, /found no REPLICATION_PASSWORD/],
    ["a password of two lines", { REPLICATION_PASSWORD: "canary\ncanary" }, /found a line break in REPLICATION_PASSWORD/],
    ["no name of the Pod", { POD: "" }, /found no POD/],
  ];
  for (const [what, env, expected] of misled) it(`refuse ${what}`, () => { refused(prepare(env), expected); });

  it("refuse files that are no data", () => {
    const volume = path.join(scripts.folder, "volume");
    const data = path.join(volume, "data");
    mkdirSync(data, { recursive: true });
    writeFileSync(path.join(data, "notes"), "");
    refused(prepare({ PGDATA: data, VOLUME: volume }), /found files but no PG_VERSION/);
    assert.ok(existsSync(path.join(data, "notes")));
  });

  it("change places when the primary is gone: the secondary is promoted by hand, and the old one comes back only as a copy", () => {
    primary.sql("INSERT INTO in_postgres VALUES (6)");
    good(verify(), /follows/);
    primary.crash();
    secondary.sql("SELECT pg_promote()");
    secondary.sql("INSERT INTO in_postgres VALUES (7)");
    assert.ok(!existsSync(standbySignal()));
    // What was promoted does not follow again by itself, whoever says so.
    refused(prepare({ PGHOST: "/nowhere" }), /follows no primary: it was a primary, or was promoted, and may hold what the present one lacks/);

    const old = { PGHOST: secondary.folder, POD: "postgres-0", PRIMARY: "postgres-1", PGDATA: primary.data, VOLUME: primary.folder };
    refused(prepare(old), /Nothing was changed\. If postgres-0 is to be the primary/);
    refused(prepare(old, "postgres-1 2026-11-22"), /Nothing was changed/);
    good(prepare(old, "postgres-0 2026-11-22"), /copied: it follows/);
    const back = new PostgresServer({ isEmpty: true, settings: [...forgetful, follows(secondary, passfile())] });
    try {
      cpSync(primary.data, back.data, { recursive: true });
      if (asUser.uid !== undefined) scripts.own(back.data);
      back.start();
      good(verify({ PGHOST: secondary.folder, SECONDARY_HOST: back.folder }), /follows/);
      assert.deepEqual(everythingIn(back), everythingIn(secondary));
      assert.equal(back.sql("SELECT count(*) FROM in_postgres WHERE n IN (6, 7)"), "2");
    } finally {
      back.stop();
    }
  });
});
