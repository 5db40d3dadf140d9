import * as assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { projectRoot } from "../../../releases/projectRoot";

interface FakeServer {
  template: string;
  version: string;
  /** 200 active, 429 standby, 503 sealed. */
  status: number;
}

/** A cluster's API and the servers of a StatefulSet behind one port. A Pod that is deleted comes back with the newest template. */
class FakeCluster {
  readonly deleted: string[] = [];
  /** What a replaced server comes back as. */
  comesBack: Partial<FakeServer> = {};
  observed = 7;
  mayDelete = true;
  private readonly http: Server;
  private readonly folder = mkdtempSync(path.join(tmpdir(), "stepwise-replace-"));

  constructor(readonly servers: Record<string, FakeServer>) {
    this.http = createServer(({ url = "", method, headers }, response) => {
      const [, first, name = ""] = /^\/(api|apis|health)\/.*?([\w-]+)$/.exec(url) ?? [];
      const answer = (status: number, body: string) => void response.writeHead(status).end(body);
      if (first !== "health" && headers.authorization !== "Bearer canary") return answer(401, "");
      if (first === "apis") {
        return answer(200, JSON.stringify({
          metadata: { name, generation: 7, managedFields: [{ fieldsV1: { "f:updateRevision": {}, "f:observedGeneration": {} } }] },
          status: { observedGeneration: this.observed, currentRevision: "bao-old", updateRevision: "bao-new" },
        }, null, 1));
      }
      const server = this.servers[name];
      if (!server) return answer(404, "");
      if (first === "health") return answer(server.status, `{"version":"${server.version}"}`);
      if (method !== "DELETE") {
        return answer(200, JSON.stringify({ metadata: { labels: { app: "bao", "controller-revision-hash": server.template } } }));
      }
      if (!this.mayDelete) return answer(403, "");
      this.deleted.push(name);
      const wasActive = server.status === 200;
      Object.assign(server, { template: "bao-new", version: "2.4.4", status: 429 }, this.comesBack);
      // Another server takes over.
      const next = Object.values(this.servers).find((other) => other !== server && other.status === 429);
      if (wasActive) (next ?? server).status = this.comesBack.status ?? 200;
      return answer(200, "{}");
    });
  }

