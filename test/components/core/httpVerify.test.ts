import * as assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { spawnSync } from "node:child_process";
import { ScriptFolder } from "../../support/postgresScripts";

const found = spawnSync("curl", ["--version"]).status === 0;

describe(`http-verify.sh${found ? "" : " (skipped: found no curl)"}`, function () {
  let scripts: ScriptFolder;
  let server: http.Server;
  let url: string;
  let asked: Record<string, number>;

  before(function () { if (!found) this.skip(); });
  beforeEach(async () => {
    scripts = new ScriptFolder();
    asked = {};
    server = http.createServer((request, response) => {
      const times = asked[request.url!] = (asked[request.url!] ?? 0) + 1;
      if (request.url === "/silent") return;
      const good = request.url === "/health" || (request.url === "/late" && times > 2);
      response.writeHead(good ? 200 : request.url === "/moved" ? 302 : 503, { location: "/health" });
      response.end(good ? '{"version":"2.3.0","secret":"canary"}' : "canary: starting");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    scripts.remove();
  });

  const verify = (checks: string, within = "1") => scripts.start("http-verify.sh", { CHECKS: checks, WITHIN_SECONDS: within }).ended;

  it("passes when all answer as expected, also late", async () => {
    const { code, said } = await verify(`${url}/health 200 "version":"2.3.0"\n\n${url}/late 200\n${url}/never 503 starting\n`, "20");
    assert.equal(code, 0, said);
    assert.equal(asked["/late"], 3);
    assert.doesNotMatch(said, /canary/);
  });

  it("passes where any answer will do, whatever it is", async () => {
    const { code, said } = await verify(`${url}/moved answers\n${url}/health answers "version"\n`);
    assert.equal(code, 0, said);
    assert.match(said, /\/moved: as expected, status/);
  });

  const wrong: readonly [string, () => string, RegExp][] = [
    ["another status", () => `${url}/never 200`, /\/never: found 503, expected status 200, asked for 1 s/],
    ["another version", () => `${url}/health 200 "version":"2.2.0"`, /found status 200 without the text '"version":"2.2.0"'/],
    ["a text that would be a pattern", () => `${url}/health 200 "version":"2.3..`, /without the text/],
    ["a redirect, which is not followed", () => `${url}/moved 200`, /found 302/],
    ["a server's own failure where any answer would do", () => `${url}/never answers`, /found 503, expected status answers/],
    ["no server where any answer would do", () => "http://127.0.0.1:1/ answers", /found no answer, expected status answers/],
    ["no server", () => "http://127.0.0.1:1/ 200", /found no answer, expected status 200/],
    ["one of two", () => `${url}/health 200\n${url}/never 200`, /\/health: as expected[\s\S]*\/never: found 503/],
  ];
  for (const [what, checks, expected] of wrong) {
    it(`fails in time on ${what}`, async () => {
      const { code, said } = await verify(checks());
      assert.equal(code, 1, said);
      assert.match(said, expected);
      assert.doesNotMatch(said, /canary/);
    });
  }

  it("does not wait for a server that never answers", async () => {
    const { code, said } = await verify(`${url}/silent 200`);
    assert.equal(code, 1, said);
    assert.match(said, /found no answer/);
  }).timeout(120_000);

  const unreadable: readonly [string, string, RegExp][] = [
    ["nothing", "\n \n", /found no URL in CHECKS/],
    ["a file's URL", "file:///etc/passwd 200", /expected a URL that starts with http/],
    ["an option", "--output 200", /expected a URL that starts with http/],
    ["no status", "http://127.0.0.1:1/", /found status '' in line 1/],
    ["a password", "http://user:canary@127.0.0.1/ 200", /found a user in the URL of line 1/],
  ];
  for (const [what, checks, expected] of unreadable) {
    it(`refuses ${what} in CHECKS`, async () => {
      const { code, said } = await verify(checks);
      assert.equal(code, 2, said);
      assert.match(said, expected);
      assert.doesNotMatch(said, /canary/);
    });
  }
});
