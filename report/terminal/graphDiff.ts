import { oneLine } from "../../releases/problem";
import type { PairChange, Pairs, Span } from "../../upgrades/diff/pairs";
import type { Stranded } from "../../upgrades/diff/stranded";
import type { DirectionDiff, GraphDiff, GraphsDiff } from "../../upgrades/graphDiff";
import { columns, heading, plural, type Paint } from "./screen";

/** What became of the graphs of a file, as a person reads it. */
export function graphDiffText({ graphs, breaking, unknown }: GraphsDiff, paint: Paint): string {
  const word = breaking ? paint.red(paint.bold("BREAKING")) : paint.green(paint.bold("NOTHING LOST"));
  return [
    heading(paint, plural(graphs.length, "graph"), word),
    ...graphs.map((graph) => graphText(graph, paint)),
    ...(unknown.length > 0 ? [columns([[paint.yellow("unknown"), `${unknown.join(", ")}: said to be deployed, and in none of the graphs`]], [11])] : []),
  ].join("\n");
}

function graphText(graph: GraphDiff, paint: Paint): string {
  const { releases, withdrawn, newest, stranded, up, down, changed, before, after } = graph;
  const [bad, good, plain] = [paint.red, paint.green, (text: string): string => text];
  const row = (colour: (text: string) => string, name: string, items: readonly string[]): string[][] =>
    items.map((text, i) => [i === 0 ? colour(name) : "", text]);
  const rows = [
    ...row(bad, "gone", after === null ? ["the whole graph"] : []),
    ...row(good, "new", before === null ? ["the whole graph"] : []),
    ...row(bad, "stranded", stranded.map((one) => strandedText(one, newest.after))),
    ...row(bad, "removed", releases.removed.length > 0 ? [releases.removed.join(", ")] : []),
    ...row(good, "added", releases.added.length > 0 ? [releases.added.join(", ")] : []),
    ...row(plain, "withdrawn", withdrawn.added.map(({ release, reason }) => `${release}: ${reason}`)),
    ...row(plain, "no longer withdrawn", withdrawn.lifted.map(({ release }) => release)),
    ...row(plain, "newest", newest.before === newest.after ? [] : [`${newest.before ?? "none"} → ${newest.after ?? "none"}`]),
    ...directionRows(up, "up", "reach"),
    ...(down ? directionRows(down, "back", "go back to") : []),
    ...row(plain, "changed", changed.map(({ release, parts }) => `${release}: ${parts.join(", ")}`)),
  ];
  return [paint.bold(oneLine(graph.title)), rows.length > 0 ? columns(rows, [21]) : "  no difference"].join("\n");

  function directionRows({ hops, routes, notCounted }: DirectionDiff, way: string, verb: string): string[][] {
    return [
      ...row(bad, `lost (${way})`, changeTexts(routes?.lost, `can no longer ${verb}`)),
      ...row(good, `gained (${way})`, changeTexts(routes?.gained, `can now ${verb}`)),
      ...row(plain, `hops gone (${way})`, changeTexts(hops.removed, "no longer straight to")),
      ...row(plain, `hops new (${way})`, changeTexts(hops.added, "now straight to")),
      ...row(paint.yellow, `not counted (${way})`, notCounted === null ? [] : [`routes: ${notCounted}`]),
    ];
  }
}

/** A pull request is read by people: of very many changes the first are shown, and how many more there are. */
const mostShown = 20;

function changeTexts(pairs: Pairs | undefined, verb: string): string[] {
  if (!pairs) return [];
  const shown = pairs.changes.slice(0, mostShown).map((change) => changeText(change, verb));
  const more = pairs.changes.length - shown.length;
  return more > 0 ? [...shown, `and from ${more} more; --json has all of them`] : shown;
}

function changeText({ from, to, pairs }: PairChange, verb: string): string {
  const count = to.reduce((sum, span) => sum + span.count, 0);
  return `from ${spanText(from)}: ${verb} ${to.map(spanText).join(", ")}${pairs > 1 ? ` (${plural(count, "release")})` : ""}`;
}

function spanText({ first, last, count }: Span): string {
  return count === 1 ? first : count === 2 ? `${first} and ${last}` : `${first} to ${last}`;
}

function strandedText({ release, because, farthest }: Stranded, newest: string | null): string {
  if (because === "removed") return `${release}: it is not in the graph any more`;
  const goal = newest ?? "a release that can be entered";
  return `${release}: no way leads to ${goal}; ${farthest === null ? "nothing can be reached from it" : `it gets no farther than ${farthest}`}`;
}
