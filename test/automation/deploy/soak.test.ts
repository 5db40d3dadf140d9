import * as assert from "node:assert/strict";
import type { Cluster } from "../../../automation/cluster/cluster";
import { rehearsedCluster } from "../../../automation/cluster/rehearsed";
import { soak } from "../../../automation/deploy/soak";
import { FakeCluster } from "../../support/fakeCluster";
import { carried, deployed, storeFrom, upsOfRun, type Carriage } from "./world";
import { deployment, event, Film, metricsOf, pod, replicaSet, steady, watched } from "./soakWorld";

/** Why the last watch could not tell what Pods use. */
let unmeasured: string[] = [];

/** Watched for so long over a cluster, with time that passes at once. */
async function watch(cluster: Cluster, seconds: number, stopAfter = Infinity, all = [watched]) {
  let now = 0;
  const stopped = new AbortController();
  unmeasured = [];
  const found = await soak({
    cluster, watched: all, seconds, signal: stopped.signal, onUnmeasured: (why) => unmeasured.push(why),
    clock: {
      elapsed: () => now,
      pause: (milliseconds) => {
        now += milliseconds;
        if (now >= stopAfter) stopped.abort();
        return Promise.resolve();
      },
    },
  });
  return { found, seconds: now / 1000 };
}

describe("watching what a hop has rolled out", () => {
  it("ends after its time where all stays well; a look every ten seconds, one question for a namespace", async () => {
    const cluster = new FakeCluster(steady);
    assert.deepEqual(await watch(cluster, 25), { found: { result: "steady" }, seconds: 25 });
    const asked = ["list deployments.apps,replicasets.apps,pods,events in kingdom", "list pods.metrics.k8s.io in kingdom"];
    assert.deepEqual(cluster.asked, Array(4).fill(asked).flat());
    assert.deepEqual(unmeasured, []);
  });

  it("ends at the first look that finds something, which may lie between any two", async () => {
    const worse = [...steady.slice(0, 3), pod("api-2", { restarts: 1 })];
    const { found, seconds } = await watch(new Film([steady, steady, worse, steady]), 600);
    assert.deepEqual([found.result, seconds], ["unsteady", 20]);
    assert.match(found.result === "unsteady" ? found.findings[0]!.detail : "", /was restarted once/);
    // What an autoscaler has added meanwhile counts from when it was ready.
    const more = (ready: boolean) => [...steady, pod("api-3", { ready })];
    assert.equal((await watch(new Film([steady, more(false), more(true), more(false), steady]), 600)).found.result, "unsteady");
  });

  it("ends where a container stays near its limit of memory, and says what it uses", async () => {
    const limited = [deployment(), replicaSet(), pod("api-1", { limits: { memory: "1Gi" } })];
    const { found, seconds } = await watch(new Film([limited], [metricsOf("api-1", { memory: "950Mi", cpu: "3n" })]), 600);
    assert.deepEqual([found.result, seconds], ["unsteady", 50]);
    assert.deepEqual(found.result === "unsteady" && found.findings.map(({ what, detail }) => [what, detail]), [
      ["memory near its limit", "container main of Pod api-1 uses 950Mi of 1Gi memory, 93 % of its limit, at 6 looks in a row"],
    ]);
  });

  it("says once that use is not watched where nobody measures it, and watches the rest", async () => {
    const refuses = (asked: string) => asked.includes("metrics") ? "the server doesn't have a resource type \"pods\" in group \"metrics.k8s.io\"" : undefined;
    const cluster = new FakeCluster(steady, { refuses });
    assert.deepEqual((await watch(cluster, 25)).found, { result: "steady" });
    assert.equal(unmeasured.length, 1);
    assert.match(unmeasured[0]!, /metrics\.k8s\.io/);
    assert.equal(cluster.asked.filter((asked) => asked.includes("metrics")).length, 1);
  });

  it("gives what is not ready at the end a minute more, and no longer", async () => {
    const starting = [deployment(1), replicaSet(), pod("api-1")];
    assert.deepEqual(await watch(new Film([starting, starting, starting, steady]), 10), { found: { result: "steady" }, seconds: 30 });
    const { found, seconds } = await watch(new FakeCluster(starting), 10);
    assert.deepEqual([found.result, seconds], ["unsteady", 70]);
  });

  it("bears a cluster that fails to answer for a while, compares with what was seen before it, and needs an answer at the end", async () => {
    const worse = [...steady, event("api-1")];
    assert.equal((await watch(new Film([steady, "timeout", "timeout", worse]), 60)).found.result, "unsteady");
    const late = await watch(new Film([steady, "timeout", "timeout", "timeout", "timeout", steady]), 20);
    assert.deepEqual(late, { found: { result: "steady" }, seconds: 50 });
    const pauses = Array<string>(4).fill("timeout");
    assert.equal((await watch(new Film([steady, ...pauses, steady, ...pauses, steady]), 100)).found.result, "steady");
  });

  it("is unknown where the cluster does not answer, from the first look on or from a later one, and says why without a secret", async () => {
    for (const frames of [["dial tcp: token=abcdefghijk1234 refused"], [steady, "dial tcp: token=abcdefghijk1234 refused"]]) {
      const { found } = await watch(new Film(frames), 60);
      assert.equal(found.result, "unknown");
      assert.match(found.result === "unknown" ? found.why : "", /^dial tcp: token=\[redacted\]/);
    }
  });

  it("asks every namespace that there is something in", async () => {
    const cluster = new FakeCluster(steady);
    const { found } = await watch(cluster, 0, Infinity, [watched, { ...watched, namespace: "worker1", kind: "StatefulSet", name: "db" }]);
    assert.deepEqual(cluster.asked.slice(0, 2), ["list deployments.apps,replicasets.apps,pods,events in kingdom", "list statefulsets.apps,pods,events in worker1"]);
    assert.deepEqual(found.result === "unsteady" && found.findings.map(({ detail }) => detail), ["StatefulSet worker1/db: it is not there any more"]);
  });

  it("is never steady by one look alone, however long that took", async () => {
    const cluster = new Film([steady]);
    await watch(cluster, 0);
    assert.equal(cluster.looks, 2);
  });

  it("ends when it is told to", async () => {
    assert.deepEqual(await watch(new FakeCluster(steady), 600, 30_000), { found: { result: "cancelled" }, seconds: 30 });
  });
});

