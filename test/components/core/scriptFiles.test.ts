import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { scriptFiles, scriptsDigest } from "../../../components/core/scriptFiles";
import { projectRoot } from "../../../releases/projectRoot";

describe("the scripts of Jobs", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-scripts-"));
  const file = (name: string) => path.relative(projectRoot, path.join(folder, name));
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  before(() => {
    const source = (name: string): string => `# shellcheck source=${file(name)}\n. "$here/${name}"\n`;
    write("main.sh", `#!/bin/sh\nhere=$(dirname "$0")\n${source("shared.sh")}echo main\n`);
    write("shared.sh", source("deep.sh"));
    write("deep.sh", `${source("shared.sh")}# . "$here/not.sh" is spoken of only\n`);
    write("other.sh", "echo other\n");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("come with what they source, in one order however they are asked for", () => {
    assert.deepEqual([...scriptFiles([file("main.sh")]).keys()], ["deep.sh", "main.sh", "shared.sh"]);
    assert.deepEqual([...scriptFiles([file("other.sh"), file("main.sh")])], [...scriptFiles([file("main.sh"), file("other.sh")])]);
  });

  it("have a sum that changes with them and with what they source, and with nothing else", () => {
    const sum = (): string[] => {
      const files = scriptFiles([file("main.sh"), file("other.sh")]);
      return [scriptsDigest(files, ["main.sh"]), scriptsDigest(files, ["other.sh"])];
    };
    const [main, other] = sum();
    write("deep.sh", "echo changed\n");
    assert.notEqual(sum()[0], main);
    assert.equal(sum()[1], other);
    assert.match(main!, /^[0-9a-f]{64}$/);
  });

  it("are errors where they are missing, asked for under another name, or two of one name", () => {
    assert.throws(() => scriptFiles([file("none.sh")]), /none\.sh/);
    assert.throws(() => scriptsDigest(scriptFiles([file("other.sh")]), ["main.sh"]), /found no script main\.sh, expected one of other\.sh/);
    assert.throws(() => scriptFiles([file("main.sh"), "components/core/scripts/../scripts/postgres-version.sh", `${file("x")}/../main.sh`]), /two scripts called main\.sh/);
  });
});
