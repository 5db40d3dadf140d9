import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { noPermits } from "../../../upgrades/change";
import type { KubernetesObject } from "../../../automation/cluster/cluster";
import { driftIds, type DriftId, type Observed } from "../../../automation/status/model";
import { notObserved, observe, type Observation } from "../../../automation/status/observe";
import { engineDrift } from "../../../automation/status/engineDrift";
import { cutOff, stateObjects } from "../../../automation/status/stateObjects";
import { statusOf } from "../../../automation/status/status";
import type { DeclaredComponent } from "../../../config/components";
import type { ExportedResource, ExportedStack } from "../../../engines/engine";
import type { Properties } from "../../../engines/rehearsal/values";
import { installationStates } from "../../../gates/installationState";
import { loadCatalogs } from "../../../releases/load";
import { catalogFolder } from "../../../releases/projectRoot";
import { FakeCluster, type FakeClusterOptions } from "../../support/fakeCluster";
import { nothingKnown } from "../../support/judging";
import { declaredKingdom, healthy, kingdomResource, kingdomUrn, manifests, objectResource, stateWith } from "./world";

const catalogs = loadCatalogs(catalogFolder);
interface Case {
  readonly state?: ExportedStack;
  readonly declared?: readonly DeclaredComponent[];
  readonly live?: Readonly<Record<string, KubernetesObject>>;
  readonly refuses?: FakeClusterOptions["refuses"];
  readonly adopt?: Record<string, string>;
}

async function look({ state = stateWith(), declared = [declaredKingdom], live = healthy(), refuses, adopt = {} }: Case = {}) {
  const objects = stateObjects(state);
  const cluster = new FakeCluster(Object.values(live), refuses ? { refuses } : {});
  const observation = await observe(cluster, objects);
  const circumstances = { ...nothingKnown, permits: { ...noPermits, adopt } };
  const states = installationStates(state);
  const status = statusOf({ stack: "small", declared, states, objects, begun: cutOff(state), observation, catalogs, circumstances });
  const drift = [...status.components.flatMap((one) => one.drift), ...status.shared.drift];
  return { status, cluster, ids: [...new Set(drift.map(({ id }) => id))] };
}

/** A healthy cluster in which one object is another. */
function but(name: string, change: (object: Mutable) => void): Record<string, KubernetesObject> {
  const live = healthy();
  change(live[name] as unknown as Mutable);
  return live;
}
interface Mutable {
  metadata: { annotations: Record<string, string>; generation: number; deletionTimestamp?: string };
  spec: Record<string, unknown> & { template: { spec: { containers: Record<string, unknown>[] } } };
  status: Record<string, unknown>;
  data: Record<string, string>;
}
const without = (name: string): Record<string, KubernetesObject> =>
  Object.fromEntries(Object.entries(healthy()).filter(([key]) => key !== name));

describe("the status of a stack in which all is well", () => {
  it("is as declared, with everything counted", async () => {
    const { status } = await look();
    assert.deepEqual(status.components.map(({ drift }) => drift), [[]]);
    assert.equal(status.verdict, "as declared");
    const [kingdom] = status.components;
    assert.deepEqual([kingdom!.declared, kingdom!.deployed.kind, kingdom!.newest], ["0.5.46", "complete", "0.5.46"]);
    assert.deepEqual(kingdom!.live, {
      versions: ["0.5.46"], objects: { present: 11, of: 11 }, ready: { workloads: 4, of: 4, stopped: 0 },
      jobs: { finished: ["kingdom-backup-0-5-46", "kingdom-migrate-0-5-46", "kingdom-verify-0-5-46"], failed: [], running: [], deleted: [] },
    });
    assert.deepEqual(JSON.parse(JSON.stringify(status)), status);
  });

  it("is asked for with one list a namespace, and a Secret only by its name", async () => {
    const { cluster } = await look();
    assert.deepEqual(cluster.asked.map((asked) => asked.split(" ")[0]), ["list", "get"]);
    assert.equal(cluster.asked[1], "get secret kingdom/credentials");
    assert.match(cluster.asked[0]!, /deployment\.apps.*horizontalpodautoscaler\.autoscaling.*service.* in kingdom$/);
  });

  it("leaves alone what others have added beside what the state asks for", async () => {
    const live = but("server", ({ metadata, spec }) => {
      metadata.annotations["deployment.kubernetes.io/revision"] = "4";
      spec.template.spec.containers.push({ name: "sidecar", image: "mesh:1" });
      (spec.template.spec.containers[0]!["env"] as object[]).push({ name: "MESH", value: "on" });
    });
    assert.deepEqual((await look({ live })).ids, []);
  });

  it("names Jobs that are no longer there, without taking that for drift", async () => {
    const { status, ids } = await look({ live: without("kingdom-migrate-0-5-46") });
    assert.deepEqual(ids, []);
    assert.deepEqual((status.components[0]!.live as Observed).jobs.deleted, ["kingdom-migrate-0-5-46"]);
  });
});

