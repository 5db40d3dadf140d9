import { count } from "../html/words";
import type { Row } from "./rows";
import { span } from "./sentences";
import type { Subject } from "./subject";
import { oneLine } from "./text";

export interface Note {
  readonly text: string;
  readonly look: "warn" | "muted" | "strong";
}

/** What a row says about its release in words, the most important first. */
export function notesOf(subject: Subject): (row: Row) => Note[] {
  const entered = new Set(subject.targets.flat());
  const risks = risksByTarget(subject);
  const last = subject.nodes.length - 1;
  return ({ first, last: end, kind }) => {
    if (kind === "hidden") return [{ text: `${count(end - first + 1, "release")}, not drawn`, look: "muted" }];
    const { part, required, withdrawn } = subject.nodes[first]!;
    const notes: (Note | false)[] = [
      kind === "same" && { text: count(end - first + 1, "release"), look: "muted" },
      part === "start" && { text: "where it is", look: "strong" },
      part === "goal" && { text: "where it should go", look: "strong" },
      required && { text: "required stop", look: "warn" },
      withdrawn !== undefined && { text: `withdrawn: ${oneLine(withdrawn)}`, look: "muted" },
      first !== 0 && withdrawn === undefined && !entered.has(first) && { text: "no way in", look: "warn" },
      end !== last && subject.targets[end]!.length === 0 && { text: "no way on", look: "warn" },
      ...risks[first]!.map((text): Note => ({ text, look: "warn" })),
    ];
    return notes.filter((note) => note !== false);
  };
}

/** Each risk of hops that enter a release, said where it begins and with where it ends. */
function risksByTarget(subject: Subject): string[][] {
  const entering = subject.nodes.map(() => new Set<string>());
  subject.targets.forEach((ends, from) => {
    for (const to of ends) for (const name of subject.risks(from, to)) entering[to]!.add(name);
  });
  return entering.map((names, node) => [...names].filter((name) => !entering[node - 1]?.has(name)).sort().map((name) => {
    let end = node;
    while (entering[end + 1]?.has(name)) end++;
    return `risk ${oneLine(name)}${end === node ? "" : `, to ${span(subject, end, end)}`}`;
  }));
}
