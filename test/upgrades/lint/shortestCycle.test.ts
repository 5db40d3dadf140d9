import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { components } from "../../../upgrades/lint/components";
import { shortestCycle } from "../../../upgrades/lint/shortestCycle";

/** A ring of up to seven nodes, so that all lead to each other, and some edges across it. */
const rings = fc.integer({ min: 2, max: 7 }).chain((count) => {
  const node = fc.nat({ max: count - 1 });
  return fc.array(fc.tuple(node, node).filter(([from, to]) => from !== to), { maxLength: 5 }).map((across) =>
    Array.from({ length: count }, (_, node) =>
      [...new Set([(node + 1) % count, ...across.filter(([from]) => from === node).map(([, to]) => to)])]));
});

/** The length of the shortest cycle, from the distances between all nodes. */
function leastLength(targets: readonly (readonly number[])[]): number {
  const distance = targets.map((list) => targets.map((_, to) => list.includes(to) ? 1 : Infinity));
  targets.forEach((_, via) => targets.forEach((__, from) => targets.forEach((___, to) => {
    distance[from]![to] = Math.min(distance[from]![to]!, distance[from]![via]! + distance[via]![to]!);
  })));
  return Math.min(...distance.map((row, node) => row[node]!));
}

describe("the shortest cycle", () => {
  it("is a cycle, and none is shorter", () => {
    fc.assert(fc.property(rings, (targets) => {
      assert.equal(components({ count: targets.length, successors: (node) => targets[node]! }).members.length, 1);
      const { nodes, proven } = shortestCycle(targets.map((_, node) => node), (node) => targets[node]!);
      assert.ok(nodes.every((node, i) => targets[node]!.includes(nodes[(i + 1) % nodes.length]!)));
      assert.deepEqual([nodes.length, proven], [leastLength(targets), true]);
    }), { numRuns: 500 });
  });

  it("is not claimed where the search is ended", () => {
    const size = 5_000;
    const { nodes, proven } = shortestCycle(Array.from({ length: size }, (_, node) => node), (node) => [(node + 1) % size]);
    assert.deepEqual([nodes.length, proven], [size, false]);
  });
});