const cases: readonly (readonly [what: string, id: DriftId, world: Case, said: RegExp])[] = [
  ["another release is declared", "not-deployed", { declared: [{ ...declaredKingdom, version: "0.5.45" }] }, /declared at 0\.5\.45, and 0\.5\.46 is deployed/],
  ["nothing of it is in the state", "not-deployed", { state: { version: 3, deployment: {} } }, /nothing of it is in the state/],
  ["it was stated to run and not adopted yet", "not-deployed",
    { state: { version: 3, deployment: {} }, adopt: { "halo/kingdom": "0.5.44" } }, /stated to run at 0\.5\.44/],
  ["a return is declared that did not happen", "not-deployed",
    { declared: [{ ...declaredKingdom, returnedFrom: { version: "0.5.47" } }] }, /as no return, and declared as a return from 0\.5\.47/],
  ["the stack file has it no more", "not-declared", { declared: [] }, /the stack file has no such component/],
  ["the catalog does not have the release", "not-in-catalog", { declared: [{ ...declaredKingdom, version: "9.9.9" }] }, /no release 9\.9\.9/],
  ["its update did not finish", "unfinished", { state: stateWith(kingdomResource({ attempted: "0.5.46" })) }, /0\.5\.46 was attempted/],
  ["its servers are stopped for a hop", "unfinished",
    { state: stateWith(kingdomResource(undefined, { stage: "quiesce" })) }, /stage quiesce/],
  ["something did not become ready at the last update", "unfinished",
    { state: stateWith(undefined, {}, [objectResource(manifests["server"]!, kingdomUrn, { initErrors: ["timed out"] })]) }, /did not become ready: Deployment server/],
  ["which release is deployed is unknown", "unknown", { state: stateWith(kingdomResource({ deployed: "0.5.40" })) }, /both that 0\.5\.40/],
  ["an object is missing", "object-missing", { live: without("api") }, /Service kingdom\/api is in the state and not in the cluster/],
  ["a Secret is missing", "object-missing", { live: without("credentials") }, /Secret kingdom\/credentials/],
  ["an object is on its way out", "object-missing", { live: but("api", (it) => { it.metadata.deletionTimestamp = "2026-11-21T00:00:00Z"; }) }, /is being deleted/],
  ["what components share is missing", "object-missing", { live: without("limits") }, /LimitRange kingdom\/limits/],
  ["an object carries another release", "live-version", { live: but("pair", (it) => { it.metadata.annotations["stepwise.dev/version"] = "0.5.45"; }) }, /is 0\.5\.45, and/],
  ["an object carries no release", "live-version", { live: but("pair", (it) => { it.metadata.annotations = {}; }) }, /is absent, and the state says 0\.5\.46/],
  ["a container has another image", "live-image",
    { live: but("server", (it) => { it.spec.template.spec.containers[0]!["image"] = "evil:1"; }) }, /\[server\]\.image is evil:1/],
  ["a flag is another", "live-setting",
    { live: but("server", (it) => { it.spec.template.spec.containers[0]!["args"] = ["--port=8443", "--verbose", "--more"]; }) }, /at spec\.template\.spec\.containers\[server\]\.args/],
  ["a container is gone", "live-setting", { live: but("server", (it) => { it.spec.template.spec.containers = []; }) }, /containers\[server\]/],
  ["a setting is another", "live-setting", { live: but("settings", (it) => { it.data = { level: "DEBUG" }; }) }, /at data\.level/],
  ["somebody set another number of replicas", "scaled-by-hand", { live: but("pair", (it) => { it.spec["replicas"] = 5; }) }, /spec\.replicas is 5, and the state says 2/],
  ["somebody stopped a server", "scaled-by-hand", { live: but("server", (it) => { it.spec["replicas"] = 0; }) }, /it has 0 replicas/],
  ["a stopped server answers nobody", "not-ready", { live: but("server", (it) => { it.spec["replicas"] = 0; }) }, /nothing of it answers/],
  ["a roll-out is paused", "paused", { live: but("server", (it) => { it.spec["paused"] = true; }) }, /paused by hand/],
  ["a schedule is suspended", "paused", { live: but("cleaner", (it) => { it.spec["suspend"] = true; }) }, /suspended by hand/],
  ["a controller has not seen the newest generation", "not-ready", { live: but("server", (it) => { it.metadata.generation = 4; }) }, /has not seen/],
  ["a Deployment has old Pods", "not-ready", { live: but("pair", (it) => { it.status["updatedReplicas"] = 1; }) }, /1 of 2 replicas are of its newest revision/],
  ["a Deployment still ends old Pods", "not-ready", { live: but("pair", (it) => { it.status["replicas"] = 3; }) }, /1 replicas of an older revision/],
  ["a Deployment is not available", "not-ready", { live: but("pair", (it) => {
    it.status["availableReplicas"] = 0;
    it.status["conditions"] = [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "password=hunter2 is wrong" }];
  }) }, /0 of 2 replicas are available \(ProgressDeadlineExceeded: password=\[redacted\]/],
  ["a StatefulSet is not ready", "not-ready", { live: but("store", (it) => { it.status["readyReplicas"] = 2; }) }, /2 of 3 replicas are ready/],
  ["a StatefulSet has old Pods", "not-ready", { live: but("store", (it) => { Object.assign(it.status, { updateRevision: "b", updatedReplicas: 1 }); }) }, /1 of 3 replicas are of/],
  ["a DaemonSet has old Pods", "not-ready", { live: but("agent", (it) => { it.status["updatedNumberScheduled"] = 1; }) }, /1 of 2 Pods are of/],
  ["a DaemonSet is not available", "not-ready", { live: but("agent", (it) => { it.status["numberAvailable"] = 1; }) }, /1 of 2 Pods are available/],
  ["a Job has not ended", "not-ready", { live: but("kingdom-backup-0-5-46", (it) => { it.status = {}; }) }, /has not ended yet/],
  ["a Job has failed", "job-failed", { live: but("kingdom-migrate-0-5-46", (it) => {
    it.status = { conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }] };
  }) }, /kingdom-migrate-0-5-46 has failed: BackoffLimitExceeded/],
  ["the cluster does not answer", "unknown", { refuses: (asked) => asked.startsWith("list") ? "connection refused" : undefined }, /connection refused/],
  ["one Secret can't be asked for", "unknown", { refuses: (asked) => asked.startsWith("get") ? "is forbidden" : undefined }, /is forbidden/],
  ["what the cluster says can't be read", "unknown", { live: but("server", (it) => { it.status["replicas"] = "many"; }) }, /Deployment server can't be read/],
];

