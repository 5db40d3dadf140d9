import type { UpgradeGraph } from "../../upgrades/graph/model";
import { chartFigure } from "./chart";
import { dot } from "./dot";
import { framed } from "./frame";
import { layeredFigure } from "./layered";
import { mermaid } from "./mermaid";
import type { DrawOptions } from "./options";
import { outlineOf } from "./outline";
import { rulesOf, type Rule } from "./rules";
import { subjectOf, type Subject } from "./subject";

/** Up to here boxes and arrows are easier to read than any summary. */
const few = 16;
/** Beyond this arrows can't be followed, whatever they say. */
const many = 60;

/**
 * A picture of an upgrade graph, or the text that Graphviz or Mermaid makes one of. Few edges are arrows between boxes; many
 * are summarised as rules, a column each beside one lane of releases. What there is no room for is said in the picture.
 * The same graph and options give the same text.
 */
export function drawGraph(graph: UpgradeGraph, options: DrawOptions = {}): string {
  const subject = subjectOf(graph, options);
  const rules = rulesOf(subject);
  const arrows = hasArrows(subject, rules);
  switch (options.as ?? "svg") {
    case "svg": return framed(subject, arrows ? layeredFigure(subject) : chartFigure(subject, rules));
    case "dot": return dot(subject, outlineOf(subject, rules, arrows));
    case "mermaid": return mermaid(subject, outlineOf(subject, rules, arrows));
  }
}

/** Whether each edge gets an arrow: there are few of them, and no few rules that say the same. */
function hasArrows({ nodes, edges }: Subject, rules: readonly Rule[]): boolean {
  return edges <= 12 + nodes.length * 2 && (nodes.length <= few || (nodes.length <= many && rules.length * 2 > edges));
}
