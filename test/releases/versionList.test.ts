import * as assert from "node:assert/strict";
import { stringify } from "yaml";
import { loadCatalog } from "../../releases/load";
import { problemsOf } from "../support/problems";

const source = "https://example.org/rules";
const load = (versions: readonly string[]) => loadCatalog("demo.yaml", stringify({
  schema: "stepwise/catalog/v1",
  system: "demo",
  title: "Demo",
  source,
  components: {},
  releases: versions.map((version) => ({ version })),
  upgrades: [{ from: "*", to: "*", source }],
}));

describe("the versions that a catalog lists", () => {
  it("are each held against the one that was listed first, wherever that is", () => {
    assert.deepEqual(problemsOf(() => load(["v1.2.0", "1.0.0", "1.2.0", "2.0.0", "v1.2.0"])).map(({ path, message }) => [path, message]), [
      ["releases[2].version", "release 1.2.0 is listed twice, first as v1.2.0"],
      ["releases[4].version", "release v1.2.0 is listed twice"],
    ]);
  });

  it("are at most 200 characters long", () => {
    assert.equal(load(["9".repeat(200)]).newest.length, 200);
    assert.deepEqual(problemsOf(() => load(["1.0.0", "9".repeat(201)])).map(({ path, message }) => [path, message]), [
      ["releases[1].version", "found a version of 201 characters, expected at most 200"],
    ]);
  });

  it("can be many", () => {
    const versions = Array.from({ length: 10_000 }, (_, i) => `1.${i}.0`);
    assert.deepEqual(load([...versions].reverse()).releases.map(({ version }) => version), versions);
  }).timeout(120_000);
});
