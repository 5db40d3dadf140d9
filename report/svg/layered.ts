import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel } from "@dagrejs/dagre";
import { html, type Html } from "../html/html";
import { round } from "../html/wayMarks";
import type { Figure } from "./frame";
import { boxLegend } from "./legend";
import { arrowHead, cross, middleOf, numberBadge, octagon, offCorner, throughPoints, type Point } from "./marks";
import { describe, labelOf, type DrawnNode, type Subject } from "./subject";
import { fitted, oneLine, strong, widthOf } from "./text";

/** Wider than this it goes down and not to the right. */
const mostWidth = 1100;
const longestName = 240;
const mostReasons = 6;
/** How far the second outline of the goal stands off. */
const ring = 5;

interface Box {
  readonly node: DrawnNode;
  readonly name: string;
  readonly version: string | undefined;
  readonly width: number;
  readonly height: number;
}

interface Drawn {
  readonly from: number;
  readonly to: number;
  readonly number?: number | undefined;
  readonly missing: boolean;
}

/** Nodes as boxes in layers, all edges drawn: for graphs with few edges for their nodes. */
export function layeredFigure(subject: Subject): Figure {
  const boxes = subject.nodes.map(boxOf);
  const edges = edgesOf(subject);
  const across = placed(boxes, edges, "LR");
  const graph = across.width <= mostWidth ? across : placed(boxes, edges, "TB");
  return {
    width: graph.width,
    height: graph.height,
    body: html`${edges.map((edge, i) => edgeMark(subject, edge, graph.lines[i]!))}
${boxes.map((box, i) => boxMark(box, graph.places[i]!, subject.hops.length > 0))}
${edges.map((edge, i) => badge(edge, graph.lines[i]!))}`,
    legend: boxLegend(subject),
    said: withdrawnIn(subject),
  };
}

/** Why releases were withdrawn, which a box has no room for. */
function withdrawnIn({ nodes }: Subject): string[] {
  return nodes.filter(({ withdrawn }) => withdrawn !== undefined).slice(0, mostReasons)
    .map(({ name, withdrawn }) => `${name} was withdrawn: ${withdrawn!}`);
}

function boxOf(node: DrawnNode): Box {
  const label = labelOf(node);
  const name = fitted(label.name, longestName);
  const version = label.version === undefined ? undefined : fitted(label.version, longestName);
  // Names of the route and of stops are strong, which is wider.
  const width = Math.max(widthOf(name) * strong, version === undefined ? 0 : widthOf(version));
  return { node, name, version, width: Math.ceil(Math.max(56, width + 24)), height: version === undefined ? 34 : 48 };
}

/** The route last, so that it lies above the rest. */
function edgesOf(subject: Subject): Drawn[] {
  const numbers = new Map(subject.hops.map(({ from, to, number }) => [`${from} ${to}`, number]));
  const stated = subject.targets.flatMap((ends, from) =>
    ends.map((to): Drawn => ({ from, to, number: numbers.get(`${from} ${to}`), missing: false })));
  const { missing } = subject;
  const isThere = missing && subject.targets[missing.from]!.includes(missing.to);
  const all = missing && !isThere && missing.from !== missing.to ? [...stated, { ...missing, missing: true }] : stated;
  return [...all].sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
}

interface Placed {
  readonly width: number;
  readonly height: number;
  readonly places: readonly Point[];
  readonly lines: readonly (readonly Point[])[];
}

