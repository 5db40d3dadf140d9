import type { Subject } from "./subject";

/**
 * What many edges say together. From each of its sources one may go straight to any of its targets that is further on;
 * where it goes step by step, only to the next of them.
 */
export interface Rule {
  /** Ascending. */
  readonly sources: readonly number[];
  /** What can be entered from at least one source, ascending. */
  readonly targets: readonly number[];
  readonly stepwise: boolean;
}

/** The fewest steps in a row that are worth a rule of their own. */
const leastSteps = 3;

/**
 * All edges of a graph as few rules: one for the graph in which every newer release may follow every older one, one a stop
 * where hops may not pass over stops, and in the worst case one a node, which is the graph's matrix.
 * One pass over the edges.
 */
export function rulesOf(subject: Subject): Rule[] {
  const groups: { sources: number[]; targets: Set<number> }[] = [];
  const open = subject.targets.flatMap((ends, node) => (ends.length > 0 ? [node] : [])).reverse();
  for (const node of open) {
    const group = groups.at(-1);
    const next = group?.sources.at(-1);
    if (group && next !== undefined && saysTheSame(subject.targets[node]!, node, subject.targets[next]!, next)) {
      group.sources.push(node);
      for (const to of subject.targets[node]!) group.targets.add(to);
    } else {
      groups.push({ sources: [node], targets: new Set(subject.targets[node]) });
    }
  }
  return withSteps(groups.map(({ sources, targets }) =>
    ({ sources: sources.reverse(), targets: [...targets].sort((a, b) => a - b), stepwise: false })).reverse());
}

/** Whether all that may follow the next source may follow this one, and nothing else beyond it. Risks are another matter. */
function saysTheSame(mine: readonly number[], node: number, theirs: readonly number[], next: number): boolean {
  if (mine[0]! < node || theirs[0]! < next) return false;
  const beyond = mine.filter((to) => to > next);
  return beyond.length === theirs.length && beyond.every((to, i) => to === theirs[i]);
}

function withSteps(rules: readonly Rule[]): Rule[] {
  const found: Rule[] = [];
  for (let i = 0; i < rules.length;) {
    let end = i;
    while (isStep(rules[end]) && (end === i || rules[end - 1]!.targets[0] === rules[end]!.sources[0])) end++;
    if (end - i >= leastSteps) {
      const steps = rules.slice(i, end);
      found.push({ sources: steps.flatMap(({ sources }) => sources), targets: steps.flatMap(({ targets }) => targets), stepwise: true });
      i = end;
    } else {
      found.push(rules[i]!);
      i++;
    }
  }
  return found;
}

function isStep(rule: Rule | undefined): boolean {
  return rule?.sources.length === 1 && rule.targets.length === 1 && rule.targets[0]! > rule.sources[0]!;
}
