import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { rulesOf, type Rule } from "../../../report/svg/rules";
import { subjectOf } from "../../../report/svg/subject";
import { complete, graphFrom, versions, type EdgeSketch } from "./sketch";

const rulesFrom = (names: readonly string[], edges: readonly EdgeSketch[]): Rule[] => rulesOf(subjectOf(graphFrom(names, edges), {}));

/** What a reader of a rule concludes: from each source to any target further on, or to the next of them, or back from a lone source. */
function read(rules: readonly Rule[]): string[] {
  return rules.flatMap(({ sources, targets, stepwise }) => sources.flatMap((from) => {
    const further = targets.filter((to) => to > from);
    const meant = sources.length === 1 ? targets : stepwise ? further.slice(0, 1) : further;
    return meant.map((to) => `${from} ${to}`);
  })).sort();
}

const anyPairs = fc.array(fc.tuple(fc.nat(13), fc.nat(13), fc.nat(9)));

describe("the rules of a graph", () => {
  it("say exactly what its edges say, each release's at most once", () =>
    fc.assert(fc.property(fc.integer({ min: 1, max: 14 }), anyPairs, fc.boolean(), (size, pairs, forward) => {
      const names = versions(size);
      const removed = new Set(pairs.map(([from, to]) => `${from} ${to}`));
      const edges = forward
        ? complete(names, (from, to) => !removed.has(`${from} ${to}`))
        : pairs.flatMap(([from, to, risk]): EdgeSketch[] =>
          (from < size && to < size && from !== to ? [[names[from]!, names[to]!, ...(risk === 0 ? ["R"] : [])]] : []));
      const subject = subjectOf(graphFrom(names, edges), {});
      const rules = rulesOf(subject);
      assert.deepEqual(read(rules), subject.targets.flatMap((ends, from) => ends.map((to) => `${from} ${to}`)).sort());
      const sources = rules.flatMap((rule) => rule.sources);
      assert.equal(new Set(sources).size, sources.length);
    })));

  it("are one for a complete graph, and one for a chain", () => {
    const names = versions(100);
    assert.equal(rulesFrom(names, complete(names)).length, 1);
    assert.deepEqual(rulesFrom(names, complete(names, (from, to) => to === from + 1)).map(({ stepwise }) => stepwise), [true]);
  });

  it("are as many as releases where each says something else", () => {
    const names = versions(12);
    assert.equal(rulesFrom(names, complete(names, (from, to) => (from + to) % 2 === 1 || (from * to) % 3 === 1)).length > 8, true);
  });

  it("say the non-monotone, as 9.0 from 8.18 but not from 8.19", () => {
    const rules = rulesFrom(["8.17", "8.18", "8.19", "9.0", "9.1"],
      [["8.17", "8.18"], ["8.17", "8.19"], ["8.18", "8.19"], ["8.18", "9.0"], ["8.19", "9.1"], ["9.0", "9.1"]]);
    assert.deepEqual(rules.map(({ sources, targets }) => [sources, targets]), [[[0], [1, 2]], [[1], [2, 3]], [[2, 3], [4]]]);
  });
});
