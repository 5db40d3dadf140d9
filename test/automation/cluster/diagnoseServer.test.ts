import * as assert from "node:assert/strict";
import type { FailedObject } from "../../../automation/cluster/diagnosis";
import { deployment, ended, event, podOf, waiting, whats, why } from "./failures";

const server: FailedObject = { kind: "Deployment", namespace: "kingdom", name: "system-api" };

describe("why a server did not roll out", () => {
  const { deployment: failed, old, current } = deployment("system-api");
  const server_ = (containerStatus: Parameters<typeof podOf>[2], owner = current, name = "p", more = {}) =>
    podOf(owner, name, containerStatus, { phase: "Running", ...more });
  const running = { state: { running: {} }, imageID: "sha256:1" };

  it("is looked for in the Pods of the newest revision, which need not be the youngest ReplicaSet", async () => {
    const diagnosis = await why([failed, old, current, server_(ended(1), old, "old"), server_(ended(2))], {}, [server]);
    assert.deepEqual(whats(diagnosis), ["exit code 2", "ProgressDeadlineExceeded"]);
  });

  it("is told by the run before the restart", async () => {
    const crashing = waiting("CrashLoopBackOff", "back-off 5m0s restarting failed container", { restartCount: 7, lastState: { terminated: { exitCode: 1, reason: "Error" } } });
    const logs = { "p/main (previous)": "starting\njava.lang.IllegalStateException: flag --x is missing\n\tat org.Main.main(Main.java:1)\n" };
    const diagnosis = await why([failed, current, server_(crashing)], { logs }, [server]);
    assert.equal(diagnosis.summary, "container main of p ended with exit code 1: java.lang.IllegalStateException: flag --x is missing");
    assert.deepEqual(diagnosis.logs.map(({ previous, lines }) => [previous, lines.length]), [[true, 3]]);
  });

  it("is that it runs and is not ready, with both runs' logs", async () => {
    const unready = { ...running, restartCount: 2, lastState: { terminated: { exitCode: 137, reason: "Error" } } };
    const pod = server_(unready);
    const diagnosis = await why([failed, current, pod, event(pod, "Unhealthy", "Readiness probe failed: connection refused")],
      { logs: { "p/main": "waiting for kingdom\n", "p/main (previous)": "waiting\n" } }, [server]);
    assert.equal(diagnosis.summary, "container main of p runs and is not ready after 2 restarts: Readiness probe failed: connection refused");
    assert.deepEqual(diagnosis.logs.map(({ previous }) => previous), [false, true]);
  });

  it("is told of a probe that killed it", async () => {
    const pod = server_(waiting("CrashLoopBackOff", "", { lastState: { terminated: { exitCode: 137, reason: "Error" } } }));
    const diagnosis = await why([failed, current, pod, event(pod, "Unhealthy", "Liveness probe failed: timeout")], {}, [server]);
    assert.match(diagnosis.summary, /its probe failed \(Liveness probe failed: timeout\)/);
  });

  it("is told of a quota by the condition alone", async () => {
    const message = 'pods "p" is forbidden: exceeded quota: small';
    const starved = deployment("system-api", [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message }]);
    assert.deepEqual(whats(await why([starved.deployment, starved.current], {}, [server])), ["exceeded quota"]);
    const over = deployment("system-api", [{ type: "ReplicaFailure", status: "True", reason: "FailedDelete", message }]);
    assert.deepEqual(whats(await why([over.deployment, over.current], {}, [server])), []);
  });

  it("is no Pod that serves", async () => {
    const ready = server_({ ...running, ready: true }, current, "ready", { status: { conditions: [{ type: "Ready", status: "True" }] } });
    assert.deepEqual((await why([failed, current, ready], {}, [server])).images, []);
  });

  it("is told by a StatefulSet's Pods of its new revision", async () => {
    const { deployment: like } = deployment("dam");
    const set = { ...like, kind: "StatefulSet", metadata: { ...like.metadata, uid: "uid-StatefulSet-dam" }, status: { updateRevision: "dam-2" } };
    const at = (hash: string, code: number) => podOf(set, `dam-${code}`, ended(code), { phase: "Running", labels: { "controller-revision-hash": hash } });
    const diagnosis = await why([set, at("dam-1", 1), at("dam-2", 2)], {}, [{ kind: "StatefulSet", namespace: "kingdom", name: "dam" }]);
    assert.deepEqual(whats(diagnosis), ["exit code 2"]);
  });

  it("is looked for by the whole of its selector", async () => {
    const choosy = (object: typeof failed) => ({
      ...object, spec: { selector: { matchLabels: { app: "system-api" }, matchExpressions: [
        { key: "tier", operator: "In", values: ["a", "b"] }, { key: "track", operator: "NotIn", values: ["canary"] },
        { key: "app", operator: "Exists" }, { key: "legacy", operator: "DoesNotExist" },
      ] } },
    });
    const pod = (name: string, code: number, labels: Record<string, string>) => server_(ended(code), choosy(current), name, { labels });
    const pods = [pod("p", 2, { tier: "b" }), pod("q", 3, { tier: "c" }), pod("r", 4, { tier: "a", track: "canary" }), pod("s", 5, { tier: "a", legacy: "" })];
    const replicas = { ...choosy(current), metadata: { ...current.metadata, labels: { app: "system-api", tier: "a" } } };
    assert.deepEqual(whats(await why([choosy(failed), replicas, ...pods], {}, [server])), ["exit code 2", "ProgressDeadlineExceeded"]);
  });

  it("is that its controller has not looked", async () => {
    const stale = { ...failed, status: { observedGeneration: 1, conditions: [] } };
    assert.deepEqual(whats(await why([stale, current], {}, [server])), ["not observed"]);
  });
});
