import * as assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import * as http2 from "node:http2";
import * as https from "node:https";
import * as net from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { verifyScript } from "../../../components/halo/verifyScript";

const has = (command: string, args: readonly string[], feature: RegExp) => {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 && feature.test(stdout);
};
const missing = [
  ...(has("openssl", ["version"], /^OpenSSL/) ? [] : ["openssl"]),
  ...(has("curl", ["--version"], /\bHTTP2\b/) ? [] : ["curl with HTTP/2"]),
];
const skipped = missing.length === 0 ? "" : ` (skipped: found no ${missing.join(" and no ")})`;

/** Runs the script for real, with curl and certificates, against servers that behave well and badly. */
describe(`the script that verifies servers${skipped}`, function () {
  this.timeout(60_000);
  let folder: string;
  const open: (net.Server | http2.Http2SecureServer)[] = [];
  const file = (name: string) => path.join(folder, name);
  const files = (name: string, roots = "ours") =>
    ({ key: readFileSync(file(`${name}.key`)), cert: readFileSync(file(`${name}.pem`)), ca: readFileSync(file(`${roots}.pem`)) });

  before(function () {
    if (missing.length > 0) this.skip();
    folder = mkdtempSync(path.join(tmpdir(), "stepwise-verify-"));
    authority("ours");
    authority("others");
    certificate("component", "ours", "localhost");
    certificate("elsewhere", "ours", "elsewhere.example.org");
    certificate("stranger", "others", "localhost");
    program("sleep", `echo slept >>"${file("log")}"`);
  });
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });
  after(() => { if (missing.length === 0) rmSync(folder, { recursive: true }); });

  function openssl(...args: readonly string[]): void {
    const { status, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  }

  const newKey = (name: string) => ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${name}.key`];

  function authority(name: string): void {
    openssl(...newKey(name), "-x509", "-days", "2", "-subj", `/CN=${name}`, "-out", `${name}.pem`);
  }

  function certificate(name: string, by: string, host: string): void {
    writeFileSync(file("extensions"), `subjectAltName=DNS:${host}\n`);
    openssl(...newKey(name), "-subj", `/CN=${name}`, "-out", `${name}.csr`);
    openssl("x509", "-req", "-in", `${name}.csr`, "-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-CAcreateserial", "-days", "1",
      "-extfile", "extensions", "-out", `${name}.pem`);
  }

  function program(name: string, script: string): void {
    writeFileSync(file(name), `#!/bin/sh\n${script}\n`);
    chmodSync(file(name), 0o755);
  }

  async function listening<Server extends net.Server | http2.Http2SecureServer>(server: Server): Promise<number> {
    open.push(server);
    // Badly behaved clients and servers are looked at from the other side.
    server.on("tlsClientError", () => undefined);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return (server.address() as net.AddressInfo).port;
  }

  /** Runs it beside these certificates; says what it ended with, what it printed, and how often it waited. */
  async function verify(addresses: readonly string[], { own = "component", roots = "ours" } = {}) {
    if (existsSync(file("log"))) rmSync(file("log"));
    const beside = mkdtempSync(file("files-"));
    for (const [name, from] of [["tls.pem", `${own}.pem`], ["tls.key", `${own}.key`], ["roots.pem", `${roots}.pem`]] as const) {
      if (existsSync(file(from))) writeFileSync(path.join(beside, name), readFileSync(file(from)));
    }
    const child = spawn("sh", ["-c", verifyScript, "verify", ...addresses], {
      cwd: beside,
      // A proxy is none of its business.
      env: { PATH: `${folder}:/usr/bin:/bin`, https_proxy: "http://127.0.0.1:1", http_proxy: "http://127.0.0.1:1" },
    });
    let said = "";
    let complained = "";
    child.stdout.on("data", (data: Buffer) => { said += data.toString(); });
    child.stderr.on("data", (data: Buffer) => { complained += data.toString(); });
    const status = await new Promise<number | null>((done) => child.on("close", done));
    assert.doesNotMatch(said + complained, /PRIVATE|BEGIN/);
    const log = existsSync(file("log")) ? readFileSync(file("log"), "utf8") : "";
    return { status, said, complained, waits: log.split("\n").length - 1 };
  }

  type Headers = http2.OutgoingHttpHeaders;
  const frame = (...message: readonly number[]) => Buffer.from([0, 0, 0, 0, message.length, ...message]);
  const refusal = (status: number): Headers => ({ ":status": 200, "content-type": "application/grpc", "grpc-status": status });

  /** A server as Halo's are: HTTP/2, TLS 1.3, and clients have to show a certificate of ours. */
  function grpcServer(answer: (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void, name = "component", roots = "ours") {
    const server = http2.createSecureServer({ ...files(name, roots), requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.3" });
    server.on("stream", (stream, headers) => {
      stream.on("error", () => undefined);
      answer(stream, headers);
    });
    server.on("sessionError", () => undefined);
    return listening(server);
  }
  const unimplemented = (stream: http2.ServerHttp2Stream) => stream.respond(refusal(12), { endStream: true });
  const health = (...message: readonly number[]) => (stream: http2.ServerHttp2Stream) => {
    stream.resume().on("end", () => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(frame(...message));
    });
  };

  it("takes a gRPC server's answer over mutual TLS, and asks it as gRPC asks", async () => {
    const asked: unknown[] = [];
    const port = await grpcServer((stream, headers) => {
      const body: Buffer[] = [];
      stream.on("data", (data: Buffer) => body.push(data));
      stream.on("end", () => {
        asked.push([headers[":method"], headers[":path"], headers[":authority"], headers["content-type"], headers["te"], [...Buffer.concat(body)]]);
        unimplemented(stream);
      });
    });
    const { status, said, complained, waits } = await verify([`grpc://127.0.0.1:${port}`]);
    assert.deepEqual([status, said, complained, waits], [0, `grpc://127.0.0.1:${port} answers gRPC over mutual TLS\n`, "", 0]);
    assert.deepEqual(asked, [["POST", "/grpc.health.v1.Health/Check", `localhost:${port}`, "application/grpc", "trailers", [0, 0, 0, 0, 0]]]);
  });

  it("takes a server with its health service there when that says SERVING, and no other", async () => {
    const serving = await grpcServer(health(8, 1));
    assert.match((await verify([`grpc://127.0.0.1:${serving}`])).said, /is serving, over mutual TLS/);
    for (const message of [[8, 2], [8, 0], []]) {
      const port = await grpcServer(health(...message));
      const { status, complained } = await verify([`grpc://127.0.0.1:${port}`]);
      assert.deepEqual([status, complained], [1, `grpc://127.0.0.1:${port}: says that it is not serving\n`]);
    }
  });

  it("does not take a server whose calls fail", async () => {
    for (const code of [13, 14, 16]) {
      const port = await grpcServer((stream) => stream.respond(refusal(code), { endStream: true }));
      const { status, complained, waits } = await verify([`grpc://127.0.0.1:${port}`]);
      assert.deepEqual([status, waits], [1, 29]);
      assert.match(complained, new RegExp(`answers HTTP/2 200 and gRPC status ${code}, expected HTTP/2 200 and 12`));
    }
  });

  it("sees that a server does not accept the component's certificate, though TLS 1.3 ends its handshake before", async () => {
    const port = await grpcServer(unimplemented, "component", "others");
    const { status, complained } = await verify([`grpc://127.0.0.1:${port}`]);
    assert.equal(status, 1);
    // What curl sees of it depends on who is quicker.
    assert.match(complained, /\(curl: (16|18|35|55|56|92)\)$/m);
  });

  it("gives up at once on a server's certificate of another authority, or for another name", async () => {
    for (const [name, why] of [["stranger", /certificate problem: unable to get local issuer/], ["elsewhere", /no alternative certificate subject name/]] as const) {
      const port = await grpcServer(unimplemented, name);
      const { status, said, complained, waits } = await verify([`grpc://127.0.0.1:${port}`]);
      assert.deepEqual([status, said, waits], [1, "", 0]);
      assert.match(complained, why);
    }
  });

  it("gives up at once where its own files are not there", async () => {
    const port = await grpcServer(unimplemented);
    for (const without of [{ own: "nobody" }, { roots: "nobody" }]) {
      const { status, complained, waits } = await verify([`grpc://127.0.0.1:${port}`], without);
      assert.deepEqual([status, waits], [1, 0]);
      assert.match(complained, /\(curl: (58|77)\)/);
    }
  });

  it("does not take for gRPC what only accepts connections, or speaks without TLS, or HTTP/1.1", async () => {
    const closing = await listening(net.createServer((socket) => { socket.on("error", () => undefined); socket.destroy(); }));
    const plain = await listening(http2.createServer().on("stream", unimplemented));
    const one = await listening(https.createServer(files("component"), (_, response) => {
      response.writeHead(200, { "grpc-status": "12" }).end();
    }));
    for (const [port, why] of [
      [closing, /\(curl: 35\)/], [plain, /\(curl: 35\)/], [one, /answers HTTP\/1\.1 200 and gRPC status 12/],
    ] as const) {
      const { status, complained } = await verify([`grpc://127.0.0.1:${port}`]);
      assert.equal(status, 1);
      assert.match(complained, why);
    }
  });

  it("takes HTTPS by what its health check answers, or by any answer where it has none", async () => {
    let healthy = true;
    const port = await listening(https.createServer(files("component"), ({ url }, response) => {
      response.writeHead(url === "/healthz" ? healthy ? 200 : 503 : 404).end("ok");
    }));
    const { status, said } = await verify([`https://127.0.0.1:${port}/healthz`, `https://127.0.0.1:${port}`]);
    assert.equal(status, 0);
    assert.deepEqual(said.trim().split("\n").map((line) => line.replace(/^\S+ /, "")), ["answers HTTP 200 over TLS", "answers HTTP 404 over TLS"]);
    healthy = false;
    assert.match((await verify([`https://127.0.0.1:${port}/healthz`])).complained, /answers HTTP 503, expected 200/);
    const strange = await listening(https.createServer(files("stranger"), (_, response) => response.end()));
    assert.match((await verify([`https://127.0.0.1:${strange}`])).complained, /\(curl: 60\)/);
  });

  it("takes HTTP by what its health check answers", async () => {
    const port = await listening(http.createServer(({ url }, response) => { response.writeHead(url === "/healthz" ? 200 : 404).end(); }));
    assert.match((await verify([`http://127.0.0.1:${port}/healthz`])).said, /answers HTTP 200$/m);
    assert.match((await verify([`http://127.0.0.1:${port}/`])).complained, /answers HTTP 404, expected 200/);
  });

  it("waits for a server that comes later, and stops at the first that does not come", async () => {
    let calls = 0;
    const port = await grpcServer((stream) => calls++ < 3 ? stream.respond(refusal(14), { endStream: true }) : unimplemented(stream));
    const first = await verify([`grpc://127.0.0.1:${port}`]);
    assert.deepEqual([first.status, first.waits], [0, 3]);
    const { status, said, complained, waits } = await verify(["grpc://127.0.0.1:1", `grpc://127.0.0.1:${port}`]);
    assert.deepEqual([status, said, waits], [1, "", 29]);
    assert.match(complained, /^grpc:\/\/127\.0\.0\.1:1: .*\(curl: 7\)$/m);
  });

  it("says so where the image has no curl", async () => {
    const { status, stderr } = spawnSync("/bin/sh", ["-c", verifyScript, "verify", "grpc://a:1"], { env: { PATH: folder }, encoding: "utf8" });
    assert.equal(status, 1);
    assert.match(stderr, /found no curl in this image/);
  });
});
