export type Severity = "error" | "warning" | "note";

/** Something about an upgrade graph that somebody should look at. */
export interface Finding {
  /**
   * What is wrong, as `class:what:where`: the same for the same fault wherever it stands in the file and whatever else is
   * wrong, and different for every two faults of a run. It is what a finding is silenced by.
   */
  readonly id: string;
  readonly severity: Severity;
  readonly message: string;
  /** The releases that it is about. */
  readonly nodes: readonly string[];
  /** Where it stands in the file, where that is one place. */
  readonly path?: string | undefined;
  /** One-based, where it is known. */
  readonly line?: number | undefined;
}

/** An id of these parts. Marks that separate parts, lists and graphs are escaped in them, so that no two faults share an id. */
export function findingId(kind: string, ...parts: readonly (string | readonly string[])[]): string {
  return [kind, ...parts.map((part) => typeof part === "string" ? escaped(part) : part.map(escaped).join(","))].join(":");
}

/** The id of a finding in one of several graphs of a file. */
export function idInGraph(id: string, graph: string): string {
  return `${id}@${escaped(graph)}`;
}

/** The class of a finding: what comes before the first colon of its id. */
export function classOf({ id }: Pick<Finding, "id">): string {
  return id.split(":", 1)[0]!;
}

function escaped(text: string): string {
  return text.replace(/[%:,@\s]/g, (mark) => mark === " " ? mark : encodeURIComponent(mark));
}

const severities: readonly Severity[] = ["error", "warning", "note"];

/** Errors first, then by id; each id once. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const byId = new Map<string, Finding>();
  for (const finding of findings) if (!byId.has(finding.id)) byId.set(finding.id, finding);
  return [...byId.values()].sort((a, b) =>
    severities.indexOf(a.severity) - severities.indexOf(b.severity) || byText(a.id, b.id));
}

export function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Names in a message: all of a few, else the first ones and how many more. */
export function listed(names: readonly string[], most = 6): string {
  return names.length <= most ? names.join(", ") : `${names.slice(0, most - 1).join(", ")} and ${names.length - most + 1} more`;
}
