import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { ClusterError, type KubernetesObject } from "../../../automation/cluster/cluster";
import { notReadyAtLast, sightingOf, soaked, watchedOf } from "../../../automation/deploy/soaked";
import { deployment, event, pod, replicaSet, steady, watched, type EventLook } from "./soakWorld";

const found = (before: readonly KubernetesObject[], now: readonly KubernetesObject[]): string[] =>
  soaked(sightingOf(watched, before), sightingOf(watched, now)).map(({ what, detail }) => `${what}: ${detail}`);
const rest = steady.slice(0, 3);
const warned = (more: EventLook = {}): KubernetesObject[] => [...steady, event("api-1", more)];

describe("what is watched after a hop", () => {
  it("are the Deployments and StatefulSets of its components, not what is only still to be deleted", () => {
    const parent = (name: string) => `urn:pulumi:small::stepwise::stepwise:halo:Kingdom::${name}`;
    const resource = (kind: string, name: string, owner = "kingdom", more: object = {}) => ({
      urn: name, type: `kubernetes:apps/v1:${kind}`, custom: true, parent: parent(owner),
      inputs: { apiVersion: "apps/v1", kind, metadata: { name, namespace: "kingdom" } }, ...more,
    });
    const resources = [
      resource("Deployment", "api"), resource("StatefulSet", "db"), resource("Job", "migrate"), resource("Service", "api"),
      resource("Deployment", "old", "kingdom", { delete: true }), resource("Deployment", "elsewhere", "duchy-a"),
    ];
    assert.deepEqual(watchedOf(resources, ["halo/kingdom"]), [watched, { ...watched, kind: "StatefulSet", name: "db" }]);
  });
});

describe("two looks at a workload", () => {
  it("find nothing where nothing happened, whatever has happened before", () => {
    assert.deepEqual(found(steady, steady), []);
    const troubled = [...rest, pod("api-2", { restarts: 3, ready: false }), event("api-2", { count: 7 }), event("api", { kind: "Deployment" })];
    assert.deepEqual(found(troubled, troubled), []);
  });

  it("find containers that were restarted, also of a Pod that is new, and how they ended", () => {
    assert.deepEqual(found(steady, [...rest, pod("api-2", { restarts: 2 })]),
      ["restarted: container main of Pod api-2 was restarted 2 times (OOMKilled, exit code 137)"]);
    assert.deepEqual(found([...rest, pod("api-2", { restarts: 2 })], [...rest, pod("api-2", { restarts: 3 })]),
      ["restarted: container main of Pod api-2 was restarted once (OOMKilled, exit code 137)"]);
    assert.match(found(steady, [...rest, pod("api-3", { restarts: 1, ready: false })]).join(), /^restarted: .*api-3/);
  });

  it("find Pods that were ready and are not, and none that is being started or deleted", () => {
    assert.deepEqual(found(steady, [...rest, pod("api-2", { ready: false })]), ["not ready: Pod api-2 was ready and is not any more (Running)"]);
    assert.deepEqual(found(steady, [...steady, pod("api-3", { ready: false })]), []);
    assert.deepEqual(found(steady, [...rest, pod("api-2", { ready: false, going: true, restarts: 1 })]), []);
    assert.deepEqual(found(steady, rest), []);
  });

  it("find new warnings about Pods that were ready, the ReplicaSet and the Deployment, and old ones that were given again", () => {
    assert.deepEqual(found(steady, warned()), ["BackOff: Pod api-1: it says so"]);
    assert.deepEqual(found(warned(), warned({ count: 2 })), ["BackOff: Pod api-1: it says so"]);
    assert.deepEqual(found(warned({ count: 2 }), warned({ count: 2 })), []);
    assert.deepEqual(found(steady, [...steady, event("api-new", { kind: "ReplicaSet", reason: "FailedCreate" })]), ["FailedCreate: ReplicaSet api-new: it says so"]);
    assert.deepEqual(found(steady, [...steady, event("api", { kind: "Deployment", reason: "Stuck" })]), ["Stuck: Deployment api: it says so"]);
  });

  it("leave out what is no warning, what is about another, and what a Pod says while it starts or goes", () => {
    for (const others of [
      [event("api-1", { type: "Normal" })], [event("api-1", { uid: "of an earlier one" })], [event("other")],
      [pod("api-3", { ready: false }), event("api-3", { reason: "Unhealthy" })],
      [pod("api-3", { going: true }), event("api-3", { reason: "Unhealthy" })],
      [replicaSet("api-old", "1"), pod("api-0", { owner: "api-old", restarts: 1 }), event("api-0")],
    ]) assert.deepEqual(found(steady, [...steady, ...others]), []);
  });

  it("find a Deployment that is gone, or not ready, where the time is over", () => {
    const late = (objects: readonly KubernetesObject[]) => notReadyAtLast(sightingOf(watched, objects)).map(({ detail }) => detail);
    assert.deepEqual(late(steady), []);
    assert.deepEqual(late([deployment(1)]), ["Deployment kingdom/api: 1 of 2 replicas are available"]);
    assert.deepEqual(late([]), ["Deployment kingdom/api: it is not there any more"]);
  });

  it("are refused where they can't be read: a workload, a Pod", () => {
    const strange = (kind: string): KubernetesObject[] => steady.map((one) => one.kind === kind ? { ...one, status: { conditions: "none", replicas: "many" } } : one);
    for (const kind of ["Deployment", "Pod"]) assert.throws(() => sightingOf(watched, strange(kind)), ClusterError);
  });

  it("show no secret, and nothing that a terminal obeys", () => {
    const [said] = found(steady, warned({ message: "login with password=hunter2secret failed\u001b[2J\u202e" }));
    assert.doesNotMatch(said!, /hunter2secret|\u001b|\u202e/);
  });

  it("find every rise of a count, and never a fall", () => {
    const counts = fc.record({ restarts: fc.nat({ max: 5 }), warnings: fc.nat({ max: 5 }) });
    const objects = ({ restarts, warnings }: { restarts: number; warnings: number }) =>
      [...rest, pod("api-2", { restarts }), ...(warnings === 0 ? [] : [event("api-2", { count: warnings })])];
    fc.assert(fc.property(counts, counts, (before, now) => {
      const expected = [...(now.restarts > before.restarts ? ["restarted"] : []), ...(now.warnings > before.warnings ? ["BackOff"] : [])];
      assert.deepEqual(found(objects(before), objects(now)).map((text) => text.split(":")[0]), expected);
    }));
  });
});