describe("drift", () => {
  for (const [what, id, world, said] of cases) {
    it(`is ${id} where ${what}`, async () => {
      const { status } = await look(world);
      const drift = [...status.components.flatMap((one) => one.drift), ...status.shared.drift].filter((one) => one.id === id);
      assert.ok(drift.some(({ message }) => said.test(message)), JSON.stringify(status, null, 1));
      assert.ok(drift.every(({ remedy }) => remedy !== "" && !/delete.*(namespace|volume|state)/i.test(remedy)));
      assert.notEqual(status.verdict, "as declared");
    });
  }

  it("is unfinished where an update was cut off, at the component or at what is shared", async () => {
    const resource = (type: string, name: string, parent?: string): ExportedResource =>
      ({ urn: `urn:pulumi:small::stepwise::${type}::${name}`, type, custom: true, ...(parent !== undefined && { parent }) });
    const saved = stateWith();
    const state = { ...saved, deployment: { ...saved.deployment, pending_operations: [
      { type: "creating" as const, resource: resource("kubernetes:batch/v1:Job", "kingdom-migrate", kingdomUrn) },
      { type: "updating" as const, resource: resource("kubernetes:core/v1:ConfigMap", "java") },
      { type: "creating" as const, resource: resource("stepwise:halo:Duchy", "duchy-a") },
    ] } };
    const { status } = await look({ state });
    assert.deepEqual(status.components.map(({ component, verdict }) => [component, verdict]), [["halo/kingdom", "differs"], ["halo/duchy-a", "differs"]]);
    assert.match(status.components[0]!.drift[0]!.message, /cut off while it was creating Job kingdom-migrate/);
    assert.match(status.shared.drift[0]!.message, /cut off while it was updating ConfigMap java/);
  });

  it("has a case for each of its ids here", () => {
    const tried = new Set([...cases.map(([, id]) => id), "engine-would-change" as const]);
    assert.deepEqual(driftIds.filter((id) => !tried.has(id)), []);
  });

  it("is none where an autoscaler decides how many replicas there are", async () => {
    for (const [name, replicas] of [["pair", 7], ["pair", 0], ["server", 0]] as const) {
      const live = but(name, (it) => {
        it.spec["replicas"] = replicas;
        Object.assign(it.status, { replicas, updatedReplicas: replicas, availableReplicas: replicas });
      });
      const autoscaler = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", metadata: { name: "any", namespace: "kingdom" }, spec: { scaleTargetRef: { kind: "Deployment", name } } };
      assert.deepEqual((await look({ live: { ...live, autoscaler } })).ids, [], `${name} ${replicas}`);
      assert.notDeepEqual((await look({ live: { ...live, autoscaler: { ...autoscaler, spec: { scaleTargetRef: { kind: "StatefulSet", name } } } } })).ids, []);
    }
  });

  it("is none where the state itself asks for no replicas and a suspended schedule", async () => {
    const { server, cleaner } = manifests as Record<string, { spec: object }>;
    const asks = (manifest: { spec: object } | undefined, more: object): Properties =>
      ({ ...manifest, spec: { ...manifest!.spec, ...more } });
    const objects = { ...manifests, server: asks(server, { replicas: 0 }), cleaner: asks(cleaner, { suspend: true }) };
    const live = but("server", (it) => {
      it.spec["replicas"] = 0;
      Object.assign(it.status, { replicas: 0, updatedReplicas: 0, availableReplicas: 0 });
    });
    (live["cleaner"] as unknown as Mutable).spec["suspend"] = true;
    const { ids, status } = await look({ state: stateWith(undefined, objects), live });
    assert.deepEqual(ids, []);
    const [kingdom] = status.components;
    assert.deepEqual(kingdom!.live && "ready" in kingdom!.live && kingdom!.live.ready, { workloads: 4, of: 4, stopped: 1 });
  });

  it("counts none as stopped that is not meant to be, and none that is not ready", async () => {
    const [kingdom] = (await look({ live: but("server", (it) => { it.spec["replicas"] = 0; }) })).status.components;
    assert.deepEqual(kingdom!.live && "ready" in kingdom!.live && kingdom!.live.ready, { workloads: 3, of: 4, stopped: 0 });
  });

  it("of one component is not taken for another's", async () => {
    const duchy = { ...kingdomResource(), urn: kingdomUrn.replace("Kingdom::kingdom", "Duchy::duchy-w"), type: "stepwise:halo:Duchy" };
    const declared = [declaredKingdom, { ...declaredKingdom, id: "halo/duchy-w", kind: "duchy" }];
    const service = { ...manifests["api"]!, metadata: { name: "w-api", namespace: "w" } };
    const { status } = await look({ declared, state: stateWith(undefined, manifests, [duchy, objectResource(service, duchy.urn)]) });
    assert.deepEqual(status.components.map(({ component, verdict }) => [component, verdict]), [["halo/kingdom", "as declared"], ["halo/duchy-w", "differs"]]);
    assert.equal(status.verdict, "differs");
  });

  it("holds no value of a Secret, nor one that the state has encrypted", async () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };
    const settings = { ...manifests["settings"]!, data: { level: secret } };
    const { status, ids } = await look({ state: stateWith(undefined, { ...manifests, settings }) });
    assert.deepEqual(ids, []);
    assert.doesNotMatch(JSON.stringify(status), /hunter2|v1:abc/);
  });
});

