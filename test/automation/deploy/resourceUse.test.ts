import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { KubernetesObject } from "../../../automation/cluster/cluster";
import { useOf, type Streaks } from "../../../automation/deploy/resourceUse";
import { sightingOf } from "../../../automation/deploy/soaked";
import { deployment, metricsOf, pod, replicaSet, watched } from "./soakWorld";

const limits = { memory: "100Mi", cpu: "500m" };
const seen = (podLimits: Readonly<Record<string, string | number>> | undefined = limits) =>
  [sightingOf(watched, [deployment(), replicaSet(), pod("api-1", podLimits && { limits: podLimits })])];

/** What so many looks find, one after the other, at what is used at each. */
function looks(uses: readonly (readonly KubernetesObject[])[], sightings = seen()): string[][] {
  let streaks: Streaks = new Map();
  return uses.map((metrics) => {
    const use = useOf(sightings, metrics, streaks);
    ({ streaks } = use);
    return use.findings.map(({ what }) => what);
  });
}

const repeated = <T>(count: number, one: T): T[] => Array<T>(count).fill(one);

describe("what a container uses of its limits", () => {
  it("is too much where its memory is near the limit at six looks in a row", () => {
    const near = [metricsOf("api-1", { memory: "92160Ki" })];
    const calm = [metricsOf("api-1", { memory: "92159Ki" })];
    assert.deepEqual(looks(repeated(6, near)), [...repeated(5, []), ["memory near its limit"]]);
    assert.deepEqual(looks([...repeated(5, near), calm, ...repeated(5, near)]).flat(), []);
  });
  it("is too much where its processors are used up for longer than a start takes", () => {
    const busy = [metricsOf("api-1", { cpu: "480000000n" })];
    const found = looks(repeated(31, busy));
    assert.deepEqual([found.slice(0, 29).flat(), found[29]], [[], ["processors used up"]]);
  });
  it("is not judged without a limit, a measurement, or one that can be read", () => {
    const near = [metricsOf("api-1", { memory: "99Mi", cpu: "1" })];
    for (const one of [looks(repeated(31, near), seen({})), looks(repeated(31, near), [sightingOf(watched, [deployment(), replicaSet(), pod("api-1")])])]) {
      assert.deepEqual(one.flat(), []);
    }
    const others: KubernetesObject[] = [
      metricsOf("api-2", { memory: "99Mi" }), metricsOf("api-1", { memory: "much" }),
      { ...metricsOf("api-1", { memory: "99Mi" }), metadata: { name: "api-1", namespace: "another" } },
      { ...metricsOf("api-1", {}), containers: 3 }, pod("api-1"),
    ];
    for (const one of others) assert.deepEqual(looks(repeated(31, [one])).flat(), []);
  });
  it("is never found below the bounds, whatever is used", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 89 }), { maxLength: 40 }), (uses) => {
      assert.deepEqual(looks(uses.map((use) => [metricsOf("api-1", { memory: `${use}Mi`, cpu: `${use}m` })])).flat(), []);
    }));
  });
});
