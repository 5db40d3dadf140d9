import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import { changesText } from "../../../report/terminal/changes";
import { plain, width } from "../../../report/terminal/screen";
import type { ResourceChange, ValueChange } from "../../../upgrades/planModel";

const change = (
  op: ResourceChange["op"],
  name: string,
  changes: readonly ValueChange[] = [],
  type = "kubernetes:apps/v1:Deployment",
): ResourceChange => ({
  op,
  name,
  type,
  urn: `urn:pulumi:prod::stepwise::${type}::${name}`,
  changedPaths: changes.map(({ path }) => path),
  changes,
});
const lines = (...changes: readonly ResourceChange[]) => changesText(changes, ["halo/kingdom"], createColors(false));
const one = (value: ValueChange) =>
  lines(change("update", "a", [value]))
    .slice(1)
    .map((line) => line.trim());

describe("what changes about resources, in the terminal", () => {
  it("is marked by what becomes of each; what stays the same and the components themselves are left out", () => {
    assert.deepEqual(
      lines(
        change("create", "a"),
        change("update", "b", [{ path: "x", before: "1", after: "2" }]),
        change("replace", "c", [{ path: "y", after: "2" }]),
        change("delete", "d"),
        change("same", "e"),
        change("update", "kingdom", [], "stepwise:halo:Kingdom"),
      ),
      [
        "    + create   Deployment a",
        "    ~ update   Deployment b",
        "                 x  1 → 2",
        "    ± replace  Deployment c",
        "                 y  + 2",
        "    − delete   Deployment d",
      ],
    );
  });

  it("is named without the component that the hop is about", () => {
    assert.match(lines(change("create", "kingdom-system-api"))[0]!, /Deployment system-api$/);
    assert.match(lines(change("create", "duchy-system-api"))[0]!, /Deployment duchy-system-api$/);
  });

  it("is told shortly: what is inside containers without the way there, flags as flags", () => {
    const container = "spec.template.spec.containers[0]";
    assert.deepEqual(one({ path: `${container}.args`, before: "--a=1", after: "--a=2" }), ["--a=1 → --a=2"]);
    assert.deepEqual(one({ path: `${container}.args`, after: "--new" }), ["+ --new"]);
    assert.deepEqual(one({ path: `${container}.args`, before: "--old" }), ["− --old"]);
    assert.deepEqual(one({ path: `${container}.resources.limits.memory`, before: "1Gi", after: "2Gi" }), [
      "resources.limits.memory  1Gi → 2Gi",
    ]);
    assert.deepEqual(one({ path: "spec.template.spec.initContainers[1].image", before: "a:1", after: "b:1" }), [
      "image  a:1 → b:1",
    ]);
    assert.deepEqual(one({ path: 'data["a.textproto"]', before: "[2 lines]", after: "[3 lines]" }), [
      "data a.textproto  [2 lines] → [3 lines]",
    ]);
  });

  it("does not tell what every release changes, and says where there is nothing else", () => {
    const release: ValueChange[] = [
      { path: "metadata.name", before: "a-1", after: "a-2" },
      { path: 'metadata.annotations["stepwise.dev/version"]', before: "1", after: "2" },
      { path: 'spec.template.metadata.annotations["stepwise.dev/returned-from"]', after: "1" },
      { path: "spec.template.spec.containers[0].image", before: "ghcr.io/org/x:1", after: "ghcr.io/org/x:2" },
    ];
    assert.deepEqual(lines(change("replace", "a", release)), ["    ± replace  Deployment a  the release only"]);
    assert.deepEqual(
      lines(change("update", "a", [...release, { path: "spec.replicas", before: "1", after: "0" }]))
        .slice(1)
        .map((line) => line.trim()),
      ["spec.replicas  1 → 0"],
    );
    assert.deepEqual(
      one({ path: "spec.template.spec.containers[0].image", before: "localhost:5000/x", after: "localhost:5000/y" }),
      ["image  localhost:5000/x → localhost:5000/y"],
    );
    assert.deepEqual(one({ path: 'metadata.annotations["other/mark"]', before: "1", after: "2" }), [
      "metadata.annotations other/mark  1 → 2",
    ]);
  });

  it("tells six changes of one resource, and counts the others", () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ path: `p${i}`, before: "1", after: "2" }));
    const shown = lines(change("update", "a", many))
      .slice(1)
      .map((line) => line.trim());
    assert.deepEqual([shown.length, shown.at(-1)], [7, "and 3 more"]);
    assert.equal(lines(change("update", "a", many.slice(0, 6))).length, 7);
    assert.match(lines(change("update", "a", many.slice(0, 7))).at(-1)!, /and 1 more$/);
  });

  it("is cut at the page's edge", () => {
    const [, line] = lines(change("update", "a", [{ path: "p", before: "x".repeat(90), after: "y".repeat(90) }]));
    assert.deepEqual([line!.length, line!.at(-1)], [width, "…"]);
  });

  it("reads the same in colours", () => {
    const all = [change("replace", "kingdom-a", [{ path: "p", before: "1", after: "2" }]), change("delete", "b")];
    assert.deepEqual(changesText(all, ["halo/kingdom"], createColors(true)).map(plain), lines(...all));
  });
});
