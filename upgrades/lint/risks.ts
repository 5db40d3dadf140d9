import type { GraphDocument, GraphRisk } from "../graph/model";
import { byText, findingId, listed, type Finding } from "./finding";

/** Where a fact is compared with a value. */
export interface FactUse {
  readonly fact: string;
  readonly equals: string | boolean;
  /** The risk, the requirement or the note that compares it. */
  readonly by: string;
  readonly nodes: readonly string[];
  readonly path: string;
}

interface RiskUse {
  readonly risk: GraphRisk;
  readonly nodes: readonly string[];
  readonly path: string;
}

/** Risks that can never be true, that differ under one name, or that compare one fact with values of two types. */
export function riskFindings({ edges, ignored = [], title }: GraphDocument): Finding[] {
  const byName = new Map<string, RiskUse[]>();
  for (const { from, to, risks, path } of [...edges, ...ignored]) {
    for (const risk of risks) {
      const use = { risk, nodes: [from, to], path };
      if (!byName.get(risk.name)?.push(use)) byName.set(risk.name, [use]);
    }
  }
  const facts = [...byName].flatMap(([by, uses]) => uses.flatMap(({ risk: { when }, nodes, path }): FactUse[] =>
    typeof when === "object" ? [{ ...when, by, nodes, path }] : []));
  return [...[...byName].flatMap(([name, uses]) => findingsOf(name, uses, title)), ...factFindings(facts, title)];
}

function findingsOf(name: string, uses: readonly RiskUse[], title: string): Finding[] {
  const found = (kind: string, severity: Finding["severity"], message: string, some: readonly RiskUse[]): Finding => ({
    id: findingId(kind, name), severity, message, nodes: targetsOf(some), path: some.map(({ path }) => path).sort(byText)[0],
  });
  const never = uses.filter(({ risk }) => risk.when === "never");
  const rules = distinct(uses.map(({ risk }) => JSON.stringify(risk.when)));
  const texts = distinct(uses.map(({ risk: { message, url } }) => JSON.stringify([message, url])));
  return [
    ...(never.length === 0 ? [] : [found("risk-never", "warning", `no rule of the risk ${name} can ever be true in ${title}`, never)]),
    ...(rules < 2 ? [] : [found("risk-rules-differ", "error", `the risk ${name} has ${rules} different rules in ${title}; one name should have one rule`, uses)]),
    ...(texts < 2 ? [] : [found("risk-texts-differ", "note", `the risk ${name} has ${texts} different messages or links in ${title}`, uses)]),
  ];
}

/** Facts that are compared with true or false in one place and with text in another: one of the two never holds. */
export function factFindings(uses: readonly FactUse[], title: string): Finding[] {
  const byFact = new Map<string, FactUse[]>();
  for (const use of uses) if (!byFact.get(use.fact)?.push(use)) byFact.set(use.fact, [use]);
  return [...byFact].flatMap(([fact, all]): Finding[] => {
    const [flags, texts] = [true, false].map((flag) => all.filter(({ equals }) => (typeof equals === "boolean") === flag));
    if (flags!.length === 0 || texts!.length === 0) return [];
    const by = (some: readonly FactUse[]): string => listed([...new Set(some.map((use) => use.by))].sort(byText));
    return [{
      id: findingId("fact-types", fact),
      severity: "error",
      message: `the fact ${fact} is compared with true or false by ${by(flags!)} and with text by ${by(texts!)} in ${title}; one of the two never holds`,
      nodes: targetsOf(all),
      path: all.map(({ path }) => path).sort(byText)[0],
    }];
  });
}

function targetsOf(uses: readonly { readonly nodes: readonly string[] }[]): string[] {
  return [...new Set(uses.map(({ nodes }) => nodes.at(-1)!))].sort(byText);
}

function distinct(texts: readonly string[]): number {
  return new Set(texts).size;
}
