import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { compareVersions } from "../../../releases/version";
import type { GraphDocument } from "../../../upgrades/graph/model";
import { lintDocument } from "../../../upgrades/lint";
import { ids } from "../../support/catalogs";
import { documentFrom } from "../../support/graphs";

/** Small documents with every fault: names twice, edges twice, to themselves, to nowhere, withdrawn releases, labels. */
const documents: fc.Arbitrary<GraphDocument> = fc.integer({ min: 1, max: 6 }).chain((size) => {
  const name = fc.integer({ min: 1, max: size + 1 }).map((n) => `${n}.0.0`);
  return fc.record({
    nodes: fc.tuple(
      fc.tuple(...Array.from({ length: size }, (_, i) => fc.record({ name: fc.constant(`${i + 1}.0.0`), withdrawn: fc.option(fc.constant("it leaks"), { nil: undefined, freq: 3 }) }))),
      fc.array(fc.integer({ min: 1, max: size }).map((n) => ({ name: `${n}.0.0` })), { maxLength: 1 }),
    ).map((lists) => lists.flat()),
    edges: fc.array(fc.tuple(name, name), { maxLength: 12 }),
    labels: fc.array(fc.option(name, { nil: undefined }), { minLength: 12, maxLength: 12 }),
    rollback: fc.boolean(),
  }).map(({ nodes, edges, labels, rollback }) => {
    const document = documentFrom({ nodes, edges, rollback });
    return { ...document, edges: document.edges.map((edge, i) => ({ ...edge, label: labels[i] })) };
  });
});

/** What a reader of the graph would say, by trying everything: the relation of who gets to whom is built up to its end. */
function oracle(document: GraphDocument) {
  const names = [...new Set(document.nodes.map(({ name }) => name))].sort(compareVersions);
  const withdrawn = (name: string): boolean => document.nodes.some((node) => node.name === name && node.withdrawn !== undefined);
  const stated = document.edges.filter(({ from, to }) => from !== to && names.includes(from) && names.includes(to));
  const closure = (edges: typeof stated): ((from: string, to: string) => boolean) => {
    const pairs = new Set(edges.map(({ from, to }) => `${from} ${to}`));
    for (const via of names) for (const from of names) for (const to of names) {
      if (pairs.has(`${from} ${via}`) && pairs.has(`${via} ${to}`)) pairs.add(`${from} ${to}`);
    }
    return (from, to) => pairs.has(`${from} ${to}`);
  };
  const open = names.filter((name) => !withdrawn(name));
  return {
    names, withdrawn, stated,
    leads: closure(stated),
    walks: closure(stated.filter(({ to }) => !withdrawn(to))),
    goal: document.rollback ? open[0] : open.at(-1),
    out: (name: string) => stated.filter(({ from }) => from === name).map(({ to }) => to),
  };
}

const classes: Readonly<Record<string, (document: GraphDocument) => readonly string[]>> = {
  "cycle": (document) => {
    const { names, leads } = oracle(document);
    const together = (name: string): string[] => names.filter((other) => leads(name, other) && leads(other, name));
    const groups = names.filter((name) => leads(name, name)).map(together);
    return groups.map((group) => `cycle:${group.join(",")}`);
  },
  "self-loop": ({ edges }) => edges.filter(({ from, to }) => from === to).map(({ from }) => `self-loop:${from}`),
  "dangling-target": (document) => document.edges.filter(({ to }) => !oracle(document).names.includes(to)).map(({ from, to }) => `dangling-target:${from}:${to}`),
  "dangling-source": (document) => document.edges.filter(({ from }) => !oracle(document).names.includes(from)).map(({ from, to }) => `dangling-source:${from}:${to}`),
  "duplicate-node": ({ nodes }) => nodes.filter(({ name }, i) => nodes.findIndex((other) => other.name === name) < i).map(({ name }) => `duplicate-node:${name}`),
  "duplicate-edge": ({ edges }) => edges
    .filter(({ from, to }, i) => edges.findIndex((other) => other.from === from && other.to === to) < i).map(({ from, to }) => `duplicate-edge:${from}:${to}`),
  "against-order": (document) => document.edges
    .filter(({ from, to }) => [from, to].every((name) => oracle(document).names.includes(name)))
    .filter(({ from, to }) => document.rollback ? compareVersions(to, from) > 0 : compareVersions(to, from) < 0)
    .map(({ from, to }) => `against-order:${from}:${to}`),
  "label-differs": (document) => document.edges
    .filter(({ to, label }) => label !== undefined && label !== to && oracle(document).names.includes(to))
    .map(({ from, to, label }) => `label-differs:${from}:${to}:${label!}`),
  "mixed-labels": ({ edges }) => [...new Set(edges.map(({ from }) => from))]
    .filter((from) => new Set(edges.filter((edge) => edge.from === from).map(({ label }) => label === undefined)).size === 2)
    .map((from) => `mixed-labels:${from}`),
  "several-heads": (document) => {
    const { names, withdrawn, out } = oracle(document);
    const heads = names.filter((name) => !withdrawn(name) && out(name).length === 0);
    return heads.length > 1 ? [`several-heads:${(document.rollback ? heads.reverse() : heads).join(",")}`] : [];
  },
  "dead-end": (document) => {
    const { names, withdrawn, out, goal } = oracle(document);
    return names.filter((name) => name !== goal && !withdrawn(name) && out(name).length === 0).map((name) => `dead-end:${name}`);
  },
  "withdrawn-trap": (document) => {
    const { names, withdrawn, out } = oracle(document);
    return names.filter((name) => withdrawn(name) && out(name).every(withdrawn)).map((name) => `withdrawn-trap:${name}`);
  },
  "withdrawn-strands": (document) => {
    const { names, withdrawn, out, goal, walks, leads } = oracle(document);
    return names.filter((name) => name !== goal && goal !== undefined && !walks(name, goal) && out(name).length > 0
      && (out(name).every(withdrawn) ? !withdrawn(name) : leads(name, goal))).map((name) => `withdrawn-strands:${name}`);
  },
  "stranded": (document) => {
    const { names, withdrawn, out, goal, leads } = oracle(document);
    return names.filter((name) => name !== goal && out(name).some((next) => !withdrawn(next)) && (goal === undefined || !leads(name, goal)))
      .map((name) => `stranded:${name}`);
  },
  "unreachable": (document) => {
    const { names, withdrawn, stated, leads } = oracle(document);
    const neighbours = (name: string): string[] => stated.flatMap(({ from, to }) => from === name ? [to] : to === name ? [from] : []);
    const linked = (a: string, b: string, seen: readonly string[] = []): boolean =>
      a === b || neighbours(a).some((next) => !seen.includes(next) && linked(next, b, [...seen, a]));
    const order = document.rollback ? [...names].reverse() : names;
    return names.filter((name) => !withdrawn(name) && !names.some((other) => leads(other, name)))
      .filter((name) => order.find((other) => linked(name, other)) !== name)
      .map((name) => `unreachable:${name}`);
  },
};

