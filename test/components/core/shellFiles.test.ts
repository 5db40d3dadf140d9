import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import * as fc from "fast-check";

const root = path.join(__dirname, "..", "..", "..");
const files = readdirSync(path.join(root, "components"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".sh")).map((name) => path.join(root, "components", name));
const found = (tool: string, ...args: readonly string[]) => spawnSync(tool, args).error === undefined;

/** Alpine's images have busybox's shell and tools, Debian's have dash. */
const shells = [["sh"], ["busybox", "sh"], ["bash", "--posix"]].filter(([tool]) => found(tool!, ...(tool === "busybox" ? ["true"] : ["-c", ":"])));

describe("the scripts of Jobs as files", () => {
  const lints = found("shellcheck", "--version");
  it(`pass shellcheck${lints ? "" : " (skipped: found no shellcheck)"}`, function () {
    if (!lints) this.skip();
    const { status, stdout } = spawnSync("shellcheck", ["--external-sources", `--source-path=${root}`, ...files],
      { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });

  for (const file of files) {
    it(`${path.basename(file)} says what it is, and is read by every shell`, () => {
      const text = readFileSync(file, "utf8");
      const sourced = text.startsWith("# shellcheck shell=sh\n");
      assert.ok(sourced || text.startsWith("#!/bin/sh\n# "), "starts with #!/bin/sh, or says that it is sourced");
      if (!sourced) assert.match(text, /\nset -eu\n/);
      assert.ok(text.split("\n").every((line) => line.length <= 140));
      assert.doesNotMatch(text, /\bset -x\b/);
      for (const [tool, ...args] of shells) {
        const { status, stderr } = spawnSync(tool!, [...args, "-n", file], { encoding: "utf8" });
        assert.equal(status, 0, stderr);
      }
    });
  }

  for (const shell of shells) {
    it(`make the HMAC-SHA-256 that everyone makes, with ${shell.join(" ")}`, () => {
      const [tool, ...args] = shell;
      fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 200 }), (key, message) => {
        const script = `. ${root}/components/core/scripts/backup-files.sh; hmac_of_stdin ${Buffer.from(key).toString("hex")}`;
        const { stdout } = spawnSync(tool!, [...args, "-c", script], { input: message, encoding: "utf8" });
        assert.equal(stdout.trim(), createHmac("sha256", key).update(message).digest("hex"));
      }), { numRuns: 8 });
    });
  }
});