describe("what the engine would change", () => {
  const step = { op: "update" as const, urn: "u", type: "kubernetes:core/v1:Service", name: "api", changedPaths: ["spec.type"], result: "succeeded" as const };

  it("is drift, each step of it, and what stays the same is none", () => {
    const drift = engineDrift({ result: "succeeded", steps: [step, { ...step, op: "same" }], diagnostics: [] });
    assert.deepEqual(drift.map(({ id, message }) => [id, message]), [["engine-would-change", "the engine would update kubernetes:core/v1:Service api (spec.type)"]]);
    assert.deepEqual(engineDrift({ result: "succeeded", steps: [{ ...step, op: "same" }], diagnostics: [] }), []);
  });

  it("is unknown where the preview failed, or there was none", () => {
    const failed = engineDrift({ result: "failed", steps: [], diagnostics: [{ severity: "error", message: "refused, token=abcdefgh" }] });
    assert.deepEqual(failed.map(({ id }) => id), ["unknown"]);
    assert.match(failed[0]!.message, /refused, token=\[redacted\]/);
    assert.deepEqual(engineDrift(new Error("no pulumi")).map(({ id }) => id), ["unknown"]);
  });
});

describe("what was not observed", () => {
  const any = fc.record({
    state: fc.constantFrom("unreadable", "absent", "complete", "incomplete"),
    seen: fc.subarray(["component", "shared"]),
    live: fc.subarray(Object.keys(healthy())),
  });

  it("is never as declared", async () => {
    await fc.assert(fc.asyncProperty(any, async ({ state, seen, live }) => {
      const saved = state === "absent" ? { version: 3, deployment: {} } : stateWith(state === "complete" ? undefined : kingdomResource({}));
      const objects = state === "unreadable" ? [] : stateObjects(saved);
      const cluster = new FakeCluster(live.map((name) => healthy()[name]!));
      const observed = await observe(cluster, objects);
      const unseen = notObserved(objects, "not asked");
      const observation = new Map([...observed].map(([owner, answer]) =>
        [owner, seen.includes(owner === undefined ? "shared" : "component") ? answer : unseen.get(owner)!] as const));
      const states = state === "unreadable" ? new Error("no backend") : installationStates(saved);
      const status = statusOf({ stack: "small", declared: [declaredKingdom], states, objects, observation, catalogs, circumstances: nothingKnown });
      const isAll = state === "complete" && seen.length === 2 && Object.keys(healthy()).every((name) => live.includes(name) || name.startsWith("kingdom-"));
      assert.equal(status.verdict === "as declared", isAll, JSON.stringify(status));
    }), { numRuns: 300 });
  });

  it("is unknown in the table's own terms: no answer, a state that can't be read, no observation at all", () => {
    const objects = stateObjects(stateWith());
    const ask = { stack: "small", declared: [declaredKingdom], catalogs, circumstances: nothingKnown };
    const offline = statusOf({ ...ask, states: installationStates(stateWith()), objects, observation: notObserved(objects, "--offline") });
    assert.deepEqual([offline.verdict, offline.components[0]!.live, offline.shared.live], ["unknown", { unknown: "--offline" }, { unknown: "--offline" }]);
    const unreadable = statusOf({ ...ask, states: new Error("no backend"), objects: [], observation: new Map() });
    assert.deepEqual([unreadable.verdict, unreadable.components[0]!.deployed], ["unknown", { kind: "unknown", why: "no backend" }]);
    assert.deepEqual(unreadable.components[0]!.available, []);
    assert.equal(statusOf({ ...ask, declared: [], states: new Error("no backend"), objects: [], observation: new Map() }).verdict, "unknown");
  });

  it("is unknown for each whose objects nobody has looked for, also where the state has none of them", () => {
    const objects = stateObjects(stateWith());
    const jobs = { finished: [], failed: [], running: [], deleted: [] };
    const seen = { versions: [], objects: { present: 0, of: 0 }, ready: { workloads: 0, of: 0, stopped: 0 }, jobs, drift: [] };
    const ask = { stack: "small", declared: [declaredKingdom], catalogs, circumstances: nothingKnown, states: installationStates(stateWith()) };
    const ids = (observation: Observation, of = objects) => {
      const { components, shared } = statusOf({ ...ask, objects: of, observation });
      return [components[0]!.drift, shared.drift].map((drift) => drift.map(({ id }) => id));
    };
    assert.deepEqual(ids(new Map()), [["unknown"], ["unknown"]]);
    assert.deepEqual(ids(new Map([["halo/kingdom", seen]])), [[], ["unknown"]]);
    assert.deepEqual(ids(new Map([[undefined, seen]])), [["unknown"], []]);
    assert.deepEqual(ids(new Map(), []), [["unknown"], []]);
  });

  it("does not hide what is known to differ", () => {
    const objects = stateObjects(stateWith());
    const declared = [{ ...declaredKingdom, version: "0.5.45" }];
    const { verdict } = statusOf({
      stack: "small", declared, catalogs, circumstances: nothingKnown, states: installationStates(stateWith()), objects, observation: notObserved(objects, "--offline"),
    });
    assert.equal(verdict, "differs");
  });
});