  async replace(seconds = 20, more: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; output: string }> {
    await new Promise<void>((listening) => this.http.listen(0, "127.0.0.1", listening));
    const here = `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
    const token = path.join(this.folder, "token");
    writeFileSync(token, "canary");
    const script = spawn("sh", [path.join(projectRoot, "components/core/scripts/replace-servers.sh")], {
      env: {
        PATH: process.env["PATH"] ?? "", NO_PROXY: "*", API: here, TOKEN_FILE: token, NAMESPACE: "kleidia", STATEFUL_SET: "bao", PAUSE: "0.1",
        EXPECTED: '"version":"2.4.4"', WITHIN_SECONDS: String(seconds), ...more,
        SERVERS: Object.keys(this.servers).map((name) => `${name} ${here}/health/${name}`).join("\n"),
      },
    });
    let output = "";
    for (const stream of [script.stdout, script.stderr]) stream.on("data", (text: Buffer) => { output += text.toString(); });
    const code = await new Promise<number | null>((closed) => script.on("close", closed));
    assert.doesNotMatch(output, /canary/);
    return { code, output };
  }

  close(): void {
    this.http.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const old = (status: number): FakeServer => ({ template: "bao-old", version: "2.4.1", status });
const current = (status: number): FakeServer => ({ template: "bao-new", version: "2.4.4", status });

describe("replace-servers.sh", function () {
  this.timeout(40_000);
  let cluster: FakeCluster;
  const given = (servers: Record<string, FakeServer>): FakeCluster => (cluster = new FakeCluster(servers));
  afterEach(() => cluster.close());

  for (const active of [0, 1, 2]) {
    it(`replaces standbys first and the active server last, bao-${active} being it`, async () => {
      const servers = [0, 1, 2].map((i) => [`bao-${i}`, old(i === active ? 200 : 429)] as const);
      const { code, output } = await given(Object.fromEntries(servers)).replace();
      assert.equal(code, 0, output);
      assert.deepEqual(cluster.deleted, [...[0, 1, 2].filter((i) => i !== active), active].map((i) => `bao-${i}`));
      assert.deepEqual([...new Set(Object.values(cluster.servers).map(({ version }) => version))], ["2.4.4"]);
    });
  }

  it("leaves alone what has the newest template, and a single server is replaced all the same", async () => {
    const some = await given({ "bao-0": current(429), "bao-1": current(200), "bao-2": old(429) }).replace();
    assert.deepEqual([some.code, cluster.deleted], [0, ["bao-2"]]);
    cluster.close();
    const none = await given({ "bao-0": current(501) }).replace();
    assert.deepEqual([none.code, cluster.deleted], [0, []]);
    cluster.close();
    const single = await given({ "bao-0": old(200) }).replace();
    assert.deepEqual([single.code, cluster.deleted], [0, ["bao-0"]]);
  });

  it("touches no other server when one does not come back unsealed", async () => {
    given({ "bao-0": old(429), "bao-1": old(429), "bao-2": old(200) }).comesBack = { status: 503 };
    const { code, output } = await cluster.replace(1);
    assert.deepEqual([code, cluster.deleted], [1, ["bao-0"]]);
    assert.match(output, /bao-0 did not come back unsealed with "version":"2\.4\.4".*no other server was touched/);
  });

  it("touches no other server when one comes back with another version", async () => {
    given({ "bao-0": old(429), "bao-1": old(429), "bao-2": old(200) }).comesBack = { version: "2.4.1" };
    assert.deepEqual([(await cluster.replace(1)).code, cluster.deleted], [1, ["bao-0"]]);
  });

  it("touches none while another is sealed", async () => {
    const { code, output } = await given({ "bao-0": old(429), "bao-1": old(503), "bao-2": old(200) }).replace(1);
    assert.deepEqual([code, cluster.deleted], [1, []]);
    assert.match(output, /bao-1 is not unsealed, expected that before bao-0 is replaced/);
  });

  it("touches none before the cluster has taken note of the change, nor where it may not", async () => {
    given({ "bao-0": old(200) }).observed = 6;
    const early = await cluster.replace(1);
    assert.deepEqual([early.code, cluster.deleted], [1, []]);
    assert.match(early.output, /has not taken note of its change/);
    cluster.close();
    given({ "bao-0": old(200) }).mayDelete = false;
    const refused = await cluster.replace();
    assert.equal(refused.code, 1);
    assert.match(refused.output, /can't delete the Pod bao-0: may this account\?/);
  });

  for (const newer of ["2.4.5", "2.4.10", "2.5.0-beta20251125", "2.10.0"]) {
    it(`touches none where one is ${newer} and would become older, unless a backup was restored`, async () => {
      const servers = () => ({ "bao-0": old(429), "bao-1": { ...old(429), version: newer }, "bao-2": old(200) });
      const { code, output } = await given(servers()).replace();
      assert.deepEqual([code, cluster.deleted], [1, []]);
      assert.match(output, new RegExp(`bao-1 is ${newer.replace(/-.*/, "")} and would become 2\\.4\\.4, which must not be given newer data; no server was touched`));
      cluster.close();
      assert.equal((await given(servers()).replace(20, { MAY_BE_OLDER: "1" })).code, 0);
    });
  }

  it("replaces an older one, however it is written, and one that is the same", async () => {
    const versions = ["2.4.4-beta1", "2.4.3", "2.4.4", "v2.4.0"].map((version, i) => [`bao-${i}`, { ...old(i === 0 ? 200 : 429), version }] as const);
    const { code, output } = await given(Object.fromEntries(versions)).replace();
    assert.deepEqual([code, cluster.deleted.length], [0, 4], output);
  });

  it("goes on where an earlier run was cut off", async () => {
    const { code } = await given({ "bao-0": current(429), "bao-1": old(429), "bao-2": old(200) }).replace();
    assert.deepEqual([code, cluster.deleted], [0, ["bao-1", "bao-2"]]);
  });
});