describe("a hop that is watched", function () {
  this.timeout(180_000);
  const from = { version: "0.5.45" };
  const to = { version: "0.5.46" };
  const shortly = ({ events }: Carriage): string[] => events.flatMap((one) => {
    if (one.event === "up-started") return [one.message];
    if (one.event === "soak-started") return [`soak ${one.components.join()}`];
    return one.event === "soak-ended" ? [one.result] : [];
  });
  /** A rehearsal's cluster that warns about the Kingdom's API once it has been looked at. */
  function warning(store: ReturnType<typeof storeFrom>): Cluster {
    let looks = 0;
    const cluster = rehearsedCluster(store, () => new Date());
    return {
      ...cluster,
      list: async (query) => [
        ...await cluster.list(query),
        ...(query.kinds.includes("events") && looks++ > 0 ? [event("system-api-server-deployment", { kind: "Deployment", uid: "", message: "it is slow" })] : []),
      ],
    };
  }

  it("is followed by the next only after its time", async () => {
    const pair = (version: string) => ({ version, duchies: { worker1: version } });
    const run = await carried(pair("0.5.46"), storeFrom(await deployed(pair("0.5.45"))), { soakSeconds: 0.05 });
    assert.equal(run.result.result, "reached");
    assert.deepEqual(shortly(run), [
      "halo/kingdom 0.5.45 → 0.5.46, hop 1 of 2", "soak halo/kingdom", "steady",
      "halo/duchy-worker1 0.5.45 → 0.5.46, hop 2 of 2", "soak halo/duchy-worker1", "steady",
    ]);
  });

  it("needs a person where it does not stay steady: the release stays, and why is said", async () => {
    const store = storeFrom(await deployed(from));
    const { result } = await carried(to, store, { soakSeconds: 0.05, cluster: warning(store) });
    assert.equal(result.result, "needs a person");
    assert.deepEqual(result.states.get("halo/kingdom"), { kind: "complete", deployed: "0.5.46", schema: "0.5.46" });
    const [diagnosis] = result.diagnoses;
    assert.deepEqual([diagnosis?.component, diagnosis?.phase, diagnosis?.summary],
      ["halo/kingdom", "soak", "Deployment system-api-server-deployment: it is slow"]);
    assert.match(result.next.join("\n"), /halo\/kingdom 0\.5\.46 is deployed and was verified[^]*stepwise verify[^]*stepwise rollback --stack small/);
  });

  it("is gone back from where that was asked for, and not where it was an installation", async () => {
    const store = storeFrom(await deployed(from));
    const { result } = await carried(to, store, { soakSeconds: 0.05, cluster: warning(store), onFailure: "rollback" });
    assert.equal(result.result, "rolled back");
    assert.deepEqual(upsOfRun(result).map((text) => text.replace(/.*: /, "")), ["succeeded", "succeeded"]);
    const state = result.states.get("halo/kingdom");
    assert.deepEqual(state?.kind === "complete" && [state.deployed, state.returnedFrom?.version], ["0.5.45", "0.5.46"]);
    assert.equal(result.diagnoses.length, 1);
    const fresh = storeFrom({ ...await deployed(from), resources: [], history: [], cluster: { objects: {}, struck: {} } });
    const installed = await carried({ ...to, permits: { install: ["halo/kingdom"] } }, fresh, { soakSeconds: 0.05, cluster: warning(fresh), onFailure: "rollback" });
    assert.equal(installed.result.result, "needs a person");
  });

  it("ends the run where there is no cluster to ask, or somebody asks for an end", async () => {
    const blind = await carried(to, storeFrom(await deployed(from)), { soakSeconds: 60, cluster: undefined });
    assert.deepEqual([blind.result.result, blind.result.reasons.map(({ id, kind }) => `${id} ${kind}`)], ["blocked", ["soak:unknown readiness"]]);
    const stopped = new AbortController();
    const ended = await carried(to, storeFrom(await deployed(from)), {
      soakSeconds: 600, signal: stopped.signal, onEvent: (one) => { if (one.event === "soak-started") stopped.abort(); },
    });
    assert.equal(ended.result.result, "cancelled");
    assert.match(ended.result.next.join(), /was not watched to the end/);
  });
});
