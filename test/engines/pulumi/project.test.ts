import * as assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { projectRoot } from "../../../releases/projectRoot";
import { parseYaml } from "../../../releases/yamlFile";

describe("what Pulumi's CLI runs", () => {
  it("is the program, and not the library that package.json exports: that declares nothing, so everything would be deleted", () => {
    const file = path.join(projectRoot, "Pulumi.yaml");
    const { main } = parseYaml(file, readFileSync(file, "utf8")).content as { main?: string };
    assert.equal(main, "index.ts");
    assert.ok(existsSync(path.join(projectRoot, main)));
  });
});
