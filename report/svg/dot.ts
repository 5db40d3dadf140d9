import { unseen } from "../../releases/problem";
import { light } from "../html/palette";
import type { Outline, OutlineEdge, OutlineNode } from "./outline";
import type { Subject } from "./subject";
import { oneLine } from "./text";

/** The graph in Graphviz's language, https://graphviz.org/doc/info/lang.html. */
export function dot(subject: Subject, { nodes, edges, said }: Outline): string {
  const lines = [
    `digraph ${quoted(subject.title)} {`,
    `  graph [label="${[subject.title, ...said].map((line) => `${escaped(line)}\\l`).join("")}" labelloc=t labeljust=l rankdir=TB fontname="sans-serif" fontsize=12];`,
    `  node [shape=box style="rounded,filled" fontname="sans-serif" fontsize=11 fillcolor="${light.surface}" color="${light.tick}" fontcolor="${light.text}"];`,
    `  edge [fontname="sans-serif" fontsize=10 color="${light.tick}"];`,
    ...nodes.map((node, i) => `  n${i} [${attributes({ label: node.label, tooltip: node.about, ...nodeLook(node, subject.hops.length > 0) })}];`),
    ...edges.map((edge) => `  n${edge.from} -> n${edge.to}${edgeLook(edge)};`),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

type Attributes = Readonly<Record<string, string>>;

function nodeLook({ node }: OutlineNode, allowed: boolean): Attributes {
  if (!node) return { style: "rounded,dashed" };
  const reached = node.part === "stop" || (node.part === "goal" && allowed);
  return {
    ...(node.reachable ? { fillcolor: light.goodGround, color: light.good } : {}),
    ...(node.withdrawn === undefined ? {} : { style: "rounded,dashed", fontcolor: light.muted }),
    ...(node.required ? { shape: "octagon", style: "filled", color: light.warn, penwidth: "2" } : {}),
    ...(node.part === "none" ? {} : { color: light.accent }),
    ...(node.part === "start" ? { penwidth: "3" } : {}),
    ...(reached ? { style: node.required ? "filled" : "rounded,filled", fillcolor: light.accent, fontcolor: light.onAccent } : {}),
    ...(node.part === "goal" ? { peripheries: "2" } : {}),
  };
}

function edgeLook({ number, missing, risks }: OutlineEdge): string {
  const words = risks.length > 0 ? { edgetooltip: `risks: ${risks.join(", ")}` } : {};
  const look: Attributes = {
    ...(risks.length > 0 ? { style: "dashed", color: light.warn, ...words } : {}),
    ...(number === undefined ? {} : { color: light.accent, penwidth: "3", label: `hop ${number}` }),
    ...(missing ? { style: "dashed", color: light.bad, fontcolor: light.bad, penwidth: "2", label: "not allowed", constraint: "true" } : {}),
  };
  return Object.keys(look).length === 0 ? "" : ` [${attributes(look)}]`;
}

function attributes(all: Attributes): string {
  return Object.entries(all).map(([name, value]) => `${name}=${quoted(value)}`).join(" ");
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** In quotes: a backslash begins an escape there, and an ampersand an HTML entity. */
function escaped(text: string): string {
  return oneLine(text).replace(unseen, "\ufffd").replaceAll("\\", "\\\\").replaceAll("\"", "\\\"").replaceAll("&", "&amp;");
}
