import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { returnCommitted } from "../../../automation/rollback/committed";
import { stackText, type SmallStack } from "../../support/kingdomStack";

const name = "Pulumi.prod.yaml";
const at = (hour: number) => `2026-11-20T${String(hour).padStart(2, "0")}:00:00Z`;

describe("whether a return was committed", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-committed-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const git = (cwd: string, ...words: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", ...words], { cwd, encoding: "utf8", stdio: "pipe" });
  /** A repository whose stack file, in a folder of it, was committed like this at these hours; null commits something else. */
  const repository = (called: string, commits: readonly (readonly [number, SmallStack | string | null])[]) => {
    const root = path.join(folder, called);
    const stacks = path.join(root, "stacks");
    mkdirSync(stacks, { recursive: true });
    git(root, "init", "--quiet", "--initial-branch=main");
    for (const [hour, stack] of commits) {
      writeFileSync(path.join(stacks, stack === null ? `other-${hour}` : name), stack === null || typeof stack === "string" ? stack ?? "" : stackText(stack));
      git(root, "add", ".");
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "commit", "--quiet", "--allow-empty", "-m", "x"],
        { cwd: root, stdio: "pipe", env: { ...process.env, GIT_AUTHOR_DATE: at(hour), GIT_COMMITTER_DATE: at(hour) } });
    }
    return path.join(stacks, name);
  };
  const asked = (file: string, since: string | undefined = at(10), restore?: string) =>
    returnCommitted({ file, component: { system: "halo", path: ["kingdom"] }, returnedFrom: { version: "0.5.46", ...(restore !== undefined && { restore }) }, since });
  const climbed = { version: "0.5.46" };
  const returned = { version: "0.5.45", returnedFrom: { version: "0.5.46" } };

  it("is yes where a commit said it, also when a later one took it out again", () => {
    assert.equal(asked(repository("said", [[9, climbed], [11, returned]])), "yes");
    assert.equal(asked(repository("taken-out", [[9, climbed], [11, returned], [12, null], [13, climbed]])), "yes");
  });

  it("is no where none did, where it was another return, or one from before", () => {
    assert.equal(asked(repository("never", [[9, climbed], [11, { version: "0.5.47" }]])), "no");
    assert.equal(asked(repository("other", [[9, climbed], [11, { version: "0.5.44", returnedFrom: { version: "0.5.45" } }]])), "no");
    assert.equal(asked(repository("restored", [[9, climbed], [11, returned]]), at(10), "kingdom-1"), "no");
    assert.equal(asked(repository("before", [[8, returned], [9, climbed]])), "no");
  });

  it("is no where the file is only changed, and not committed", () => {
    const file = repository("changed", [[9, climbed]]);
    writeFileSync(file, stackText(returned));
    assert.equal(asked(file), "no");
  });

  it("reads past a commit with half a file", () =>
    assert.equal(asked(repository("half", [[9, climbed], [11, returned], [12, "config: ["], [13, climbed]])), "yes"));

  it("counts a commit of the same second", () => assert.equal(asked(repository("second", [[10, returned]]), "2026-11-20T10:00:00.700Z"), "yes"));

  it("is not known without a repository, in a shallow clone, or without a time", () => {
    const outside = mkdtempSync(path.join(tmpdir(), "stepwise-no-git-"));
    try {
      writeFileSync(path.join(outside, name), stackText(climbed));
      const answer = asked(path.join(outside, name));
      assert.ok(typeof answer === "object" && /git says: fatal: not a git repository/.test(answer.unknown), JSON.stringify(answer));
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
    const full = repository("full", [[11, returned], [12, climbed], [13, { version: "0.5.47" }]]);
    git(folder, "clone", "--quiet", "--depth=1", `file://${path.dirname(path.dirname(full))}`, "shallow");
    const shallow = asked(path.join(folder, "shallow", "stacks", name));
    assert.ok(typeof shallow === "object" && /shallow clone/.test(shallow.unknown), JSON.stringify(shallow));
    assert.equal(asked(full), "yes");
    const answer = returnCommitted({ file: full, component: { system: "halo", path: ["kingdom"] }, returnedFrom: { version: "0.5.46" }, since: undefined });
    assert.deepEqual(answer, { unknown: "the history does not say when 0.5.46 was asked for" });
  });
});
