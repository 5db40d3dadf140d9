import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { classOf, type Finding, type Silenced } from "../../upgrades/lint";
import { ruleTexts } from "./rules";

/**
 * Findings of lint as a SARIF 2.1.0 log with one run, for code scanning in pull requests. Silenced findings are in it as
 * suppressed results. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @param file where the findings are, from the root of the repository
 */
export function sarif(findings: readonly Finding[], file: string, silenced: readonly Silenced[] = []): object {
  const classes = [...new Set([...findings, ...silenced].map(classOf))].sort();
  const resultOf = (finding: Finding): object => ({
    ruleId: classOf(finding),
    ruleIndex: classes.indexOf(classOf(finding)),
    level: finding.severity,
    message: { text: `${finding.message}.` },
    locations: [locationOf(finding, file)],
    partialFingerprints: { "stepwiseFindingId/v1": finding.id },
    properties: { id: finding.id, nodes: finding.nodes },
  });
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [{
      tool: { driver: { name: "stepwise", rules: classes.map((id) => ({ id, shortDescription: { text: ruleTexts.get(id) ?? id } })) } },
      results: [
        ...findings.map(resultOf),
        ...silenced.map((finding) => ({ ...resultOf(finding), suppressions: [{ kind: "external", justification: finding.reason }] })),
      ],
    }],
  };
}

function locationOf({ path: inFile, line }: Finding, file: string): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      // GitHub shows no result that has no line.
      region: { startLine: line ?? 1 },
    },
    ...(inFile ? { logicalLocations: [{ fullyQualifiedName: inFile }] } : {}),
  };
}

/** A relative path stays relative: code scanning resolves it in the repository. */
function uriOf(file: string): string {
  if (path.isAbsolute(file)) return pathToFileURL(file).href;
  return path.normalize(file).split(path.sep).map(encodeURIComponent).join("/");
}
