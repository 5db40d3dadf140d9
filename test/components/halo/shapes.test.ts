import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { conventionsShapes } from "../../../components/halo/conventions.shape";
import { haloShapes } from "../../../components/halo/shapes";
import { compareVersions } from "../../../releases/version";
import { projectRoot } from "./stacks";

const releases = Array.from({ length: 29 }, (_, i) => `0.5.${18 + i}`);

for (const [kind, table] of Object.entries({ ...haloShapes, conventions: conventionsShapes })) {
  describe(`the shapes of the ${kind}`, () => {
    it("describe every release from 0.5.18 to 0.5.46, and none before", () => {
      assert.equal(table.oldest, "0.5.18");
      assert.deepEqual(releases.filter((version) => table.at(version) === undefined), []);
      assert.equal(table.at("0.5.17"), undefined);
    });

    it("change at releases that there are, oldest first", () => {
      assert.deepEqual(table.changes.filter((version) => !releases.includes(version)), []);
      assert.deepEqual([...table.changes].sort(compareVersions), table.changes);
    });

    it("say something new at each change, and the same between them", () => {
      for (const [i, version] of releases.entries()) {
        const before = releases[i - 1];
        if (before === undefined) continue;
        const same = JSON.stringify(table.at(before)) === JSON.stringify(table.at(version));
        assert.equal(same, !table.changes.includes(version), version);
      }
    });

    it("are the same every time they are asked for, and read without Pulumi", () => {
      assert.deepEqual(releases.map((version) => table.at(version)), releases.map((version) => table.at(version)));
      const source = readFileSync(path.join(projectRoot, `components/halo/${kind}.shape.ts`), "utf8");
      assert.doesNotMatch(source, /@pulumi/);
    });
  });
}
