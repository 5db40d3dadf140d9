import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { ScriptFolder } from "../../../support/postgresScripts";

const missing = ["curl", "awk"].filter((tool) => spawnSync(tool, ["--help"]).error);
const everything = [
  "sys/mounts/yubikeys", "sys/auth/approle", "sys/policies/acl/kleidia-backend", "sys/policies/acl/kleidia-backup",
  "auth/approle/role/backend-openbao", "yubikeys/data/jwt-secret", "yubikeys/data/encryption-key",
];

interface Secret {
  readonly data: { readonly value: string };
  readonly options: { readonly cas: number };
}

/** As much of OpenBao as is asked here. It keeps what was written, by its path. */
class FakeOpenbao {
  readonly kept = new Map<string, unknown>();
  readonly written: string[] = [];
  health: number[] = [200];
  /** Paths that this token may not write to, and how often a new engine is not ready. */
  forbidden = new Set<string>();
  notReady = 0;
  readonly http = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const [status, body] = this.answer(request, Buffer.concat(chunks).toString());
      response.writeHead(status).end(JSON.stringify(body, undefined, 1));
    });
  });

  private answer({ url = "", method, headers }: http.IncomingMessage, text: string): [number, unknown] {
    const path = url.replace(/^\/v1\//, "");
    if (path === "sys/health") return [this.health.length > 1 ? this.health.shift()! : this.health[0]!, {}];
    if (headers["x-vault-token"] !== "canary") return [403, { errors: ["permission denied"] }];
    if (path.startsWith("yubikeys/") && this.kept.has("sys/mounts/yubikeys") && this.notReady-- > 0) return [400, { errors: ["Upgrading"] }];
    if (method === "POST") return this.write(path, text);
    if (path === "sys/mounts" || path === "sys/auth") {
      const names = [...this.kept.keys()].filter((key) => key.startsWith(`${path}/`)).map((key) => [`${key.slice(path.length + 1)}/`, { type: "x" }]);
      return [200, { data: { "token/": {}, ...Object.fromEntries(names) as object } }];
    }
    return this.kept.has(path) ? [200, { data: this.kept.get(path) }] : [404, { errors: [] }];
  }

  private write(path: string, text: string): [number, unknown] {
    if (this.forbidden.has(path)) return [403, { errors: ["permission denied"] }];
    const body: unknown = JSON.parse(text);
    // A second version of a secret is refused by its check-and-set.
    if (path.startsWith("yubikeys/") && (this.kept.has(path) || (body as Secret).options.cas !== 0)) return [400, {}];
    this.kept.set(path, body);
    this.written.push(path);
    return [200, {}];
  }
}

describe(`openbao-setup.sh${missing.length > 0 ? ` (skipped: found no ${missing.join(" and no ")})` : ""}`, function () {
  this.timeout(60_000);
  let scripts: ScriptFolder;
  let openbao: FakeOpenbao;
  let address: string;

  before(function () { if (missing.length > 0) this.skip(); });
  beforeEach(async () => {
    scripts = new ScriptFolder("platform");
    openbao = new FakeOpenbao();
    await new Promise<void>((resolve) => openbao.http.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(openbao.http.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    openbao.http.closeAllConnections();
    await new Promise((resolve) => openbao.http.close(resolve));
    scripts.remove();
  });

  async function setUp(more: Readonly<Record<string, string>> = {}) {
    const env = { BAO_ADDR: address, BAO_TOKEN_FILE: scripts.file("token", "canary\n"), PAUSE: "0.1", ...more };
    const { code, said } = await scripts.start("openbao-setup.sh", env).ended;
    assert.doesNotMatch(said, /canary/);
    for (const name of ["jwt-secret", "encryption-key"]) {
      const secret = openbao.kept.get(`yubikeys/data/${name}`) as Secret | undefined;
      if (secret) assert.ok(!said.includes(secret.data.value), name);
    }
    assert.deepEqual(readdirSync(scripts.folder).filter((name) => name.startsWith("tmp.")), [], "nothing secret stays");
    return { code, said };
  }

  it("makes everything that is missing, and the second time nothing", async () => {
    const first = await setUp();
    assert.equal(first.code, 0, first.said);
    assert.deepEqual(openbao.written, everything);
    const before = JSON.stringify([...openbao.kept]);
    const second = await setUp();
    assert.equal(second.code, 0, second.said);
    assert.equal(JSON.stringify([...openbao.kept]), before);
    assert.deepEqual(openbao.written, everything);
    assert.equal(second.said.match(/ is there$/gm)?.length, everything.length);
  });

  for (const one of everything) {
    it(`makes ${one} where that alone is missing`, async () => {
      for (const path of everything) if (path !== one) openbao.kept.set(path, { data: { value: "somebody's" }, policy: "somebody's" });
      const { code, said } = await setUp();
      assert.equal(code, 0, said);
      assert.deepEqual(openbao.written, [one]);
    });
  }

  it("gives the policies as their files have them, and random secrets of 32 bytes", async () => {
    await setUp();
    const { policy } = openbao.kept.get("sys/policies/acl/kleidia-backend") as { policy: string };
    assert.match(policy, /^# What the backend may do[^\n]*\n/);
    assert.match(policy, /\npath "yubikeys\/data\/jwt-secret" \{ capabilities = \["read", "update"\] \}\n/);
    const values = ["jwt-secret", "encryption-key"].map((name) => (openbao.kept.get(`yubikeys/data/${name}`) as Secret).data.value);
    assert.deepEqual(values.map((value) => Buffer.from(value, "base64").length), [32, 32]);
    assert.notEqual(values[0], values[1]);
    assert.deepEqual(openbao.kept.get("auth/approle/role/backend-openbao"),
      { token_policies: ["kleidia-backend"], token_period: "24h", secret_id_ttl: "0", secret_id_num_uses: 0 });
  });

  it("waits until OpenBao is initialised, unsealed and active, and until the new engine is ready", async () => {
    openbao.health = [501, 503, 429, 200];
    openbao.notReady = 3;
    const { code, said } = await setUp();
    assert.equal(code, 0, said);
    assert.deepEqual(openbao.written, everything);
  });

  it("says so where OpenBao does not come", async () => {
    openbao.health = [501];
    const { code, said } = await setUp({ WITHIN_SECONDS: "0" });
    assert.deepEqual([code, openbao.written], [1, []]);
    assert.match(said, /OpenBao is not initialised, unsealed and active, waited 0 s: bao operator init/);
  });

  it("stops at what the token may not do, and goes on from there with one that may", async () => {
    openbao.forbidden.add("sys/policies/acl/kleidia-backend");
    const { code, said } = await setUp();
    assert.deepEqual([code, openbao.written], [1, everything.slice(0, 2)]);
    assert.match(said, /can't make policy kleidia-backend, status 403: may this token\?/);
    openbao.forbidden.clear();
    assert.equal((await setUp()).code, 0);
    assert.deepEqual(openbao.written, everything);
    const none = await setUp({ BAO_TOKEN_FILE: scripts.file("other", "canary-wrong") });
    assert.equal(none.code, 1);
    assert.match(none.said, /can't read sys\/mounts: may this token\?/);
  });
});
