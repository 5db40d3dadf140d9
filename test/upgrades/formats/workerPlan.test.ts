import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { kubernetesVersion, type KubernetesVersion } from "../../../upgrades/formats/kubernetesVersion";
import { kubeletSkew, workerPlan, type WorkerPlan } from "../../../upgrades/formats/workerPlan";

const minors = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `v1.${from + i}.0`);
const minorOf = (version: string) => kubernetesVersion(version)!.minor;
const steps = (plan: WorkerPlan) => "problem" in plan ? assert.fail(plan.problem) : plan.steps;
const shown = (plan: WorkerPlan) => "problem" in plan ? plan.problem
  : plan.steps.map(({ part, to }) => `${part === "workers" ? "w" : "cp"} ${to}`);
const hops = (plan: WorkerPlan) => steps(plan).filter(({ part }) => part === "workers").map(({ to }) => to);

describe("a plan of control plane and workers", () => {
  it("leaves workers where they are for three minors, then takes them along", () => {
    assert.deepEqual(shown(workerPlan(minors(29, 35), "v1.29.0")), [
      "cp v1.30.0", "cp v1.31.0", "cp v1.32.0", "w v1.32.0", "cp v1.33.0", "cp v1.34.0", "cp v1.35.0", "w v1.35.0",
    ]);
  });

  it("says where each step begins", () => {
    assert.deepEqual(workerPlan(["v1.30.0", "v1.31.0"], "v1.29.0"), {
      steps: [
        { part: "control-plane", from: "v1.30.0", to: "v1.31.0" },
        { part: "workers", from: "v1.29.0", to: "v1.31.0" },
      ],
    });
  });

  it("moves workers first where they are behind already", () => {
    assert.deepEqual(shown(workerPlan(minors(30, 31), "v1.27.0")), ["w v1.30.0", "cp v1.31.0", "w v1.31.0"]);
  });

  it("allows kubelets before 1.25 two minors only", () => {
    assert.deepEqual(hops(workerPlan(minors(23, 28), "v1.23.0")), ["v1.25.0", "v1.28.0"]);
    assert.deepEqual([kubeletSkew(kubernetesVersion("v1.24.17")!), kubeletSkew(kubernetesVersion("v1.25.0")!)], [2, 3]);
  });

  it("keeps to a limit of the caller's", () => {
    assert.deepEqual(hops(workerPlan(minors(30, 33), "v1.30.0", () => 1)), ["v1.31.0", "v1.32.0", "v1.33.0"]);
    assert.match(String(shown(workerPlan(minors(30, 31), "v1.30.0", () => 0))), /would be more minors older/);
  });

  it("takes workers to the last patch, and to another build of it", () => {
    assert.deepEqual(shown(workerPlan(["v1.31.0", "v1.31.4"], "v1.31.0")), ["cp v1.31.4", "w v1.31.4"]);
    assert.deepEqual(shown(workerPlan(["v1.31.0+a"], "v1.31.0+b")), ["w v1.31.0+a"]);
    assert.deepEqual(shown(workerPlan(["v1.31.0"], "v1.31.0")), []);
  });

  for (const [what, route, workers, pattern] of [
    ["workers are newer than the control plane", minors(30, 31), "v1.30.1", /newer than the control plane at v1\.30\.0/],
    ["workers are too old already", minors(30, 31), "v1.26.9", /more minors older than the control plane at v1\.30\.0/],
    ["workers are of another major", ["v2.0.0"], "v1.30.0", /older/],
    ["the control plane would skip a minor", ["v1.30.0", "v1.32.0"], "v1.30.0", /may not go from v1\.30\.0 to v1\.32\.0/],
    ["the control plane would go down", ["v1.30.0", "v1.29.0"], "v1.29.0", /may not go from v1\.30\.0 to v1\.29\.0/],
    ["there is no route", [], "v1.30.0", /no version of the control plane/],
    ["a version is none", ["v1.30.0", "latest"], "v1.30.0", /"latest", expected a version of Kubernetes/],
    ["the workers' version is none", ["v1.30.0"], "x", /"x", expected/],
  ] as const) {
    it(`is not there where ${what}`, () => assert.match(String(shown(workerPlan(route, workers))), pattern));
  }
});

describe("a plan along any route", () => {
  const skews = fc.integer({ min: 1, max: 3 });
  const routes = fc.tuple(fc.integer({ min: 20, max: 30 }), fc.array(fc.boolean(), { maxLength: 9 }), fc.nat(3), skews)
    .map(([start, climbs, behind, skew]) => {
      const route = [`v1.${start}.0`];
      let [minor, patch] = [start, 0];
      for (const climb of climbs) {
        [minor, patch] = climb ? [minor + 1, 0] : [minor, patch + 1];
        route.push(`v1.${minor}.${patch}`);
      }
      return { route, workers: `v1.${start - Math.min(behind, skew, 2)}.0`, skew };
    });

  it("walks the whole route, never leaves workers too far behind, never has them newer, and ends with all at the end", () => {
    fc.assert(fc.property(routes, ({ route, workers, skew }) => {
      const limit = (version: KubernetesVersion) => Math.min(skew, kubeletSkew(version));
      let state = { "control-plane": route[0]!, workers };
      const walked = [route[0]];
      for (const { part, from, to } of steps(workerPlan(route, workers, limit))) {
        assert.equal(state[part], from);
        state = { ...state, [part]: to };
        if (part === "control-plane") walked.push(to);
        assert.ok(route.indexOf(state.workers) <= route.indexOf(state["control-plane"]));
        assert.ok(minorOf(state["control-plane"]) - minorOf(state.workers) <= limit(kubernetesVersion(state.workers)!));
      }
      assert.deepEqual(walked, route);
      assert.equal(state.workers, route.at(-1));
    }));
  });

  it("has no more steps of workers than the best of all plans", () => {
    fc.assert(fc.property(routes, ({ route, workers }) => {
      /** The fewest steps of workers from here, by trying everything. */
      const fewest = (position: number, at: string): number => {
        const last = position === route.length - 1;
        if (last && at === route[position]) return 0;
        const move = at === route[position] ? Infinity : 1 + fewest(position, route[position]!);
        const next = route[position + 1];
        const mayWait = next !== undefined && minorOf(next) - minorOf(at) <= kubeletSkew(kubernetesVersion(at)!);
        return Math.min(move, mayWait ? fewest(position + 1, at) : Infinity);
      };
      assert.equal(hops(workerPlan(route, workers)).length, fewest(0, workers));
    }));
  });
});
