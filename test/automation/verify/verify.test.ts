import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import type { KubernetesObject } from "../../../automation/cluster/cluster";
import { driftIds, type ComponentStatus, type DriftId, type NotObserved, type Observed } from "../../../automation/status/model";
import { notObserved, observe } from "../../../automation/status/observe";
import { stateObjects } from "../../../automation/status/stateObjects";
import { statusOf } from "../../../automation/status/status";
import { runResult, type Check, type CheckResult } from "../../../automation/verify/model";
import { standingChecks } from "../../../automation/verify/standingChecks";
import { verifyStack } from "../../../automation/verify/verify";
import { installationStates } from "../../../gates/installationState";
import type { InstallationState } from "../../../upgrades/installationState";
import { FakeCluster, type FakeClusterOptions } from "../../support/fakeCluster";
import { nothingKnown } from "../../support/judging";
import { declaredKingdom, healthy, kingdomResource, manifests, stateWith } from "../status/world";

const observed: Omit<Observed, "drift"> = {
  versions: ["0.5.46"], objects: { present: 11, of: 11 }, ready: { workloads: 4, of: 4, stopped: 0 }, jobs: { finished: [], failed: [], running: [], deleted: [] },
};
const complete: InstallationState = { kind: "complete", deployed: "0.5.46" };
const statusWith = (more: Partial<ComponentStatus> = {}): ComponentStatus => ({
  component: "halo/kingdom", declared: "0.5.46", deployed: complete, live: observed, verdict: "as declared", drift: [],
  available: [], newest: null, next: null, ...more,
});
const results = (more: Partial<ComponentStatus> = {}): CheckResult[] => standingChecks(statusWith(more)).map(({ result }) => result);
const drift = (id: DriftId) => ({ verdict: "differs" as const, drift: [{ id, message: `it ${id}`, remedy: "r" }] });

describe("the checks that need nothing to be run", () => {
  it("pass where all is there at the deployed release, and ready, and say what that proves", () => {
    const [version, readiness] = standingChecks(statusWith());
    assert.deepEqual([version!.result, readiness!.result], ["passed", "passed"]);
    assert.match(version!.message, /11 of 11 objects are there as they were deployed, with the images of 0\.5\.46/);
    assert.match(readiness!.message, /4 of 4 workloads are rolled out/);
  });

  const table: readonly (readonly [what: string, more: Partial<ComponentStatus>, version: CheckResult, readiness: CheckResult])[] = [
    ["nothing is deployed", { deployed: { kind: "absent" }, live: null }, "failed", "failed"],
    ["the last update did not finish", { deployed: { kind: "incomplete", attempted: "0.5.46" } }, "failed", "passed"],
    ["it did not finish and is not ready", { deployed: { kind: "incomplete", attempted: "0.5.46" }, ...drift("not-ready") }, "failed", "failed"],
    ["nobody knows what is deployed", { deployed: { kind: "unknown", why: "x" } }, "unknown", "unknown"],
    ["it is not under the stack yet", { deployed: { kind: "adopted", version: "0.5.46" } }, "unknown", "unknown"],
    ["its servers are stopped", { deployed: { ...complete, stage: "quiesce" } }, "unknown", "unknown"],
    ["the cluster was not seen", { live: { unknown: "x" } }, "unknown", "unknown"],
    ["there was nothing to look for", { live: null }, "unknown", "unknown"],
    ["its objects carry another release", { live: { ...observed, versions: ["0.5.45", "0.5.46"] } }, "failed", "passed"],
    ["its objects carry no release", { live: { ...observed, versions: [] } }, "unknown", "passed"],
    ["nothing of it keeps running", { live: { ...observed, ready: { workloads: 0, of: 0, stopped: 0 } } }, "passed", "unknown"],
    ["a workload is not ready", { live: { ...observed, ready: { workloads: 3, of: 4, stopped: 0 } } }, "passed", "failed"],
  ];
  for (const [what, more, version, readiness] of table) {
    it(`are ${version} and ${readiness} where ${what}`, () => assert.deepEqual(results(more), [version, readiness]));
  }

  it("fail by the drift that concerns them, and each drift of the cluster's concerns one but the number of replicas", () => {
    const byId = Object.fromEntries(driftIds.map((id) => [id, results(drift(id)).indexOf("failed")]));
    assert.deepEqual(Object.entries(byId).filter(([, at]) => at === 0).map(([id]) => id), ["object-missing", "live-version", "live-image", "live-setting"]);
    assert.deepEqual(Object.entries(byId).filter(([, at]) => at === 1).map(([id]) => id), ["paused", "not-ready", "job-failed"]);
  });
});

