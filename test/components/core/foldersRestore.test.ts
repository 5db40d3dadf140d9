import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync,
  writeFileSync } from "node:fs";
import * as path from "node:path";
import * as fc from "fast-check";
import { clear, plant, plants, treeLines, type Plant } from "../../support/fileTrees";
import { FolderScripts, noGnuTar, shells } from "../../support/folderScripts";
import { asUser } from "../../support/postgresServer";

const key = "0123456789abcdef0123456789abcdef canary-of-the-key\n";

/** Trees that are always the same. */
const [first, second] = fc.sample(plants(20), { seed: 7, numRuns: 2 }) as [readonly Plant[], readonly Plant[]];

describe(`folders-restore.sh${noGnuTar}`, function () {
  this.timeout(300_000);
  let scripts: FolderScripts;

  before(function () { if (noGnuTar !== "") this.skip(); });
  beforeEach(() => { scripts = new FolderScripts("core", ["profile", "logs"]); });
  afterEach(() => { scripts.remove(); });

  const fill = (name: string, tree: readonly Plant[]) => {
    clear(scripts.at(name));
    plant(scripts.at(name), tree);
  };
  const lines = () => scripts.names.map((name) => treeLines(scripts.at(name)));
  const backUp = (more?: Readonly<Record<string, string>>) => scripts.backUp("folders-backup.sh", more);
  const restore = (backup: string, more: Readonly<Record<string, string>> = {}) =>
    scripts.run("folders-restore.sh", scripts.env({ BACKUP: backup, ...more }));

  it("makes any tree as it was, in every shell, encrypted or not, and a second time too", () => {
    fc.assert(fc.property(plants(), plants(), fc.constantFrom(...shells), fc.boolean(), (tree, other, shell, encrypted) => {
      scripts.noPrograms();
      scripts.asShell(shell);
      const more: Record<string, string> = encrypted ? { ENCRYPTION_KEY_FILE: scripts.file("key", key) } : {};
      fill("profile", tree);
      fill("logs", other);
      const original = lines();
      const backup = backUp(more);
      fill("profile", other);
      for (let time = 1; time <= 2; time += 1) {
        const { code, said } = restore(backup, more);
        assert.equal(code, 0, said);
        assert.doesNotMatch(said, /canary/);
        assert.deepEqual(lines(), original);
      }
    }), { numRuns: 12 });
  });

  it("keeps the link of DX Core's profile, holes, and what is called like an option", () => {
    const profile = scripts.at("profile");
    mkdirSync(path.join(profile, "prof_95_CF217", "-rf"), { recursive: true });
    symlinkSync("prof_95_CF217", path.join(profile, "prof"));
    writeFileSync(path.join(profile, "holes"), "");
    truncateSync(path.join(profile, "holes"), 200_000_000);
    spawnSync("chown", ["-Rh", `${asUser.uid ?? ""}:${asUser.gid ?? ""}`, profile]);
    const original = lines();
    const backup = backUp();
    assert.ok(statSync(path.join(scripts.backups, backup, "profile.tar")).size < 100_000);
    clear(profile);
    const { code, said } = restore(backup);
    assert.equal(code, 0, said);
    assert.deepEqual(lines(), original);
    assert.equal(statSync(path.join(profile, "holes")).blocks, 0);
  });

  it("rehearses without the real folders, and leaves nothing", () => {
    fill("profile", first);
    const backup = backUp();
    fill("profile", second);
    const original = lines();
    const before = readdirSync(scripts.folder);
    const { code, said } = scripts.run("folders-restore.sh", { BACKUP: backup, CHECK_ONLY: "1", FOLDERS: "profile=/nowhere" });
    assert.equal(code, 0, said);
    assert.match(said, /can be restored: it was, into folders of its own, and is equal/);
    assert.deepEqual(lines(), original);
    assert.deepEqual(readdirSync(scripts.folder), before);
  });

  it("leaves a volume's lost+found, which it can't read", () => {
    fill("profile", first);
    const lost = path.join(scripts.at("profile"), "lost+found");
    mkdirSync(lost, { mode: 0 });
    const backup = backUp();
    assert.equal(restore(backup).code, 0);
    assert.ok(existsSync(lost));
  });

  describe("when it is killed", () => {
    let backup: string;
    let restored: readonly (readonly string[])[];
    let before: readonly (readonly string[])[];
    beforeEach(() => {
      fill("profile", first.slice(0, 8));
      fill("logs", second.slice(0, 3));
      restored = lines();
      backup = backUp();
    });
    const change = () => {
      fill("profile", second.slice(0, 5));
      fill("logs", first.slice(5, 8));
      before = lines();
    };

    // Killed in the moment in which a folder that not even its owner may write to is moved, it stays writable to the owner.
    const ownersMayWrite = (all: readonly (readonly string[])[]) =>
      all.flat().map((line) => line.replace(/(?<= folder [0-7]?)[0145](?=[0-7]{2}$)/, (digit) => String(Number(digit) | 2))).join("\n");

    it("at any step, is followed by a run that ends equal", async () => {
      let step = 0;
      for (let ended = false; !ended;) {
        step += 1;
        change();
        const { code, said } = await scripts.killedAt(step, "folders-restore.sh", scripts.env({ BACKUP: backup }));
        ended = code === 0;
        assert.ok(code === 0 || code === null, said);
        // A run that can't succeed: either nothing was restored yet, or all is.
        scripts.program("df", "echo; echo none 1 1 0 100% /");
        const failed = restore(backup);
        assert.equal(failed.code, 1, failed.said);
        assert.match(failed.said, /found 0 KiB free on the volume/);
        const now = ownersMayWrite(lines());
        assert.ok([before, restored].some((known) => ownersMayWrite(known) === now), `a mix after step ${step}`);
        scripts.noPrograms();
        const again = restore(backup);
        assert.equal(again.code, 0, again.said);
        assert.deepEqual(lines(), restored, `step ${step}`);
      }
      assert.ok(step > 20, `${step} steps`);
    });

    it("lets no backup be made until it has run again", async () => {
      change();
      const killed = await scripts.killedAt(12, "folders-restore.sh", scripts.env({ BACKUP: backup }));
      assert.equal(killed.code, null);
      const { code, said } = scripts.run("folders-backup.sh", scripts.env());
      assert.equal(code, 1, said);
      assert.match(said, /\.stepwise-[a-z]* of a restore that did not finish, expected none: run that restore again/);
    });
  });

  describe("when something fails", () => {
    let backup: string;
    let changed: readonly unknown[];
    beforeEach(() => {
      fill("profile", first);
      fill("logs", second);
      backup = backUp();
      fill("profile", second);
      fill("logs", first);
      changed = lines();
    });
    const tar = spawnSync("sh", ["-c", "command -v tar"], { encoding: "utf8" }).stdout.trim();

    const failures: readonly [string, string, string, RegExp][] = [
      ["can't be unpacked", "tar", `case "$*" in *-x*) ${tar} "$@"; exit 2 ;; *) exec ${tar} "$@" ;; esac`, /can't unpack folder profile/],
      ["is unpacked in part", "tar", `case "$*" in *-x*) head -c 3072 | ${tar} "$@" ;; *) exec ${tar} "$@" ;; esac`, /profile is unpacked, but is not/],
      ["is unpacked with another content", "tar", `${tar} "$@" || exit; case "$*" in
        *-x*) find .. -path '*restore*' -type f -size -9 -exec sh -c 'chmod u+w "$1"; echo more >>"$1"' sh {} \\; ;; esac`, /is unpacked, but is not equal/],
      ["is unpacked with more than there was", "tar", `${tar} "$@" || exit
        for last do :; done; case "$*" in *-x*) chmod u+w "$last" && mkdir "$last/more" ;; esac`, /has not as many entries/],
      ["has no room", "df", "echo; echo none 1 1 3 100% /", /found 3 KiB free on the volume of .*profile, expected \d+ to unpack folder profile/],
      ["can't change places in the middle", "mv", `echo x >>"$0.count"; [ "$(wc -l <"$0.count")" -ne 9 ] || exit 1
        exec /bin/mv "$@"`, /can't put folder \w+ in the place of what is in [\s\S]* is put back/],
    ];
    for (const [what, tool, script, expected] of failures) {
      it(`puts back what was there when a folder ${what}`, () => {
        scripts.program(tool, script.replaceAll("find ..", `find '${scripts.folder}'`));
        const { code, said } = restore(backup);
        assert.equal(code, 1, said);
        assert.match(said, expected);
        assert.deepEqual(lines(), changed);
      });
    }

    it("refuses a real volume without room before anything is touched", function () {
      const owner = `uid=${asUser.uid ?? 0},mode=700,size=300k`;
      const mount = scripts.at("profile");
      clear(mount);
      if (asUser.uid === undefined || spawnSync("mount", ["-t", "tmpfs", "-o", owner, "tmpfs", mount]).status !== 0) this.skip();
      try {
        writeFileSync(path.join(mount, "much"), Buffer.alloc(160_000));
        const full = backUp();
        const { code, said } = restore(full);
        assert.equal(code, 1, said);
        assert.match(said, /found \d+ KiB free on the volume/);
        assert.deepEqual(readdirSync(mount), ["much"]);
      } finally {
        spawnSync("umount", [mount]);
      }
    });
  });

  describe("refuses before it touches anything", () => {
    let plain: string;
    let encrypted: string;
    let withKey: Record<string, string>;
    beforeEach(() => {
      fill("profile", first);
      plain = backUp();
      withKey = { ENCRYPTION_KEY_FILE: scripts.file("key", key) };
      encrypted = backUp(withKey);
      fill("profile", second);
    });

    function copy(from: string, alter: (folder: string) => void): string {
      const id = "core-20200101-000000";
      cpSync(path.join(scripts.backups, from), path.join(scripts.backups, id), { recursive: true });
      alter(path.join(scripts.backups, id));
      spawnSync("chown", ["-R", `${asUser.uid ?? ""}:${asUser.gid ?? ""}`, scripts.backups]);
      return id;
    }
    /** As who has no key, but may write, would. */
    function sealAnew(folder: string): void {
      const parts = readdirSync(folder).filter((part) => part !== "SHA256SUMS" && part !== "MAC").sort();
      const sums = parts.map((part) => `${createHash("sha256").update(readFileSync(path.join(folder, part))).digest("hex")}  ${part}\n`);
      writeFileSync(path.join(folder, "SHA256SUMS"), sums.join(""));
    }
    const shorten = (folder: string, part: string, bytes: number) => {
      chmodSync(path.join(folder, part), 0o600);
      truncateSync(path.join(folder, part), statSync(path.join(folder, part)).size - bytes);
    };

    const refused: readonly [string, () => string, () => Record<string, string>, RegExp][] = [
      ["a tar that is cut short", () => copy(plain, (at) => { shorten(at, "profile.tar", 4_000); }), () => ({}), /is cut short or was changed/],
      ["a tar that is cut short under a sum that fits", () => copy(plain, (at) => {
        shorten(at, "profile.tar", 11_111);
        sealAnew(at);
      }), () => ({}), /folder profile of backup core-20200101-000000 is cut short or can't be read/],
      ["a tar that is cut between two files", () => copy(plain, (at) => {
        truncateSync(path.join(at, "profile.tar"), 512);
        sealAnew(at);
      }), () => ({}), /folder profile of backup core-20200101-000000 is cut short or can't be read/],
      ["an encrypted tar that is cut short", () => copy(encrypted, (at) => {
        shorten(at, "profile.tar.enc", 512);
        sealAnew(at);
      }), () => withKey, /does not fit the key/],
      ["a part that is missing", () => copy(plain, (at) => { rmSync(path.join(at, "logs.tar")); }), () => ({}), /is cut short or was changed/],
      ["another key", () => encrypted, () => ({ ENCRYPTION_KEY_FILE: scripts.file("other", `canary ${key}`) }), /does not fit the key/],
      ["no key", () => encrypted, () => ({}), /is encrypted: set ENCRYPTION_KEY_FILE/],
      ["a plain backup where a key is set", () => plain, () => withKey, /is not encrypted, expected an encrypted one/],
      ["fewer folders than the backup has", () => plain, () => ({ FOLDERS: scripts.lists[0]! }),
        /found 'logs profile' as the folders in backup core-\d+-\d+, expected the same as in FOLDERS: 'profile'/],
      ["more folders than the backup has", () => plain, () => ({ FOLDERS: [...scripts.lists, `more=${scripts.folder}`].join("\n") }),
        /expected the same as in FOLDERS: 'logs more profile'/],
      ["a backup with databases", () => copy(plain, (at) => {
        writeFileSync(path.join(at, "databases"), "dam\n");
        sealAnew(at);
      }), () => ({}), /found databases in backup core-20200101-000000, expected folders alone/],
      ["a backup of another component", () => "data-20200101-000000", () => ({}), /found backup data-20200101-000000, expected one of core/],
      ["a path", () => "../core", () => ({}), /found BACKUP '..\/core', expected letters/],
      ["no folders", () => plain, () => ({ FOLDERS: "" }), /found no FOLDERS/],
    ];
    for (const [what, backup, more, expected] of refused) {
      it(what, () => {
        const before = lines();
        const { code, said } = restore(backup(), more());
        assert.equal(code, 1, said);
        assert.match(said, expected);
        assert.doesNotMatch(said, /canary/);
        assert.deepEqual(lines(), before);
      });
    }
  });
});
