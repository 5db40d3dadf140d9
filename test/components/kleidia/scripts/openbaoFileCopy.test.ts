import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { ScriptFolder } from "../../../support/postgresScripts";

const missing = ["curl", "tar", "openssl"].filter((tool) => spawnSync(tool, ["--help"]).error);

describe(`openbao-file-copy.sh${missing.length > 0 ? ` (skipped: found no ${missing.join(" and no ")})` : ""}`, function () {
  this.timeout(60_000);
  let scripts: ScriptFolder;
  let cluster: http.Server;
  let address: string;
  let store: string;
  /** What was asked of the cluster, in order: `PATCH 0`, `GET pod`. */
  let asked: string[];
  /** How often the Pod is still there when it is asked for; and the status of each PATCH, the last for all that follow. */
  let stillThere: number;
  let patched: number[];
  let whenGone: () => void;
  let whenStarted: () => void;

  before(function () { if (missing.length > 0) this.skip(); });
  beforeEach(async () => {
    scripts = new ScriptFolder("platform");
    store = path.join(scripts.folder, "store");
    mkdirSync(path.join(store, "core", "hsm"), { recursive: true });
    writeFileSync(path.join(store, "core", "_master"), "sealed".repeat(10_000));
    writeFileSync(path.join(store, "core", "hsm", "_barrier"), "canary of the store");
    scripts.own(store);
    [asked, stillThere, patched, whenGone, whenStarted] = [[], 2, [200], () => undefined, () => undefined];
    cluster = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const say = (status: number) => void response.writeHead(status).end("{}");
        if (request.headers.authorization !== "Bearer canary") return say(401);
        if (request.url === "/api/v1/namespaces/kleidia/pods/bao-0") {
          asked.push("GET pod");
          if (stillThere-- > 0) return say(200);
          whenGone();
          return say(404);
        }
        assert.equal(`${request.method} ${request.url}`, "PATCH /apis/apps/v1/namespaces/kleidia/statefulsets/bao/scale");
        assert.equal(request.headers["content-type"], "application/merge-patch+json");
        asked.push(`PATCH ${(JSON.parse(Buffer.concat(chunks).toString()) as { spec: { replicas: number } }).spec.replicas}`);
        if (asked.at(-1) === "PATCH 1") whenStarted();
        say(patched.length > 1 ? patched.shift()! : patched[0]!);
      });
    });
    await new Promise<void>((resolve) => cluster.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(cluster.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    cluster.closeAllConnections();
    await new Promise((resolve) => cluster.close(resolve));
    scripts.remove();
  });

  const env = (more: Readonly<Record<string, string>> = {}) => ({
    API: address, TOKEN_FILE: scripts.file("token", "canary"), NAMESPACE: "kleidia", STATEFUL_SET: "bao", POD: "bao-0",
    FOLDERS: `store=${store}`, PAUSE: "0.1", ...more,
  });
  const copied = (more?: Readonly<Record<string, string>>) => scripts.start("openbao-file-copy.sh", env(more)).ended;
  const restored = (more: Readonly<Record<string, string>> = {}) =>
    scripts.start("folders-restore.sh", { FOLDERS: `store=${store}`, BACKUP: scripts.terminationMessage, ...more }).ended;

  it("stops the server, copies only when it is gone, and starts it again", async () => {
    let listed: readonly string[] | undefined;
    whenGone = () => { listed = scripts.listed; };
    const { code, said } = await copied();
    assert.equal(code, 0, said);
    assert.deepEqual(asked, ["PATCH 0", "GET pod", "GET pod", "GET pod", "PATCH 1"]);
    assert.deepEqual(listed, []);
    assert.deepEqual(scripts.listed, [scripts.terminationMessage]);
    assert.match(scripts.terminationMessage, /^platform-\d{8}-\d{6}$/);
    assert.doesNotMatch(said, /canary/);
  });

  it("has a copy that can be restored as it was, encrypted where a key is named", async () => {
    const key = { ENCRYPTION_KEY_FILE: scripts.file("key", "0123456789abcdef0123456789abcdef\n") };
    for (const more of [{}, key]) {
      assert.equal((await copied(more)).code, 0);
      const [master, barrier] = [path.join(store, "core", "_master"), path.join(store, "core", "hsm", "_barrier")];
      writeFileSync(master, "newer");
      rmSync(barrier);
      writeFileSync(path.join(store, "core", "_new"), "written since");
      const { code, said } = await restored(more);
      assert.equal(code, 0, said);
      assert.equal(readFileSync(master, "utf8"), "sealed".repeat(10_000));
      assert.equal(readFileSync(barrier, "utf8"), "canary of the store");
      assert.throws(() => readFileSync(path.join(store, "core", "_new")), /ENOENT/);
      [stillThere] = [0];
    }
  });

  it("starts the server again when the copy fails, and leaves nothing", async () => {
    const { code, said } = await copied({ FOLDERS: `store=${store}-elsewhere` });
    assert.equal(code, 1, said);
    assert.equal(asked.at(-1), "PATCH 1");
    assert.deepEqual(scripts.listed, []);
  });

  it("is an error where a file is written although the server is stopped", async () => {
    const tar = spawnSync("sh", ["-c", "command -v tar"], { encoding: "utf8" }).stdout.trim();
    scripts.program("tar", `case $* in *--sparse*) ${tar} "$@" && exit 1 ;; *) exec ${tar} "$@" ;; esac`);
    const { code, said } = await copied({ PATH: `${scripts.programs}:${process.env["PATH"]}` });
    assert.equal(code, 1, said);
    assert.match(said, /can't write store\.tar/);
    assert.equal(asked.at(-1), "PATCH 1");
  });

  it("copies nothing while the server goes on, and lets it", async () => {
    stillThere = 1000;
    const { code, said } = await copied({ WITHIN_SECONDS: "0" });
    assert.equal(code, 1);
    assert.match(said, /bao-0 did not stop within 0 s, nothing was copied/);
    assert.deepEqual([asked.at(-1), scripts.listed], ["PATCH 1", []]);
  });

  it("touches nothing where it may not stop the server", async () => {
    patched = [403];
    const { code, said } = await copied();
    assert.equal(code, 1);
    assert.match(said, /can't stop bao, status 403: may this account\?/);
    assert.deepEqual(asked, ["PATCH 0"]);
  });

  it("tries for a while to start the server, and says so where it can't", async () => {
    patched = [200, 503, 503, 200];
    const slow = await copied();
    assert.deepEqual([slow.code, asked.slice(-3)], [0, ["PATCH 1", "PATCH 1", "PATCH 1"]]);
    [patched, stillThere] = [[200, 503], 0];
    const never = await copied();
    assert.equal(never.code, 1);
    assert.match(never.said, /can't start bao again, status 503: run this Job again, or scale it to 1/);
  });

  it("starts the server again when it is ended in the middle of the copy", async () => {
    const tar = spawnSync("sh", ["-c", "command -v tar"], { encoding: "utf8" }).stdout.trim();
    scripts.program("tar", `case $* in *--sparse*) : >${scripts.folder}/copying; sleep 5; : >${scripts.folder}/copied ;; *) exec ${tar} "$@" ;; esac`);
    chmodSync(scripts.folder, 0o777);
    let copiedBefore: boolean | undefined;
    whenStarted = () => { copiedBefore = existsSync(path.join(scripts.folder, "copied")); };
    // Only the script itself is told, as the first process of a container.
    const wrapper = `sh ${scripts.folder}/scripts/openbao-file-copy.sh & script=$!
      until [ -e ${scripts.folder}/copying ]; do sleep 0.1; done; kill -TERM $script; wait $script`;
    writeFileSync(path.join(scripts.folder, "scripts", "ended.sh"), wrapper);
    const { code, said } = await scripts.start("ended.sh", env({ PATH: `${scripts.programs}:${process.env["PATH"]}` })).ended;
    assert.equal(code, 143, said);
    assert.deepEqual([asked.at(-1), copiedBefore], ["PATCH 1", false]);
    // What is left, if anything, counts as nothing.
    assert.deepEqual(scripts.listed.filter((name) => !name.endsWith(".partial")), []);
  });
});