describe("a run of all checks", () => {
  const never = { elapsed: () => 0, pause: () => assert.fail("nothing is to be waited for") };
  async function verified(
    { state = stateWith(), cluster: given, live = healthy(), ...options }: FakeClusterOptions & {
      readonly state?: ReturnType<typeof stateWith>; readonly cluster?: NotObserved; readonly live?: Record<string, KubernetesObject>;
    } = {},
  ) {
    const objects = stateObjects(state);
    const cluster = new FakeCluster(Object.values(live), {
      becomes: (job) => ({ ...job, status: { conditions: [{ type: "Complete", status: "True" }] } }), ...options,
    });
    const observation = given ? notObserved(objects, given.unknown) : await observe(cluster, objects);
    const status = statusOf({
      stack: "small", declared: [declaredKingdom], states: installationStates(state), objects, observation, catalogs: new Map(), circumstances: nothingKnown,
    });
    const started: string[] = [];
    const run = await verifyStack({
      status, objects, cluster: given ?? cluster, clock: never, now: new Date("2026-11-21T15:27:01Z"), signal: new AbortController().signal,
      onStart: (component, job) => started.push(`${component} ${job}`),
    });
    return { run, started, cluster, results: run.checks.map(({ check, result }) => `${check} ${result}`) };
  }

  it("passes where each check does, and leaves the cluster as it was", async () => {
    const { run, started, results, cluster } = await verified();
    assert.deepEqual([run.schema, run.stack, run.result], ["stepwise/verification-run/v1", "small", "passed"]);
    assert.deepEqual(results, ["version passed", "readiness passed", "smoke passed"]);
    assert.deepEqual(started, ["halo/kingdom kingdom/kingdom-verify-0-5-46-check-20261121152701"]);
    assert.equal(cluster.objects.length, Object.keys(healthy()).length);
  });

  it("fails where one does, whatever else is known", async () => {
    const { run, results } = await verified({ becomes: (job) => ({ ...job, status: { conditions: [{ type: "Failed", status: "True" }] } }) });
    assert.deepEqual([run.result, results], ["failed", ["version passed", "readiness passed", "smoke failed"]]);
  });

  it("is unknown without a cluster, and runs nothing", async () => {
    const { run, results, cluster } = await verified({ cluster: { unknown: "no cluster" } });
    assert.deepEqual([run.result, results, cluster.asked], ["unknown", ["version unknown", "readiness unknown", "smoke unknown"], []]);
  });

  it("is unknown where a component has no verify Job, or one that the state does not show whole", async () => {
    const { "kingdom-verify-0-5-46": job, ...rest } = manifests;
    const without = await verified({ state: stateWith(undefined, rest) });
    assert.deepEqual([without.run.result, without.results.at(-1)], ["unknown", "smoke unknown"]);
    const hidden = await verified({ state: stateWith(undefined, { ...rest, job: { ...job!, spec: {} } }) });
    assert.deepEqual([hidden.results.at(-1), hidden.started], ["smoke unknown", []]);
  });

  it("runs nothing of what is not deployed", async () => {
    const { run, results, started } = await verified({ state: stateWith(kingdomResource({})) });
    assert.deepEqual([run.result, started, results.at(-1)], ["failed", [], "smoke unknown"]);
    assert.match(run.checks.at(-1)!.message, /^not run: the update to 0\.5\.46 did not reach/);
  });

  it("comes to failed, unknown or passed by its checks, and to unknown without any", () => {
    const check = fc.constantFrom<CheckResult>("passed", "failed", "unknown").map((result): Check => ({ component: "a/b", check: "smoke", result, message: "" }));
    fc.assert(fc.property(fc.array(check), (checks) => {
      const all = checks.map(({ result }) => result);
      assert.equal(runResult(checks), all.includes("failed") ? "failed" : all.length > 0 && all.every((one) => one === "passed") ? "passed" : "unknown");
    }));
  });
});
