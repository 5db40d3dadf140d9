import { light } from "../html/palette";
import type { Outline, OutlineEdge, OutlineNode } from "./outline";
import type { Subject } from "./subject";
import { fitted, oneLine } from "./text";

/** The graph as a Mermaid flowchart, https://mermaid.js.org/syntax/flowchart.html, for Markdown that draws it. */
export function mermaid(subject: Subject, { nodes, edges, said }: Outline): string {
  const lines = [
    "---",
    `title: ${yamlText(subject.title)}`,
    "---",
    "flowchart TB",
    `  accTitle: ${escaped(subject.title)}`,
    `  accDescr: ${escaped(said[0] ?? "")}`,
    ...nodes.map((node, i) => `  n${i}${shaped(node)}`),
    ...edges.map(({ from, to, ...edge }) => `  n${from} ${arrow(edge)} n${to}`),
    `  said["${said.map(escaped).join("<br/>")}"]:::said`,
    ...classes(nodes, subject.hops.length > 0),
    ...linkStyles(edges),
    "  classDef said fill:none,stroke:none,text-align:left",
  ];
  return `${lines.join("\n")}\n`;
}

function shaped({ node, label }: OutlineNode): string {
  return node?.required ? `{{"${escaped(label)}"}}` : `["${escaped(label)}"]`;
}

/** Risks are named on their arrow: there is nothing to hover over. */
function arrow({ number, missing, risks }: Omit<OutlineEdge, "from" | "to">): string {
  const words = [number === undefined ? "" : `hop ${number}`, missing ? "not allowed" : "", risks.length > 0 ? `risks: ${risks.join(", ")}` : ""]
    .filter((word) => word !== "").join("; ");
  const line = number !== undefined ? "==>" : missing ? "-.-x" : risks.length > 0 ? "-.->" : "-->";
  return words === "" ? line : `${line}|"${escaped(fitted(words, 480))}"|`;
}

const looks = {
  start: `stroke:${light.accent},stroke-width:3px`,
  reached: `fill:${light.accent},stroke:${light.accent},color:${light.onAccent}`,
  goal: `stroke:${light.accent},stroke-width:3px,stroke-dasharray:6 3`,
  crossed: `stroke:${light.accent}`,
  reachable: `fill:${light.goodGround},stroke:${light.good},color:${light.text}`,
  required: `stroke:${light.warn},stroke-width:3px`,
  withdrawn: `stroke-dasharray:2 3,color:${light.tick},text-decoration:line-through`,
} as const;

/** Later classes win, so the way comes last. */
function classes(nodes: readonly OutlineNode[], allowed: boolean): string[] {
  const has: Readonly<Record<keyof typeof looks, (node: OutlineNode) => boolean>> = {
    withdrawn: ({ node }) => node?.withdrawn !== undefined,
    reachable: ({ node }) => node?.reachable === true,
    required: ({ node }) => node?.required === true,
    crossed: ({ node }) => node?.part === "crossed",
    start: ({ node }) => node?.part === "start",
    goal: ({ node }) => node?.part === "goal" && !allowed,
    reached: ({ node }) => node?.part === "stop" || (node?.part === "goal" && allowed),
  };
  return (Object.keys(has) as (keyof typeof looks)[]).flatMap((look) => {
    const named = nodes.flatMap((node, i) => (has[look](node) ? [`n${i}`] : []));
    return named.length === 0 ? [] : [`  classDef ${look} ${looks[look]}`, `  class ${named.join(",")} ${look}`];
  });
}

function linkStyles(edges: readonly OutlineEdge[]): string[] {
  const style = (test: (edge: OutlineEdge) => boolean, look: string): string[] => {
    const numbers = edges.flatMap((edge, i) => (test(edge) ? [i] : []));
    return numbers.length === 0 ? [] : [`  linkStyle ${numbers.join(",")} ${look}`];
  };
  return [
    ...style(({ risks, number }) => risks.length > 0 && number === undefined, `stroke:${light.warn}`),
    ...style(({ number }) => number !== undefined, `stroke:${light.accent},stroke-width:4px`),
    ...style(({ missing }) => missing, `stroke:${light.bad},stroke-width:2px`),
  ];
}

/** All that Mermaid, Markdown or HTML could read as their own, as Mermaid's entity codes. */
function escaped(text: string): string {
  return oneLine(text).replace(/[^\p{Letter}\p{Number} .,:()_/+→–…-]/gu, (char) =>
    /[\p{Control}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/u.test(char) ? "#65533;" : `#${char.codePointAt(0)!};`);
}

/** A JSON string is a YAML string; what would begin a directive of Mermaid's is hidden from it. */
function yamlText(text: string): string {
  return JSON.stringify(oneLine(text)).replaceAll("%", "\\u0025");
}
