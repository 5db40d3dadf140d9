import type { Catalog } from "../releases/catalog";
import { compareVersions } from "../releases/version";
import { catalogGraph } from "./graph/catalogGraph";
import { costOrder } from "./graph/cost";
import { missingLink } from "./graph/missing";
import type { CostCriterion, Facts, GraphFormat, HopCost, UpgradeGraph } from "./graph/model";
import { reach, type Reached } from "./graph/search";
import type { Kind } from "./hop";
import type { Reason } from "./reason";
import { cheapestRoute, type RunnerUp } from "./route";

export interface Verdict {
  readonly schema: "stepwise/verdict/v1";
  readonly format: GraphFormat;
  /** Which of a file's graphs: a chain, a channel; the system for a catalog. */
  readonly graph: string;
  readonly from: string;
  readonly to: string;
  /** Whether a route exists; one of several hops is allowed and is walked hop by hop. */
  readonly allowed: boolean;
  readonly route: readonly string[] | null;
  /** What can be entered from `from` in one hop. */
  readonly available: readonly string[];
  /** Why `to` can't be reached in one hop, or at all; and which risks the route meets. */
  readonly reasons: readonly Reason[];
  /** When blocked: the reachable releases closest to `to`. */
  readonly nearest: readonly string[];
  /** SHA-256 of the catalog that was asked. */
  readonly catalog: string;
  /** What the route costs, in the order in which that decided. */
  readonly cost: HopCost | null;
  readonly order: readonly CostCriterion[];
  /** The best other route, and what it would cost more. */
  readonly runnerUp: RunnerUp | null;
  /** When blocked: everything that can be reached from `from`. */
  readonly reachable: readonly string[];
  /** When blocked: the one hop that is missing, what is in its way, and the smallest change that would allow it. */
  readonly missing: Missing | null;
}

export interface Missing {
  readonly from: string;
  readonly to: string;
  readonly reasons: readonly Reason[];
  readonly change: string;
}

export interface CheckOptions {
  /** What decides first between routes. @default - fewest hops */
  readonly prefer?: readonly CostCriterion[] | undefined;
}

/** Whether a catalog leads from one release to another, up or back. */
export function checkCatalog(
  catalog: Catalog, from: string, to: string, kind: Kind = null, options: CheckOptions & { readonly facts?: Facts } = {},
): Verdict {
  const directed = (direction: "up" | "down"): UpgradeGraph => catalogGraph(catalog, { kind, direction, known: { facts: options.facts } });
  const [up, down] = [directed("up"), directed("down")];
  const verdict = checkGraph(compareVersions(to, from) < 0 ? down : up, from, to, options);
  const available = [down, up].flatMap((graph) => successorsOf(graph, from));
  return { ...verdict, available };
}

/** Whether a graph leads from one release to another, with the witness route or what is missing. */
export function checkGraph(graph: UpgradeGraph, from: string, to: string, { prefer }: CheckOptions = {}): Verdict {
  const [start, end] = [graph.positionOf(from), graph.positionOf(to)];
  const order = costOrder(prefer);
  const verdict = {
    schema: "stepwise/verdict/v1" as const, format: graph.format, graph: graph.name, from, to, available: successorsOf(graph, from), catalog: graph.digest, order,
    allowed: false, route: null, cost: null, runnerUp: null, nearest: [], reachable: [], missing: null,
    reasons: from === to && start !== undefined ? [] : graph.obstacles(from, to),
  };
  if (start === undefined) return verdict;
  const reached = reach(graph, start, order);
  const best = end === undefined ? null : cheapestRoute(graph, reached, end, order);
  if (best) return { ...verdict, ...best, allowed: true, reasons: [...verdict.reasons, ...exposures(graph, best.route)] };
  return {
    ...verdict,
    nearest: nearest(graph, reached, to),
    reachable: graph.nodes.flatMap(({ name }, position) => reached.costs[position] && position !== start ? [name] : []),
    missing: end === undefined ? { from, to, reasons: verdict.reasons, change: `${to} is there, and the hop ${from} → ${to} is allowed` }
      : missing(graph, reached, end),
  };
}

function successorsOf(graph: UpgradeGraph, from: string): string[] {
  const start = graph.positionOf(from);
  return start === undefined ? [] : graph.successors(start).map((position) => graph.nodes[position]!.name);
}

/** The reachable releases closest to `to`, on its side of `from`: the newest below it and the oldest above. */
function nearest(graph: UpgradeGraph, reached: Reached, to: string): string[] {
  const end = graph.positionOf(to);
  const version = end === undefined ? to : graph.nodes[end]!.version;
  const here = graph.nodes[reached.start]!.version;
  const side = Math.sign(compareVersions(version, here));
  const found = graph.nodes.filter((node, position) => reached.costs[position] && position !== end
    && Math.sign(compareVersions(node.version, here)) === side);
  const below = found.filter((node) => compareVersions(node.version, version) < 0).at(-1);
  const above = found.find((node) => compareVersions(node.version, version) > 0);
  return [below, above].flatMap((node) => node ? [node.name] : []);
}

function missing(graph: UpgradeGraph, reached: Reached, end: number): Missing {
  const link = missingLink(graph, reached, end);
  const [from, to] = [graph.nodes[link.from]!.name, graph.nodes[link.to]!.name];
  const reasons = graph.obstacles(from, to);
  return { from, to, reasons, change: smallestChange(from, to, reasons) };
}

/** What would have to be said otherwise for one hop to be there. */
function smallestChange(from: string, to: string, reasons: readonly Reason[]): string {
  const changes = reasons.map(({ id }) => {
    switch (id.split(":")[0] ?? "") {
      case "withdrawn": return `${to} is no longer withdrawn`;
      case "irreversible": return `a backup from before ${id.split("@")[1] ?? "the migration"} is restored on the way back`;
      case "required-stop": return `the required stop ${id.slice("required-stop:".length)} lets ${from} pass`;
      default: return `the hop ${from} → ${to} is allowed`;
    }
  });
  return [...new Set(changes)].join(", and ");
}

function exposures(graph: UpgradeGraph, route: readonly string[]): Reason[] {
  const risks = (from: string, to: string) => graph.risks(graph.positionOf(from)!, graph.positionOf(to)!);
  return route.slice(1).flatMap((to, i) => risks(route[i]!, to).map(({ name, message, url, when }): Reason => ({
    id: name,
    kind: "exposure",
    message: `${route[i]!} → ${to}: ${message}${url === undefined ? "" : ` (${url})`}`
      + (when === "always" ? "" : "; whether it applies is not known, or it does"),
    remedy: typeof when === "object" ? `state ${when.fact} if you know it; else take it as applying` : "read it before you go on",
  })));
}
