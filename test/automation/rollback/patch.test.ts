import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { stackPatch } from "../../../automation/rollback/patch";
import { editedStack } from "../../../automation/rollback/stackEdit";
import { projectRoot } from "../../../releases/projectRoot";

describe("the patch of a stack file", () => {
  const name = "Pulumi.prod.yaml";
  const prod = readFileSync(path.join(projectRoot, name), "utf8");
  const lowered = (text: string) => editedStack(name, text, { goals: new Map([["halo/kingdom", { version: "0.5.18", returnedFrom: { version: "0.5.22" } }]]) });

  it("is taken by git apply, whatever the lines end with", () => {
    for (const text of [prod, prod.trimEnd(), prod.replace(/\n/g, "\r\n")]) {
      const folder = mkdtempSync(path.join(tmpdir(), "stepwise-patch-"));
      try {
        writeFileSync(path.join(folder, name), text);
        const patch = stackPatch(path.join("stacks", name), text, lowered(text));
        assert.ok(patch.startsWith(`--- a/${name}\n+++ b/${name}\n@@ `), patch);
        execFileSync("git", ["apply", "-"], { cwd: folder, input: patch, stdio: ["pipe", "pipe", "pipe"] });
        assert.equal(readFileSync(path.join(folder, name), "utf8"), lowered(text));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  });

  it("is empty where nothing changed", () => assert.equal(stackPatch(name, prod, prod), ""));
});
