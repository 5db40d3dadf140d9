import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { projectRoot } from "../../releases/projectRoot";
import { stackText } from "../support/kingdomStack";

describe("the example of a pipeline", function () {
  this.timeout(240_000);
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-example-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  /** Runs it as its README says, in a rehearsal. */
  const promote = (...args: readonly string[]) => spawnSync(process.execPath, [
    "-r", "ts-node/register/transpile-only", path.join("examples", "pipeline", "promote.ts"), "--folder", folder, "--rehearsal", "r", ...args,
  ], { cwd: projectRoot, encoding: "utf8" });

  it("previews, moves and verifies one stack after the other, through the package as others import it", () => {
    writeFileSync(path.join(folder, "deployed.yaml"), 'halo: "0.5.45"\n');
    writeFileSync(path.join(folder, "Pulumi.staging.yaml"), stackText({ version: "0.5.46" }));
    const { stdout, stderr, status } = promote("--stacks", "staging,none", "--deployed", path.join(folder, "deployed.yaml"));
    assert.deepEqual(stdout.trim().split("\n"), [
      "staging: halo/kingdom 0.5.45 → 0.5.46", "staging: halo/kingdom 0.5.45 → 0.5.46, hop 1 of 1", "staging: verification passed",
    ]);
    assert.match(stderr, /Pulumi\.none\.yaml/);
    assert.equal(status, 1);
  });
});
