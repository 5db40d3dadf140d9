import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ScriptFolder } from "../../../support/postgresScripts";

const missing = ["curl", "tar", "openssl"].filter((tool) => spawnSync(tool, ["--help"]).error);
const token = "canary-of-the-token";
const key = "0123456789abcdef0123456789abcdef canary-of-the-key\n";

/** A snapshot as OpenBao makes one, or one with something wrong. */
function snapshot(alter: (members: Map<string, string>) => void = () => undefined): Buffer {
  const members = new Map([["meta.json", '{"Index":10,"Term":2}'], ["state.bin", "sealed state ".repeat(20_000)]]);
  const sum = (name: string) => `${createHash("sha256").update(members.get(name)!).digest("hex")}  ${name}\n`;
  members.set("SHA256SUMS", sum("meta.json") + sum("state.bin"));
  members.set("SHA256SUMS.sealed", "sealed sums");
  alter(members);
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-snapshot-"));
  for (const [name, text] of members) writeFileSync(path.join(folder, name), text);
  const { stdout } = spawnSync("tar", ["-czf", "-", ...members.keys()], { cwd: folder, maxBuffer: 1 << 26 });
  rmSync(folder, { recursive: true });
  return stdout;
}

describe(`openbao-snapshot.sh and openbao-restore.sh${missing.length > 0 ? ` (skipped: found no ${missing.join(" and no ")})` : ""}`, function () {
  let scripts: ScriptFolder;
  let server: http.Server;
  let address: string;
  let served: { body: Buffer; cutAt?: number; status?: number };
  let restored: { path: string; body: Buffer } | undefined;
  let answerToRestore: number;
  let health: number[];
  let login: unknown;

  before(function () { if (missing.length > 0) this.skip(); });
  beforeEach(async () => {
    scripts = new ScriptFolder("bao");
    served = { body: snapshot() };
    restored = undefined;
    answerToRestore = 204;
    health = [200];
    server = http.createServer((request, response) => { answer(request, response); });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    scripts.remove();
  });

  function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const say = (status: number, text: string | Buffer = "") => { response.writeHead(status).end(text); };
      if (request.url === "/v1/sys/health") return say(health.length > 1 ? health.shift()! : health[0]!);
      if (request.url === "/v1/auth/kubernetes/login") {
        login = JSON.parse(body.toString());
        return say(200, JSON.stringify({ auth: { client_token: token, accessor: "canary-accessor" } }));
      }
      if (request.headers["x-vault-token"] !== token) return say(403, '{"errors":["permission denied"]}');
      if (request.method === "POST") {
        restored = { path: request.url!, body };
        return say(answerToRestore);
      }
      if (served.status !== undefined) return say(served.status, '{"errors":["raft storage is not in use"]}');
      if (served.cutAt === undefined) return say(200, served.body);
      response.writeHead(200, { "content-length": served.body.length });
      response.write(served.body.subarray(0, served.cutAt), () => response.destroy());
    });
  }

  const env = (more: Readonly<Record<string, string>> = {}) =>
    ({ BAO_ADDR: address, BAO_TOKEN_FILE: scripts.file("token", `${token}\n`), HEALTH_SECONDS: "0", ...more });
  const take = (more?: Readonly<Record<string, string>>) => scripts.start("openbao-snapshot.sh", env(more)).ended;
  const restore = (more?: Readonly<Record<string, string>>) =>
    scripts.start("openbao-restore.sh", env({ BACKUP: scripts.terminationMessage, ...more })).ended;

  it("takes a snapshot and gives it back byte for byte", async () => {
    const taken = await take();
    assert.equal(taken.code, 0, taken.said);
    assert.match(scripts.terminationMessage, /^bao-\d{8}-\d{6}$/);
    assert.deepEqual(scripts.listed, [scripts.terminationMessage]);
    assert.deepEqual(readFileSync(path.join(scripts.backups, scripts.terminationMessage, "raft.snap")), served.body);
    const { code, said } = await restore();
    assert.equal(code, 0, said);
    assert.deepEqual(restored, { path: "/v1/sys/storage/raft/snapshot", body: served.body });
    assert.doesNotMatch(taken.said + said, /canary/);
  });

  it("logs in as a service account, encrypts, and forces when asked", async () => {
    const account = { BAO_TOKEN_FILE: "", BAO_ROLE: "backup", SERVICE_ACCOUNT_TOKEN: scripts.file("account", "canary.jwt"),
      ENCRYPTION_KEY_FILE: scripts.file("key", key) };
    const taken = await take(account);
    assert.equal(taken.code, 0, taken.said);
    assert.deepEqual(login, { role: "backup", jwt: "canary.jwt" });
    const folder = path.join(scripts.backups, scripts.terminationMessage);
    assert.deepEqual(readdirSync(folder).sort(), ["MAC", "SHA256SUMS", "raft.snap.enc"]);
    const plain = await restore();
    assert.equal(plain.code, 1);
    assert.match(plain.said, /is encrypted: set ENCRYPTION_KEY_FILE/);
    const { code, said } = await restore({ ...account, FORCE: "1" });
    assert.equal(code, 0, said);
    assert.deepEqual(restored, { path: "/v1/sys/storage/raft/snapshot-force", body: served.body });
    assert.doesNotMatch(taken.said + said, /canary/);
    assert.deepEqual(readdirSync(scripts.folder).filter((name) => name.startsWith("tmp.")), [], "no request or token stays");
  });

  it("keeps the settings in force as a part of the backup, sealed like the rest", async () => {
    const settings = '{\n  "servers": 3\n}';
    writeFileSync(path.join(scripts.folder, "scripts", "settings.json"), settings);
    const taken = await take();
    assert.equal(taken.code, 0, taken.said);
    const file = path.join(scripts.backups, scripts.terminationMessage, "settings.json");
    assert.equal(readFileSync(file, "utf8"), settings);
    assert.equal((await restore()).code, 0);
    writeFileSync(file, '{ "servers": 5 }');
    const changed = await restore();
    assert.equal(changed.code, 1);
    assert.match(changed.said, /its files don't have the sums in SHA256SUMS/);
    const encrypted = { ENCRYPTION_KEY_FILE: scripts.file("key", key) };
    assert.equal((await take(encrypted)).code, 0);
    assert.deepEqual(readdirSync(path.join(scripts.backups, scripts.terminationMessage)).sort(), ["MAC", "SHA256SUMS", "raft.snap.enc", "settings.json.enc"]);
  });

  const sumsOfOther = (members: Map<string, string>) => { members.set("state.bin", `${members.get("state.bin")!}!`); };
  const broken: readonly [string, () => void, RegExp][] = [
    ["that is cut off", () => { served.cutAt = Math.floor(served.body.length / 2); }, /can't write raft.snap/],
    ["that is cut short under a length that fits", () => { served.body = served.body.subarray(0, -20); }, /cut short or no gzip file/],
    ["whose state has another sum", () => { served.body = snapshot(sumsOfOther); }, /state.bin in backup .* does not have the sum/],
    ["without sealed sums", () => { served.body = snapshot((members) => members.delete("SHA256SUMS.sealed")); }, /is no whole snapshot/],
    ["with a file too many", () => { served.body = snapshot((members) => members.set("more", "")); }, /is no whole snapshot/],
    ["that is a page", () => { served.body = Buffer.from("<html>canary</html>"); }, /cut short or no gzip file/],
    ["that is empty", () => { served.body = Buffer.alloc(0); }, /cut short or no gzip file/],
    ["that there is none of, with file storage", () => { served.status = 400; }, /can't write raft.snap/],
    ["that a standby does not have", () => { served.status = 307; }, /is no whole|no gzip file|can't write/],
  ];
  for (const [what, alter, expected] of broken) {
    it(`refuses a snapshot ${what}, and leaves nothing`, async () => {
      alter();
      const { code, said } = await take();
      assert.equal(code, 1, said);
      assert.match(said, expected);
      assert.deepEqual(scripts.listed, []);
      assert.ok(!existsSync(scripts.terminationLog));
      assert.doesNotMatch(said, /canary/);
    });
  }

  it("refuses a wrong token, both ways", async () => {
    const wrong = { BAO_TOKEN_FILE: scripts.file("wrong", "canary-wrong") };
    assert.equal((await take(wrong)).code, 1);
    assert.equal((await take()).code, 0);
    const { code, said } = await restore(wrong);
    assert.equal(code, 1);
    assert.match(said, /refused the token with status 403/);
    assert.doesNotMatch(said, /canary/);
  });

  it("looks at a backup alone when only a check is asked for", async () => {
    await take();
    const { code, said } = await restore({ CHECK_ONLY: "1", BAO_ADDR: "" });
    assert.equal(code, 0, said);
    assert.equal(restored, undefined);
  });

  it("sends nothing of a backup that was changed", async () => {
    await take();
    writeFileSync(path.join(scripts.backups, scripts.terminationMessage, "raft.snap"), snapshot(sumsOfOther));
    const { code, said } = await restore();
    assert.equal(code, 1);
    assert.match(said, /is cut short or was changed/);
    assert.equal(restored, undefined);
  });

  const ends: readonly [string, () => void, Readonly<Record<string, string>>, number, RegExp][] = [
    ["waits until OpenBao is active", () => { health = [501, 503, 429]; }, { HEALTH_SECONDS: "30" }, 0, /OpenBao is active/],
    ["says that it is sealed", () => { health = [503]; }, {}, 1, /is restored, but OpenBao is sealed: unseal it/],
    ["says that it is not active", () => { health = [501]; }, {}, 1, /is not active again: status 501/],
    ["says what a refusal may mean", () => { answerToRestore = 400; }, {}, 1, /refused backup .* other unseal keys/],
    ["says the status", () => { answerToRestore = 500; }, {}, 1, /did not take backup .*: status 500/],
  ];
  for (const [what, alter, more, expected, words] of ends) {
    it(`${what} after a restore`, async () => {
      await take();
      alter();
      const { code, said } = await restore(more);
      assert.equal(code, expected, said);
      assert.match(said, words);
    });
  }

  for (const [what, more, expected] of [
    ["no address", { BAO_ADDR: "" }, /found no BAO_ADDR/],
    ["a user in the address", { BAO_ADDR: "http://user:canary@127.0.0.1" }, /found a user in BAO_ADDR/],
    ["a role that is JSON", { BAO_TOKEN_FILE: "", BAO_ROLE: 'a","b":"' }, /found BAO_ROLE/],
    ["no token", { BAO_TOKEN_FILE: "/nowhere" }, /found no token in \/nowhere/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, said } = await take(more);
      assert.equal(code, 1, said);
      assert.match(said, expected);
      assert.doesNotMatch(said, /canary/);
    });
  }
});
