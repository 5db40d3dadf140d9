import * as assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { FolderScripts, noGnuTar } from "../../support/folderScripts";
import { asUser } from "../../support/postgresServer";

const tar = spawnSync("sh", ["-c", "command -v tar"], { encoding: "utf8" }).stdout.trim();
const key = "0123456789abcdef0123456789abcdef\n";

describe(`folders-backup.sh${noGnuTar}`, function () {
  this.timeout(120_000);
  let scripts: FolderScripts;

  before(function () { if (noGnuTar !== "") this.skip(); });
  beforeEach(() => {
    scripts = new FolderScripts("core", ["profile"]);
    write("file", "canary in a file\n");
  });
  afterEach(() => { scripts.remove(); });

  function write(name: string, text: string | Buffer): string {
    const file = path.join(scripts.at("profile"), name);
    writeFileSync(file, text);
    scripts.own(file);
    return file;
  }
  const backUp = (more?: Readonly<Record<string, string>>) => scripts.run("folders-backup.sh", scripts.env(more));

  it("makes a folder that only its owner may read, and says its id in the termination message", () => {
    const { code, said } = backUp();
    assert.equal(code, 0, said);
    const [id, ...others] = scripts.listed;
    assert.deepEqual(others, []);
    assert.match(id!, /^core-\d{8}-\d{6}$/);
    assert.equal(scripts.terminationMessage, id);
    const folder = path.join(scripts.backups, id!);
    assert.deepEqual(readdirSync(folder).sort(), ["SHA256SUMS", "profile.tar"]);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(path.join(folder, "profile.tar")).mode & 0o777, 0o600);
  });

  it("encrypts names and contents", () => {
    const { code, said } = backUp({ ENCRYPTION_KEY_FILE: scripts.file("key", key) });
    assert.equal(code, 0, said);
    const folder = path.join(scripts.backups, scripts.listed[0]!);
    assert.deepEqual(readdirSync(folder).sort(), ["MAC", "SHA256SUMS", "profile.tar.enc"]);
    assert.doesNotMatch(readFileSync(path.join(folder, "profile.tar.enc"), "latin1"), /canary|ustar/);
  });

  it("keeps the settings in force as a part that is no folder", () => {
    const settings = '{\n  "replicas": 2\n}';
    scripts.file("scripts/settings.json", settings);
    for (const [env, name] of [[{}, "settings.json"], [{ ENCRYPTION_KEY_FILE: scripts.file("key", key) }, "settings.json.enc"]] as const) {
      const { code, said } = backUp(env);
      assert.equal(code, 0, said);
      const part = path.join(scripts.backups, scripts.terminationMessage, name);
      assert.equal(readFileSync(part, "utf8") === settings, name === "settings.json");
      const restore = () => scripts.run("folders-restore.sh", scripts.env({ ...env, BACKUP: scripts.terminationMessage }));
      const restored = restore();
      assert.equal(restored.code, 0, restored.said);
      writeFileSync(part, "{}");
      const changed = restore();
      assert.equal(changed.code, 1);
      assert.match(changed.said, /its files don't have the sums in SHA256SUMS/);
    }
  });

  /** A tar that says of the first folders that it packs that a file changed. */
  const changes = (times: number) => { scripts.program("tar", `case "$*" in *-c*) ${tar} "$@"; echo x >>"$0.count"
      [ "$(wc -l <"$0.count")" -gt ${times} ] || exit 1 ;; *) exec ${tar} "$@" ;; esac`); };
  for (const encrypted of [false, true]) {
    const env = () => encrypted ? { ENCRYPTION_KEY_FILE: scripts.file("key", key) } : {};
    describe(encrypted ? "encrypted" : "plain", () => {
      it("reads once more when a file changed, and says so", () => {
        changes(1);
        const { code, said } = backUp(env());
        assert.equal(code, 0, said);
        assert.match(said, /files of folder profile changed while they were read: it is read once more\nbackup core/);
      });

      it("takes what it has when a file changed again, and says so", () => {
        changes(2);
        const { code, said } = backUp(env());
        assert.equal(code, 0, said);
        assert.match(said, /files of folder profile changed again: those are as they were at the moment that each was read\nbackup core/);
        assert.deepEqual(readdirSync(path.join(scripts.backups, scripts.listed[0]!)).filter((name) => name.includes("changed")), []);
      });

      it("fails when a file changed that nothing may be writing to", () => {
        changes(1);
        const { code, said } = backUp({ ...env(), STOPPED: "1" });
        assert.equal(code, 1, said);
        assert.match(said, /can't write profile.tar of backup core-/);
        assert.deepEqual(scripts.listed, []);
      });

      it("fails on a file that it can't read, and leaves nothing", () => {
        chmodSync(write("secret", "canary"), 0);
        const { code, said } = backUp(env());
        assert.equal(code, 1, said);
        assert.match(said, /secret: Cannot open: Permission denied[\s\S]*can't write profile.tar of backup core-/);
        assert.deepEqual(scripts.listed, []);
        assert.equal(scripts.terminationMessage, "");
      });
    });
  }

  it("backs up while a server writes", async () => {
    const file = write("grows", Buffer.alloc(30_000_000, "a line\n"));
    const writer = spawn("sh", ["-c", `while :; do echo more; done >>'${file}'`], { ...asUser, stdio: "ignore" });
    const { code, said } = backUp();
    const ended = new Promise((resolve) => writer.on("close", resolve));
    writer.kill("SIGKILL");
    await ended;
    assert.equal(code, 0, said);
    assert.match(said, /changed while they were read/);
    const { code: restored, said: saidThen } = scripts.run("folders-restore.sh", scripts.env({ BACKUP: scripts.terminationMessage }));
    assert.equal(restored, 0, saidThen);
    assert.ok(statSync(file).size >= 30_000_000);
  });

  it("leaves only .partial when it is killed, and the next run works", async () => {
    scripts.program("tar", `case "$*" in *-c*) ${tar} "$@"; kill -9 0 ;; *) exec ${tar} "$@" ;; esac`);
    await scripts.start("folders-backup.sh", scripts.env()).ended;
    assert.equal(scripts.listed.length, 1);
    assert.match(scripts.listed[0]!, /\.partial$/);
    scripts.noPrograms();
    assert.equal(backUp().code, 0);
    assert.equal(scripts.listed.filter((name) => !name.endsWith(".partial")).length, 1);
  });

  it("leaves nothing that looks good when the disk is full", () => {
    write("large", Buffer.alloc(100_000));
    const full = ["sh", "-c", "ulimit -f 40; trap '' XFSZ; exec \"$@\"", "sh"];
    const { code, said } = scripts.run("folders-backup.sh", scripts.env(), full);
    assert.equal(code, 1, said);
    assert.match(said, /can't write profile.tar of backup core-/);
    assert.deepEqual(scripts.listed, []);
  });

  const refused: readonly [string, (profile: string) => string, RegExp][] = [
    ["no folders", () => "", /found no FOLDERS/],
    ["a folder that is not there", () => "profile=/nowhere", /found no folder \/nowhere, expected the mounted volume of profile/],
    ["a folder without a path", () => "profile", /found folder profile at 'profile', expected name=\/path/],
    ["a path that depends on where it runs", () => "profile=here", /found folder profile at 'here', expected name=\/path/],
    ["a name that is a path", (profile) => `../profile=${profile}`, /found the name of a folder '..\/profile', expected letters/],
    ["a name twice", (profile) => `one=${profile}\none=${profile}`, /found folder one twice in FOLDERS/],
  ];
  for (const [what, folders, expected] of refused) {
    it(`refuses ${what}`, () => {
      const { code, said } = backUp({ FOLDERS: folders(scripts.at("profile")) });
      assert.equal(code, 1, said);
      assert.match(said, expected);
      assert.deepEqual(scripts.listed, []);
    });
  }

  it("refuses an image without GNU tar", () => {
    scripts.program("tar", "echo 'tar: unrecognized option --version' >&2; exit 1");
    const { code, said } = backUp();
    assert.equal(code, 1, said);
    assert.match(said, /found no GNU tar in this image/);
  });

  it("refuses a folder that a restore left unfinished", () => {
    mkdirSync(path.join(scripts.at("profile"), ".stepwise-old"));
    const { code, said } = backUp();
    assert.equal(code, 1, said);
    assert.match(said, /found .*\/.stepwise-old of a restore that did not finish/);
  });
});
