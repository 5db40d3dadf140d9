import { oneLine } from "../../releases/problem";
import type { Finding, Severity, Silenced } from "../../upgrades/lint";
import { columns, heading, plural, type Paint } from "./screen";

/** What lint found in a graph, as a person reads it. */
export function graphLintText(file: string, findings: readonly Finding[], silenced: readonly Silenced[], paint: Paint): string {
  const word = countOf(findings, "error") > 0 ? paint.red(paint.bold("ERRORS"))
    : findings.length > 0 ? paint.yellow(paint.bold("FINDINGS")) : paint.green(paint.bold("NOTHING FOUND"));
  return [
    heading(paint, file, word),
    ...findings.map((finding) => `${columns([[severityWord(finding.severity, paint), `${finding.message}.`]], [9])}\n${whereAndId(finding, paint)}`),
    ...silenced.map((finding) => `${columns([[paint.dim("silenced"), `${finding.reason}`]], [9])}\n${whereAndId(finding, paint)}`),
    `${countsText(findings)}, ${silenced.length} silenced`,
  ].join("\n");
}

/** Never wrapped: an id is there to be copied. */
function whereAndId({ id, line, path }: Finding, paint: Paint): string {
  const place = [...(line === undefined ? [] : [`line ${line}`]), ...(path ? [path] : [])].join(", ");
  return `${" ".repeat(11)}${paint.dim(oneLine(place === "" ? id : `${id}  (${place})`))}`;
}

/** A severity in its colour. */
export function severityWord(severity: Severity, paint: Paint): string {
  switch (severity) {
    case "error": return paint.red("error");
    case "warning": return paint.yellow("warning");
    case "note": return paint.cyan("note");
  }
}

/** How many findings there are of each severity. */
export function countsText(findings: readonly Pick<Finding, "severity">[]): string {
  return (["error", "warning", "note"] as const).map((severity) => plural(countOf(findings, severity), severity)).join(", ");
}

function countOf(findings: readonly Pick<Finding, "severity">[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
