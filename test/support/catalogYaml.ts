/** The text of a small, right catalog, one line a thing so that tests can break one and know its line. */
export const catalogYaml = `schema: stepwise/catalog/v1
system: demo
title: Demo
source: https://example.org/releases
components:
  core:
    title: Core
    stores: [{ name: db, engine: postgresql }]
  worker: { title: Worker, after: [core] }
upgrades:
  - { from: ">=1.0.0", to: ">=1.0.0", source: docs }
downgrades:
  - { from: ">=1.0.0", to: ">=1.0.0", source: docs }
releases:
  - version: "1.0.0"
    date: "2025-01-01"
  - version: "2.0.0"
    date: "2025-02-01"
    notes:
      - { id: N-1, kind: action, category: A, component: core, text: do it, source: docs, supersededBy: N-2 }
      - { id: N-2, kind: fix, category: C, component: system, text: done, source: docs }
    migrations:
      - { component: core, store: db, text: a column, reversible: true, window: online, source: docs }
    requires:
      - { kind: data, id: D-1, component: core, text: no orders, remedy: close them, source: docs }
      - { kind: platform, id: P-1, platform: kubernetes, range: ">=1.29", text: an API, source: docs }
      - { kind: component, id: K-1, component: core, needs: worker, range: ">=1.0.0", text: calls it, source: docs }
    config:
      - { component: core, change: added, what: flag, name: --new, source: docs }
    stop: { id: S-1, from: "<2.0.0", reason: converts, source: docs }
    risks:
      - { id: R-1, from: "<2.0.0", text: slow, source: docs }
`;

/** The text with one thing in it changed. Fails when that is not in it exactly once, so that no test breaks nothing. */
export function changed(text: string, what: string, into: string): string {
  if (text.split(what).length !== 2) throw new Error(`${JSON.stringify(what)} is not in the text exactly once`);
  return text.replace(what, () => into);
}

/** The number of the line with `what` in it, one-based. */
export function lineWith(text: string, what: string): number {
  return text.split("\n").findIndex((line) => line.includes(what)) + 1;
}