function placed(boxes: readonly Box[], edges: readonly Drawn[], rankdir: "LR" | "TB"): Placed {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>();
  graph.setGraph({ rankdir, nodesep: 26, ranksep: rankdir === "LR" ? 52 : 46, edgesep: 16 });
  boxes.forEach(({ node, width, height }, i) => {
    const around = node.part === "goal" ? ring * 2 : 0;
    graph.setNode(String(i), { width: width + around, height: height + around });
  });
  const both = new Set(edges.map(({ from, to }) => `${to} ${from}`));
  for (const { from, to, number, missing } of edges) {
    // A label keeps a place free for a hop's number, and keeps two edges between the same nodes apart.
    const labelled = number !== undefined || missing || both.has(`${from} ${to}`);
    graph.setEdge(String(from), String(to), labelled ? { width: 24, height: 24, labelpos: "c", weight: number === undefined ? 1 : 3 } : {});
  }
  layout(graph);
  const places = boxes.map((_, i) => graph.node(String(i)) as NodeLabel & Point);
  const lines = edges.map(({ from, to }) => {
    const points = graph.edge(String(from), String(to)).points ?? [];
    const end = (node: number, point: Point): Point => offCorner(point, places[node]!, places[node]!.width, places[node]!.height);
    return [end(from, points[0]!), ...points.slice(1, -1), end(to, points.at(-1)!)];
  });
  const corners = boxes.flatMap(({ width, height }, i) => {
    const { x, y } = places[i]!;
    return [{ x: x - width / 2 - 6, y: y - height / 2 - 6 }, { x: x + width / 2 + 6, y: y + height / 2 + 6 }];
  });
  // A line may leave the extent that the layout tells.
  const all = [...corners, ...lines.flat().flatMap(({ x, y }) => [{ x: x - 12, y: y - 12 }, { x: x + 12, y: y + 12 }])];
  const [left, top] = [Math.min(...all.map(({ x }) => x), Infinity), Math.min(...all.map(({ y }) => y), Infinity)];
  const [right, bottom] = [Math.max(...all.map(({ x }) => x)), Math.max(...all.map(({ y }) => y))];
  const shifted = ({ x, y }: Point): Point => ({ x: x - left, y: y - top });
  return all.length === 0 ? { width: 0, height: 0, places: [], lines: [] } : {
    width: right - left, height: bottom - top, places: places.map(shifted), lines: lines.map((line) => line.map(shifted)),
  };
}

function edgeMark(subject: Subject, { from, to, number, missing }: Drawn, points: readonly Point[]): Html {
  const names = subject.risks(from, to);
  const look = [missing ? "gap" : "", number === undefined ? "" : "way", names.length > 0 ? "risky" : ""].filter((one) => one !== "").join(" ");
  const [before, tip] = [points.at(-2)!, points.at(-1)!];
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const size = number === undefined ? 9 : 13;
  // The line ends inside of its head, or its square end would show beside the tip.
  const end = { x: tip.x - ((tip.x - before.x) / length) * (size - 2), y: tip.y - ((tip.y - before.y) / length) * (size - 2) };
  const [start, goal] = [subject.nodes[from]!, subject.nodes[to]!];
  const title = `${oneLine(start.name)} → ${oneLine(goal.name)}${missing ? ": not allowed" : ""}${names.length > 0 ? `; risks: ${names.map(oneLine).join(", ")}` : ""}`;
  return html`<g><title>${title}</title><path class="edge ${look}" d="${throughPoints([...points.slice(0, -1), end])}"/>${arrowHead(before, tip, look, size)}</g>
`;
}

function badge({ number, missing }: Drawn, points: readonly Point[]): Html | false {
  if (number !== undefined) return numberBadge(middleOf(points), number);
  return missing && cross(middleOf(points));
}

function boxMark({ node, name, version, width, height }: Box, { x, y }: Point, allowed: boolean): Html {
  const { part, required, withdrawn, reachable } = node;
  const reached = part === "stop" || (part === "goal" && allowed);
  const onWay = part !== "crossed" && part !== "none";
  const looks = [
    "box", withdrawn !== undefined && "gone", required && "required", part === "crossed" && "passed", onWay && "way",
    part === "start" && "start", reached && "reached", reachable && "open",
  ].filter((one) => one !== false).join(" ");
  const outline = (more: number, look: string): Html => (required
    ? html`<path class="${look}" d="${octagon({ x, y }, width + more * 2, height + more * 2)}"/>`
    : html`<rect class="${look}" x="${round(x - width / 2 - more)}" y="${round(y - height / 2 - more)}" width="${width + more * 2}" height="${height + more * 2}" rx="${7 + more}"/>`);
  const text = `${withdrawn === undefined ? "" : " gone"}${reached ? " reached" : ""}`;
  return html`<g><title>${describe(node)}</title>${part === "goal" && outline(ring, "ring")}${outline(0, looks)}<text class="middle${onWay ? " strong" : ""}${text}" x="${round(x)}" y="${
    round(version === undefined ? y + 4.5 : y - 3)}">${name}</text>${version !== undefined && html`<text class="middle ${reached ? "reached" : "muted"}" x="${round(x)}" y="${round(y + 14)}">${version}</text>`}</g>
`;
}
