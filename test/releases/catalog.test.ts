import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { loadCatalog } from "../../releases/load";
import { compareVersions } from "../../releases/version";
import { catalogFrom } from "../support/catalogs";
import { catalogYaml, changed } from "../support/catalogYaml";

const versions = (releases: readonly { readonly version: string }[]) => releases.map(({ version }) => version);

describe("a catalog", () => {
  it("has its releases oldest first, however they are listed", () => {
    assert.deepEqual(versions(catalogFrom({ releases: ["0.5.10", "0.5.9", "0.6.0", "0.5.2"] }).releases), [
      "0.5.2",
      "0.5.9",
      "0.5.10",
      "0.6.0",
    ]);
  });

  it("crosses the releases after the one and up to the other", () => {
    const catalog = catalogFrom({ releases: ["1.0.0", "1.1.0", "1.2.0", "2.0.0"] });
    assert.deepEqual(versions(catalog.crossed("1.0.0", "1.2.0")), ["1.1.0", "1.2.0"]);
    assert.deepEqual(versions(catalog.crossed("1.0.0", "1.0.0")), []);
    assert.deepEqual(versions(catalog.crossed("2.0.0", "1.0.0")), []);
  });

  it("crosses every release exactly once on any climb that is cut anywhere", () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 10 });
    fc.assert(
      fc.property(numbers, fc.nat(9), fc.nat(9), fc.nat(9), (all, i, j, k) => {
        const catalog = catalogFrom({ releases: all.map((n) => `1.${n}.0`) });
        const [a, b, c] = [i, j, k].map((at) => `1.${all[at % all.length]}.0`).sort(compareVersions);
        assert.deepEqual([...catalog.crossed(a!, b!), ...catalog.crossed(b!, c!)], catalog.crossed(a!, c!));
      }),
    );
  });

  it("calls the newest the newest that can be entered", () => {
    assert.equal(catalogFrom({ releases: ["1.0.0", "2.0.0"] }).newest, "2.0.0");
    assert.equal(catalogFrom({ releases: ["1.0.0", { version: "2.0.0", withdrawn: true }] }).newest, "1.0.0");
  });

  it("knows only the releases that it lists", () => {
    const catalog = catalogFrom({ releases: ["1.0.0"] });
    assert.equal(catalog.release("1.0.0")?.version, "1.0.0");
    for (const other of ["1.0", "v1.0.0", "constructor", "__proto__", ""])
      assert.equal(catalog.release(other), undefined);
  });
});

describe("the digest of a catalog", () => {
  const digest = (text: string) => loadCatalog("demo.yaml", text).digest;

  it("stays when only comments, quotes and spaces change", () => {
    assert.equal(
      digest(`# a comment\n${changed(catalogYaml, "title: Demo", 'title:   "Demo" # so')}`),
      digest(catalogYaml),
    );
  });

  it("stays when keys of an object change places", () => {
    const turned = changed(catalogYaml, "system: demo\ntitle: Demo", "title: Demo\nsystem: demo");
    assert.equal(digest(turned), digest(catalogYaml));
  });

  for (const [what, into] of [
    ["reversible: true", "reversible: false"],
    ['S-1, from: "<2.0.0"', 'S-1, from: "<1.0.0"'],
    ["text: do it", "text: do that"],
    ['upgrades:\n  - { from: ">=1.0.0"', 'upgrades:\n  - { from: ">=1.0.1"'],
  ] as const) {
    it(`changes with ${JSON.stringify(into)}`, () =>
      assert.notEqual(digest(changed(catalogYaml, what, into)), digest(catalogYaml)));
  }
});
