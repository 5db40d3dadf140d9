import * as assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import * as path from "node:path";
import { projectRoot } from "../../../releases/projectRoot";
import { sarif } from "../../../report/sarif/lint";
import { ruleTexts } from "../../../report/sarif/rules";
import type { Finding } from "../../../upgrades/lint";

const cycle: Finding = { id: "cycle:1.0.0,1.1.0", severity: "error", message: "they lead back", nodes: ["1.0.0", "1.1.0"], path: "edges[1]", line: 7 };
const heads: Finding = { id: "several-heads:1.0.0,1.1.0", severity: "warning", message: "two heads", nodes: ["1.0.0", "1.1.0"] };

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: { readonly startLine: number } };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

interface Log {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly Result[];
  }[];
}

const logOf = (...args: Parameters<typeof sarif>): Log => JSON.parse(JSON.stringify(sarif(...args))) as Log;

describe("the SARIF log of lint", () => {
  it("has what SARIF 2.1.0 and code scanning require", () => {
    const { version, runs } = logOf([cycle, heads], "charts/chain.yaml");
    assert.equal(version, "2.1.0");
    const [{ tool, results }] = runs as [Log["runs"][number]];
    assert.deepEqual([tool.driver.name, tool.driver.rules.map(({ id }) => id)], ["stepwise", ["cycle", "several-heads"]]);
    assert.deepEqual(results[0], {
      ruleId: "cycle",
      ruleIndex: 0,
      level: "error",
      message: { text: "they lead back." },
      locations: [{
        physicalLocation: { artifactLocation: { uri: "charts/chain.yaml" }, region: { startLine: 7 } },
        logicalLocations: [{ fullyQualifiedName: "edges[1]" }],
      }],
      partialFingerprints: { "stepwiseFindingId/v1": "cycle:1.0.0,1.1.0" },
      properties: { id: "cycle:1.0.0,1.1.0", nodes: ["1.0.0", "1.1.0"] },
    });
    for (const { ruleId, ruleIndex, locations } of results) {
      assert.equal(tool.driver.rules[ruleIndex]?.id, ruleId);
      assert.ok(locations[0]!.physicalLocation.region.startLine >= 1);
    }
  });

  it("names the same finding by the same fingerprint, wherever it stands", () => {
    const printed = (finding: Finding) => logOf([finding], "f").runs[0]!.results[0]!.partialFingerprints;
    assert.deepEqual(printed({ ...cycle, line: 90, path: "edges[8]", message: "other words" }), printed(cycle));
    assert.notDeepEqual(printed({ ...cycle, id: "cycle:1.0.0,1.2.0" }), printed(cycle));
  });

  it("shows silenced findings as suppressed, with the reason", () => {
    const { results } = logOf([], "f", [{ ...cycle, reason: "it is a test" }]).runs[0]!;
    assert.deepEqual((results[0] as object as { suppressions: unknown }).suppressions, [{ kind: "external", justification: "it is a test" }]);
  });

  it("writes paths as addresses", () => {
    const uriOf = (file: string): string => logOf([cycle], file).runs[0]!.results[0]!.locations[0]!.physicalLocation.artifactLocation.uri;
    assert.equal(uriOf("./a b/ü.yaml"), "a%20b/%C3%BC.yaml");
    assert.equal(uriOf("/srv/a b.yaml"), "file:///srv/a%20b.yaml");
  });

  it("has a run without results where nothing was found", () => {
    assert.deepEqual(logOf([], "f").runs[0]!.results, []);
  });

  it("has words for every class that lint has", () => {
    const files = (folder: string): string[] => readdirSync(folder).map((name) => path.join(folder, name))
      .flatMap((file) => statSync(file).isDirectory() ? files(file) : [file]);
    const code = files(path.join(projectRoot, "upgrades", "lint")).map((file) => readFileSync(file, "utf8")).join("\n");
    const named = /(?:(?:findingId|found)\((?:withdrawn \? )?"|id: `)([a-z-]+)[":](?: : "([a-z-]+)")?/g;
    const classes = [...code.matchAll(named)].flatMap(([, ...both]) => both.filter((one) => one !== undefined));
    assert.deepEqual([...new Set(classes)].sort(), [...ruleTexts.keys()].sort());
  });
});
