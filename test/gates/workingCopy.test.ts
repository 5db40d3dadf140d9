import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { workingCopy } from "../../gates/workingCopy";

describe("the working copy of a stack file", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-copy-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const git = (...words: readonly string[]) => execFileSync("git", [
    "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", ...words,
  ], { cwd: path.join(folder, "repo"), encoding: "utf8", stdio: "pipe" });
  const put = (name: string, text: string) => writeFileSync(path.join(folder, "repo", name), text);
  const file = path.join(folder, "repo", "stacks", "Pulumi.prod.yaml");
  const changed = (asked = file) => {
    const copy = workingCopy(asked);
    assert.ok(!(copy instanceof Error), String(copy));
    return copy.changed;
  };

  before(() => {
    mkdirSync(path.dirname(file), { recursive: true });
    git("init", "--quiet", "--initial-branch=main");
    put("program.ts", "1");
    put("renamed.ts", "2");
    put("stacks/Pulumi.prod.yaml", "config: {}");
    git("add", ".");
    git("commit", "--quiet", "-m", "x");
  });

  it("is its commit, with nothing changed", () => {
    const copy = workingCopy(file);
    assert.ok(!(copy instanceof Error));
    assert.deepEqual(copy, { commit: git("rev-parse", "--short=12", "HEAD").trim(), changed: [] });
  });

  it("differs by what is changed anywhere in it, staged or not, names as they are", () => {
    put("program.ts", "changed");
    assert.deepEqual(changed(), ["program.ts"]);
    git("add", ".");
    assert.deepEqual(changed(), ["program.ts"]);
    git("mv", "renamed.ts", "with spaces and ü.ts");
    assert.deepEqual([...changed()].sort(), ["program.ts", "renamed.ts", "with spaces and ü.ts"]);
    git("reset", "--quiet", "--hard");
    assert.deepEqual(changed(), []);
  });

  it("does not differ by files that git does not know, but for the stack file itself", () => {
    put("plan.json", "{}");
    put("stacks/Pulumi.other.yaml", "config: {}");
    assert.deepEqual(changed(), []);
    assert.deepEqual(changed(path.join(path.dirname(file), "Pulumi.other.yaml")), ["Pulumi.other.yaml"]);
    put(".gitignore", "stacks/Pulumi.ignored.yaml\n");
    put("stacks/Pulumi.ignored.yaml", "config: {}");
    assert.deepEqual(changed(path.join(path.dirname(file), "Pulumi.ignored.yaml")), ["Pulumi.ignored.yaml"]);
  });

  it("is not known outside of a repository, and before the first commit", () => {
    const outside = mkdtempSync(path.join(tmpdir(), "stepwise-no-git-"));
    try {
      assert.match(String(workingCopy(path.join(outside, "Pulumi.prod.yaml"))), /git says: .*not a git repository/);
      execFileSync("git", ["init", "--quiet"], { cwd: outside });
      assert.ok(workingCopy(path.join(outside, "Pulumi.prod.yaml")) instanceof Error);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });
});
