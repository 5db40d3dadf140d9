import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { readK0rdent } from "../../../upgrades/formats/k0rdent";
import { readCincinnati } from "../../../upgrades/formats/cincinnati";
import { readOlm } from "../../../upgrades/formats/olm";
import { lintDocuments, readSilences, silence, withLines, type Finding } from "../../../upgrades/lint";
import { ids } from "../../support/catalogs";
import { problemOf } from "../../support/problems";

const finding = (id: string): Finding => ({ id, severity: "error", message: "wrong", nodes: [] });
const found = [finding("cycle:a,b"), finding("dead-end:c")];

describe("silencing findings", () => {
  it("takes out what is accepted, with the reason", () => {
    assert.deepEqual(silence(found, [{ id: "dead-end:c", reason: "it is the last one" }]), {
      findings: [found[0]], silenced: [{ ...found[1]!, reason: "it is the last one" }], unused: [],
    });
  });

  it("warns of a silence that matches nothing", () => {
    const { findings, unused } = silence(found, [{ id: "dead-end", reason: "all of them" }]);
    assert.deepEqual([findings, unused.map(({ id, severity }) => [id, severity])], [found, [["silence-unused:dead-end", "warning"]]]);
  });

  it("silences nothing without a reason", () => {
    const { findings, unused } = silence(found, [{ id: "dead-end:c", reason: " " }]);
    assert.deepEqual([findings, unused.map(({ id, severity }) => [id, severity])], [found, [["silence-without-reason:dead-end:c", "error"]]]);
  });

  it("loses nothing: every finding is left or silenced, every silence is used or reported", () => {
    const some = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"));
    fc.assert(fc.property(some, some, (wrong, accepted) => {
      const { findings, silenced, unused } = silence(wrong.map(finding), accepted.map((id) => ({ id, reason: "known" })));
      assert.deepEqual([...ids(findings), ...ids(silenced)].sort(), [...wrong].sort());
      assert.deepEqual([...ids(silenced), ...ids(unused).map((id) => id.slice("silence-unused:".length))].sort(), [...accepted].sort());
    }));
  });

  it("reads them from a file of their own", () => {
    assert.deepEqual(readSilences("s.yaml", "- id: dead-end:c\n  reason: known\n"), [{ id: "dead-end:c", reason: "known" }]);
    assert.deepEqual(readSilences("s.yaml", "[]"), []);
  });

  it("refuses what is no list of silences, with path and line", () => {
    assert.deepEqual(problemOf(() => readSilences("s.yaml", "- id: a\n  reason: b\n- id: c\n")), {
      file: "s.yaml", path: "[1].reason", line: 3, message: "found nothing, expected text",
    });
    assert.equal(problemOf(() => readSilences("s.yaml", "a: b\n")).message, "found a map, expected a list");
    assert.equal(problemOf(() => readSilences("s.yaml", "- { id: a, reason: b, untill: c }\n")).path, "[0].untill");
  });
});

describe("the lines of findings", () => {
  const chain = (name: string, target: string): string => [
    "apiVersion: k0rdent.mirantis.com/v1beta1", "kind: ServiceTemplateChain", `metadata: { name: ${name} }`, "spec:", "  supportedTemplates:",
    "    - name: app-1-0-0", "      availableUpgrades:", `        - name: ${target}`, "    - name: app-1-1-0", ""].join("\n");
  const linesOf = (read: typeof readK0rdent, text: string): (number | undefined)[] =>
    withLines(lintDocuments(read("f", text)), "f", text).filter(({ id }) => /^(dangling|dead|against)/.test(id)).map(({ line }) => line);

  it("are found in a chain, in one of several, and in a list", () => {
    assert.deepEqual(linesOf(readK0rdent, chain("a", "app-9-9-9")), [8, 6]);
    assert.deepEqual(linesOf(readK0rdent, `${chain("a", "app-1-1-0")}---\n${chain("b", "app-9-9-9")}`), [18, 16]);
    const items = [chain("a", "app-1-1-0"), chain("b", "app-9-9-9")]
      .map((text) => text.trimEnd().split("\n").map((line, i) => `${i === 0 ? "  - " : "    "}${line}\n`).join(""));
    assert.deepEqual(linesOf(readK0rdent, `apiVersion: v1\nkind: List\nitems:\n${items.join("")}`), [20, 18]);
  });

  it("are found in JSON and in a channel", () => {
    const graph = '{\n "nodes": [{"version": "1.0.0"}, {"version": "1.1.0"}],\n "edges": [\n  [0, 1],\n  [1, 0]\n ]\n}';
    assert.deepEqual(linesOf(readCincinnati, graph), [5]);
    const catalog = "schema: olm.channel\npackage: foo\nname: stable-v1.2\nentries:\n  - name: foo.v1.2.0\n  - name: foo.v1.2.1\n    replaces: foo.v1.2.0\n  - name: foo.v1.2.2\n";
    assert.deepEqual(linesOf(readOlm, catalog), [6]);
  });

  it("are left out where they can't be told", () => {
    assert.deepEqual(withLines([{ ...finding("a"), path: "spec.x" }], "f", "{{{"), [{ ...finding("a"), path: "spec.x", line: undefined }]);
    assert.deepEqual(withLines([finding("a")], "f", "{{{"), [finding("a")]);
  });
});
