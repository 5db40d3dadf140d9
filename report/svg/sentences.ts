import { count } from "../html/words";
import type { Rule } from "./rules";
import type { Subject } from "./subject";
import { fitted } from "./text";

/** The most exceptions, or the most targets, that are named one by one. */
const mostNamed = 4;

/** More columns than letters have no names: they are the graph's matrix, and sentences would not help. */
const mostLetters = 26;
/** Rules that are told in sentences. */
const mostSentences = 12;

/** The rules with letters, and the sentences of the first of them; what else there is, the chart shows. */
export function toldIn(subject: Subject, rules: readonly Rule[], all: readonly Rule[]): string[] {
  if (rules.length > mostLetters) return [];
  const told = rules.slice(0, mostSentences).map((rule, i) => titleOf(rules, i, sentence(subject, rule, all)));
  const more = rules.length - told.length;
  return more > 0 ? [...told, `${letterOf(rules, told.length)} to ${letterOf(rules, rules.length - 1)}: as the drawing shows`] : told;
}

/** A rule's sentence, after its letter where it has one. */
export function titleOf(rules: readonly Rule[], i: number, text: string): string {
  const letter = letterOf(rules, i);
  return letter === "" ? `${text.slice(0, 1).toUpperCase()}${text.slice(1)}` : `${letter}: ${text}`;
}

/** What a column is called; empty where columns have no names. */
export function letterOf(rules: readonly Rule[], i: number): string {
  return rules.length > 1 && rules.length <= mostLetters ? String.fromCharCode(65 + i) : "";
}

/** What a rule says, as a sentence without its full stop. */
export function sentence(subject: Subject, { sources, targets, stepwise }: Rule, all: readonly Rule[]): string {
  const leaving = all.reduce((sum, rule) => sum + rule.sources.length, 0);
  const from = sources.length === leaving && sources.length > 1 ? "from any release"
    : `from ${span(subject, sources[0]!, sources.at(-1)!)}${sources.length > 2 ? ` (${count(sources.length, "release")})` : ""}`;
  if (stepwise) return `${from}: only to the next, one after the other`;
  const comparative = subject.falling ? "older" : "newer";
  const [source, furthest] = [sources[0]!, targets.at(-1)!];
  const forward = targets[0]! > source;
  const set = new Set(targets);
  const exceptions = between(source + 1, furthest).filter((node) => !set.has(node) && subject.nodes[node]!.withdrawn === undefined);
  const holes = spans(subject, exceptions);
  const end = lastOpen(subject);
  if (forward && targets.length > 2 && holes.length <= Math.min(mostNamed, spans(subject, targets).length)) {
    return `${from}: to any ${comparative} release${furthest < end ? ` up to ${name(subject, furthest)}` : ""}${
      holes.length > 0 ? `, except ${holes.join(", ")}` : ""}`;
  }
  const named = spans(subject, targets);
  const more = named.length - mostNamed;
  return `${from}: to ${named.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** The furthest node that anything may follow. */
function lastOpen(subject: Subject): number {
  return Math.max(...subject.targets.map((ends) => ends.at(-1) ?? -1));
}

function between(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** Runs of neighbours as `a – c`, the rest as single names. */
function spans(subject: Subject, nodes: readonly number[]): string[] {
  const found: [number, number][] = [];
  for (const node of nodes) {
    const run = found.at(-1);
    if (run?.[1] === node - 1) run[1] = node;
    else found.push([node, node]);
  }
  return found.map(([first, last]) => span(subject, first, last));
}

/** `a`, or `a – c`. */
export function span(subject: Subject, first: number, last: number): string {
  return first === last ? name(subject, first) : `${name(subject, first)} – ${name(subject, last)}`;
}

function name(subject: Subject, node: number): string {
  return fitted(subject.nodes[node]!.name, 160);
}