describe("lint of any small graph", () => {
  for (const [kind, expected] of Object.entries(classes)) {
    it(`finds ${kind} exactly where there is one`, () => {
      let times = 0;
      fc.assert(fc.property(documents, (document) => {
        const found = ids(lintDocument(document)).filter((id) => id.startsWith(`${kind}:`));
        times += found.length;
        assert.deepEqual(found, [...new Set(expected(document))].sort());
      }), { numRuns: 1_000 });
      assert.ok(times > 20, `found only ${times} times, so this says little`);
    });
  }

  it("finds nothing but these classes", () => {
    fc.assert(fc.property(documents, (document) => {
      for (const id of ids(lintDocument(document))) assert.ok(Object.hasOwn(classes, id.split(":", 1)[0]!), id);
    }));
  });

  it("gives every finding its own id, the same in whatever order the document is", () => {
    const orders = documents.chain((document) => fc.tuple(
      fc.constant(document),
      fc.shuffledSubarray([...document.nodes], { minLength: document.nodes.length }),
      fc.shuffledSubarray([...document.edges], { minLength: document.edges.length }),
    ));
    fc.assert(fc.property(orders, ([document, nodes, edges]) => {
      const said = ({ id, severity, message, nodes: about }: ReturnType<typeof lintDocument>[number]) => ({ id, severity, message, about });
      const found = lintDocument(document);
      assert.equal(new Set(ids(found)).size, found.length);
      assert.deepEqual(lintDocument({ ...document, nodes, edges }).map(said), found.map(said));
    }));
  });

  it("does not change what is found of one thing when another fault is added elsewhere", () => {
    fc.assert(fc.property(documents, (document) => {
      const before = ids(lintDocument(document)).filter((id) => /^(cycle|self|dangling|label|against|mixed)/.test(id));
      const more: GraphDocument = { ...document, nodes: [...document.nodes, ...documentFrom({ nodes: ["90.0.0", "90.0.0"], edges: [] }).nodes] };
      assert.deepEqual(ids(lintDocument(more)).filter((id) => before.includes(id)), before);
    }));
  });
});

describe("lint of a large graph", function () {
  this.timeout(120_000);

  const size = 10_000;
  const names = Array.from({ length: size }, (_, i) => `1.${i}.0`);
  const seconds = (document: GraphDocument): number => {
    const start = process.hrtime.bigint();
    lintDocument(document);
    return Number(process.hrtime.bigint() - start) / 1e9;
  };

  it("takes little time for 10,000 releases and 100,000 edges", () => {
    const edges = names.flatMap((from, i) => names.slice(i + 1, i + 11).map((to): [string, string] => [from, to]));
    assert.ok(seconds(documentFrom({ nodes: names, edges })) < 10);
  });

  it("takes little time for one cycle of 10,000 releases, for many short ones, and for a chain that leads down", () => {
    const ring = names.map((name, i): [string, string] => [name, names[(i + 1) % size]!]);
    const pairs = names.slice(0, -1).flatMap((name, i): [string, string][] => [[name, names[i + 1]!], [names[i + 1]!, name]]);
    const down = names.slice(1).map((name, i): [string, string] => [name, names[i]!]);
    for (const edges of [ring, pairs, down]) assert.ok(seconds(documentFrom({ nodes: names, edges })) < 10);
  });
});
