import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fillWithData } from "../../support/postgresData";
import { ScriptFolder } from "../../support/postgresScripts";
import { PostgresServer, asUser, postgresBin } from "../../support/postgresServer";

const skipped = postgresBin === undefined ? " (skipped: found no PostgreSQL server with its clients)" : "";
const key = "0123456789abcdef0123456789abcdef canary-of-the-key";

describe(`postgres-backup.sh${skipped}`, function () {
  this.timeout(120_000);
  let server: PostgresServer;
  let scripts: ScriptFolder;

  before(function () {
    if (postgresBin === undefined) this.skip();
    server = new PostgresServer();
    fillWithData(server, 500);
  });
  after(() => { if (postgresBin !== undefined) server.stop(); });
  beforeEach(() => { scripts = new ScriptFolder(); });
  afterEach(() => { scripts.remove(); });

  const backUp = (env: Readonly<Record<string, string>> = {}, shell: readonly string[] = []) =>
    scripts.run("postgres-backup.sh", { ...server.env, ...env }, shell);

  it("makes a folder that only its owner may read, and says its id in the termination message", () => {
    const { code, said } = backUp();
    assert.equal(code, 0, said);
    const [id, ...others] = scripts.listed;
    assert.deepEqual(others, []);
    assert.match(id!, /^data-\d{8}-\d{6}$/);
    assert.equal(scripts.terminationMessage, id);
    const folder = path.join(scripts.backups, id!);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const parts = readdirSync(folder).sort();
    assert.deepEqual(parts, ["SHA256SUMS", "database-1.dump", "database-2.dump", "database-3.dump", "databases", "roles.sql"]);
    for (const part of parts) assert.equal(statSync(path.join(folder, part)).mode & 0o777, 0o600, part);
  });

  it("never prints a credential, and encrypts when there is a key", () => {
    const { code, said } = backUp({ ENCRYPTION_KEY_FILE: scripts.file("key", `${key}\n`) });
    assert.equal(code, 0, said);
    assert.doesNotMatch(said, /canary|SCRAM/);
    const folder = path.join(scripts.backups, scripts.listed[0]!);
    assert.ok(existsSync(path.join(folder, "MAC")));
    for (const part of readdirSync(folder)) {
      const text = readFileSync(path.join(folder, part), "latin1");
      assert.doesNotMatch(text, /canary|SCRAM|CREATE|PGDMP|kleidia/, part);
    }
  });

  for (const encrypted of [false, true]) {
    it(`keeps the settings in force as a part of ${encrypted ? "an encrypted" : "the"} backup, sealed and no dump`, () => {
      const settings = '{\n  "server": "canary"\n}';
      scripts.file("scripts/settings.json", settings);
      const env = encrypted ? { ENCRYPTION_KEY_FILE: scripts.file("key", `${key}\n`) } : {};
      const { code, said } = backUp(env);
      assert.equal(code, 0, said);
      const folder = path.join(scripts.backups, scripts.terminationMessage);
      const part = encrypted ? "settings.json.enc" : "settings.json";
      assert.match(readFileSync(path.join(folder, "SHA256SUMS"), "utf8"), new RegExp(`^[0-9a-f]{64}  ${part}$`, "m"));
      assert.equal(readFileSync(path.join(folder, part), "utf8") === settings, !encrypted);
      const asked = { ...server.env, ...env, BACKUP: scripts.terminationMessage, CHECK_ONLY: "1" };
      const rehearse = () => scripts.run("postgres-restore.sh", asked);
      const restored = rehearse();
      assert.equal(restored.code, 0, restored.said);
      writeFileSync(path.join(folder, part), "{}");
      const changed = rehearse();
      assert.equal(changed.code, 1);
      assert.match(changed.said, /its files don't have the sums in SHA256SUMS/);
    });
  }

  it("never overwrites: two in one second are two", async () => {
    const runs = await Promise.all([1, 2].map(() => scripts.start("postgres-backup.sh", server.env).ended));
    assert.deepEqual(runs.map(({ code }) => code), [0, 0], runs.map(({ said }) => said).join());
    assert.equal(scripts.listed.length, 2);
  });

  it("prunes what is past both the count and the days, but nothing unfinished or of another component", () => {
    const old = ["data-20200101-000000", "data-20200102-000000", "data-20200103-000000"];
    const others = ["data-more-20200101-000000", "data-2020", "other-20200101-000000"];
    const young = "data-20990101-000000.partial";
    const left = "data-20200104-000000.partial";
    for (const name of [...old, ...others, young, left]) mkdirSync(path.join(scripts.backups, name));
    utimesSync(path.join(scripts.backups, left), 0, 0);
    const first = backUp({ KEEP_COUNT: "3", KEEP_DAYS: "100000" });
    assert.equal(first.code, 0, first.said);
    assert.deepEqual(old.filter((name) => scripts.listed.includes(name)), old, "not old enough");
    const second = backUp({ KEEP_COUNT: "3", KEEP_DAYS: "30" });
    assert.equal(second.code, 0, second.said);
    assert.match(second.said, /pruned data-20200102-000000/);
    const own = scripts.listed.filter((name) => /^data-\d{8}-\d{6}$/.test(name));
    assert.equal(own[0], old[2], "kept by count");
    assert.equal(own.length, 3, "and the two new ones");
    for (const name of [...others, young]) assert.ok(scripts.listed.includes(name), name);
    assert.ok(!scripts.listed.includes(left));
  });

  it("says in the backup before which release it was taken, under its sums", () => {
    const { code, said } = backUp({ RELEASE: "2.3.0" });
    assert.equal(code, 0, said);
    const folder = path.join(scripts.backups, scripts.listed[0]!);
    assert.equal(readFileSync(path.join(folder, "release"), "utf8"), "2.3.0\n");
    assert.match(readFileSync(path.join(folder, "SHA256SUMS"), "utf8"), /  release$/m);
  });

  it("never prunes what a rollback over one of the last releases needs, however often a Job ran again", () => {
    const taken = (day: string, release?: string): string => {
      const id = `data-202001${day}-000000`;
      mkdirSync(path.join(scripts.backups, id));
      if (release !== undefined) writeFileSync(path.join(scripts.backups, id, "release"), `${release}\n`);
      scripts.own(path.join(scripts.backups, id));
      return id;
    };
    // Oldest first: the newest eight releases are 3 to 10, the last of which the run itself makes.
    const pruned = [taken("01", "1"), taken("02", "2"), taken("03", "2")];
    const [first, again, last] = [taken("04", "3"), taken("05", "3"), taken("06", "3")];
    const kept = [first, last, ...["4", "5", "6", "7", "8"].map((release, i) => taken(String(i + 10), release))];
    const unsaid = taken("17");
    kept.push(taken("18", "8"), taken("19", "9"));
    const { code, said } = backUp({ KEEP_COUNT: "1", KEEP_DAYS: "30", RELEASE: "10" });
    assert.equal(code, 0, said);
    assert.deepEqual(scripts.listed.filter((id) => id.startsWith("data-2020")), kept);
    for (const id of [...pruned, again, unsaid]) assert.match(said, new RegExp(`pruned ${id}\n`));
  });

  it("prunes nothing where it can't tell what a rollback needs", () => {
    const old = path.join(scripts.backups, "data-20200101-000000");
    mkdirSync(old);
    scripts.program("awk", "exit 1");
    const { code, said } = backUp({ KEEP_COUNT: "1", PATH: `${scripts.programs}:${server.env["PATH"]}` });
    assert.equal(code, 0, said);
    assert.match(said, /can't tell what a rollback needs, so nothing is pruned/);
    assert.ok(existsSync(old));
  });

  it("leaves nothing that looks good when the disk is full", () => {
    // A file may have 40 blocks of 512 bytes, and writing more is an error instead of a signal.
    const full = ["sh", "-c", "ulimit -f 40; trap '' XFSZ; exec \"$@\"", "sh"];
    const { code, said } = backUp({}, full);
    assert.equal(code, 1, said);
    assert.match(said, /can't write database-1.dump of backup data-/);
    assert.deepEqual(scripts.listed, []);
    assert.equal(scripts.terminationMessage, "");
    const encrypted = backUp({ ENCRYPTION_KEY_FILE: scripts.file("key", key) }, full);
    assert.equal(encrypted.code, 1, encrypted.said);
    assert.match(encrypted.said, /can't write database-1.dump of backup data-/);
    assert.deepEqual(scripts.listed, []);
  });

  it("fails on a real file system that is full", function () {
    const mount = path.join(scripts.folder, "mount");
    mkdirSync(mount);
    const owner = `uid=${asUser.uid ?? 0},mode=700,size=32k`;
    if (asUser.uid === undefined || spawnSync("mount", ["-t", "tmpfs", "-o", owner, "tmpfs", mount]).status !== 0) this.skip();
    try {
      const { code, said } = backUp({ BACKUPS: mount });
      assert.equal(code, 1, said);
      assert.deepEqual(readdirSync(mount), []);
    } finally {
      spawnSync("umount", [mount]);
    }
  });

  it("leaves only .partial when it is killed, and the next run works", async () => {
    server.sql("CREATE TABLE IF NOT EXISTS locked (n int)");
    // The dump waits for a lock, so the script is surely in the middle.
    const locked = await server.session("BEGIN; LOCK TABLE locked");
    const run = scripts.start("postgres-backup.sh", server.env);
    while (!scripts.listed.some((name) => existsSync(path.join(scripts.backups, name, "database-3.dump")))) await sleep(50);
    run.kill();
    await run.ended;
    await locked.end();
    assert.equal(scripts.listed.length, 1);
    assert.match(scripts.listed[0]!, /\.partial$/);
    const { code, said } = backUp();
    assert.equal(code, 0, said);
    assert.equal(scripts.listed.filter((name) => !name.endsWith(".partial")).length, 1);
  });

  it("fails when the server is killed in the middle, and works when it is back", async () => {
    server.sql("CREATE TABLE IF NOT EXISTS locked (n int)");
    const locked = await server.session("BEGIN; LOCK TABLE locked");
    const run = scripts.start("postgres-backup.sh", server.env);
    while (!scripts.listed.some((name) => existsSync(path.join(scripts.backups, name, "database-3.dump")))) await sleep(50);
    server.crash();
    const { code, said } = await run.ended;
    await locked.end();
    server.start();
    assert.equal(code, 1, said);
    assert.deepEqual(scripts.listed, []);
    assert.equal(backUp().code, 0);
  });

  const refused: readonly [string, Readonly<Record<string, string>>, RegExp][] = [
    ["a wrong password", { PGPASSWORD: "canary-wrong" }, /can't log in or is no superuser/],
    ["a user that is no superuser", { PGUSER: "app", PGPASSWORD: "canary-of-the-app" }, /app can't log in or is no superuser/],
    ["no server", { PGHOST: "/nowhere", CONNECT_SECONDS: "1" }, /found no PostgreSQL server at \/nowhere/],
    ["a component that is a path", { COMPONENT: "../data" }, /found COMPONENT '..\/data', expected letters/],
    ["no folder", { BACKUPS: "/nowhere" }, /found no folder \/nowhere/],
    ["a count that is none", { KEEP_COUNT: "many" }, /found KEEP_COUNT 'many', expected a whole number/],
    ["no host", { PGHOST: "" }, /found no PGHOST/],
    ["a key file that is not there", { ENCRYPTION_KEY_FILE: "/nowhere" }, /found no readable file \/nowhere/],
  ];
  for (const [what, env, expected] of refused) {
    it(`refuses ${what}`, () => {
      const { code, said } = backUp(env);
      assert.equal(code, 1, said);
      assert.match(said, expected);
      assert.doesNotMatch(said, /canary/);
      assert.deepEqual(scripts.listed, []);
    });
  }

  it("refuses a short key without saying it", () => {
    const { code, said } = backUp({ ENCRYPTION_KEY_FILE: scripts.file("key", "canary\n") });
    assert.equal(code, 1);
    assert.match(said, /found a key of 6 characters/);
    assert.doesNotMatch(said, /canary/);
  });
});
