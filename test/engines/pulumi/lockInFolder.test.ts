import * as assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { lockInFolder } from "../../../engines/pulumi/lock";

describe("who holds a stack by the lock files of a folder", () => {
  const root = mkdtempSync(path.join(tmpdir(), "stepwise-test-"));
  const folder = path.join(root, ".pulumi", "locks", "organization", "stepwise", "prod");
  const url = pathToFileURL(root).href;
  const inFile = (text: string) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "0b8a.json"), text);
    return lockInFolder(url, "stepwise", "prod");
  };
  const whole = { pid: 4711, username: "deploy", hostname: "runner-1", timestamp: "2026-11-20T14:03:11Z" };
  after(() => rmSync(root, { recursive: true, force: true }));

  it("is nobody where there is no file, also where nobody has ever held one", () => {
    assert.equal(lockInFolder(url, "stepwise", "prod"), undefined);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "0b8a.json.attrs"), "{}");
    assert.equal(lockInFolder(url, "stepwise", "prod"), undefined);
  });

  it("is said with the process and the time, of this stack only", () => {
    assert.deepEqual(inFile(JSON.stringify(whole)), { by: "deploy@runner-1", pid: 4711, since: "2026-11-20T14:03:11Z" });
    assert.deepEqual(lockInFolder(`${url}?metadata=skip`, "stepwise", "prod")?.pid, 4711);
    assert.equal(lockInFolder(url, "stepwise", "staging"), undefined);
    assert.equal(lockInFolder("s3://bucket", "stepwise", "prod"), undefined);
    assert.equal(lockInFolder("https://api.pulumi.com", "stepwise", "prod"), undefined);
  });

  it("leaves out what the file does not say, and takes no half a file for a lock", () => {
    assert.deepEqual(inFile(JSON.stringify({ ...whole, pid: "4711", hostname: undefined })), { since: "2026-11-20T14:03:11Z" });
    assert.equal(inFile("{\"pid\": 47"), undefined);
    assert.equal(inFile("null"), undefined);
  });
});
