import * as assert from "node:assert/strict";
import { resourceDiff } from "../../report/html/resourceDiff";
import type { Cause } from "../../upgrades/explain";
import type { Hop, ResourceChange } from "../../upgrades/planModel";

const change = (op: ResourceChange["op"], name: string, causes?: readonly Cause[]): ResourceChange =>
  ({ op, urn: `urn:${name}`, type: "kubernetes:apps/v1:Deployment", name, changedPaths: ["spec.x"], causes });
const shown = (...diff: ResourceChange[]): string =>
  resourceDiff({ number: 1, changes: [], offline: false, pointOfNoReturn: [], open: [], steps: [], diff } satisfies Hop).text;

describe("the causes of changes on a page", () => {
  it("have a column, with settings and what the catalog says; what is unexplained comes first and stands out", () => {
    const page = shown(
      change("delete", "a", [{ cause: "catalog", items: ["PR-1", "2.0 object Deployment/a"], paths: [] }]),
      change("update", "b", [{ cause: "unexplained", paths: ["spec.x"] }, { cause: "setting", settings: ["stepwise:halo.<x>"], paths: ["spec.y"] }]),
    );
    assert.match(page, />Cause<\/th>/);
    assert.match(page, /class="badge bad"><span aria-hidden="true">!<\/span> unexplained<\/span>/);
    assert.match(page, /<li>stepwise:halo\.&lt;x&gt;<\/li>/);
    assert.match(page, /catalog<ul class="paths small"><li>PR-1<\/li><li>2\.0 object Deployment\/a<\/li><\/ul>/);
    assert.ok(page.indexOf("urn:b") < page.indexOf("urn:a"));
  });

  it("have none where nobody has looked", () => {
    assert.doesNotMatch(shown(change("update", "a")), /Cause/);
  });
});
