import * as assert from "node:assert/strict";
import { liveServers } from "../../../automation/cluster/liveServers";
import { namespacesOf, withLiveFacts } from "../../../automation/cluster/liveFacts";
import { podsIn } from "../../../automation/cluster/pods";
import { probeFacts } from "../../../automation/cluster/probeFacts";
import type { KubernetesObject } from "../../../automation/cluster/cluster";
import { parseStackFile } from "../../../config/stack";
import { InputError, type Problem } from "../../../releases/problem";
import { FakeCluster, type FakeClusterOptions } from "../../support/fakeCluster";
import { stackText, type SmallStack } from "../../support/kingdomStack";
import { problemOf, problemsOf } from "../../support/problems";

type Container = Readonly<Record<string, unknown>>;

const pod = (container: Container, { namespace = "kingdom", phase = "Running", owner = "StatefulSet" } = {}): KubernetesObject => ({
  apiVersion: "v1", kind: "Pod", spec: { containers: [{ name: "main", ...container }] }, status: { phase },
  metadata: { name: `pod-${String(container["image"])}`, namespace, ...{ ownerReferences: [{ kind: owner, name: "o", uid: "u" }] } },
});
const probe = (data: Readonly<Record<string, string>>, name = "probe", labels = { "stepwise.dev/facts": "true" }): KubernetesObject => ({
  apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "kingdom", labels }, data,
});
const stackOf = (stack: Partial<SmallStack>) => parseStackFile("Pulumi.small.yaml", stackText({ version: "0.5.46", cluster: {}, facts: {}, ...stack }));
const live = async (stack: Partial<SmallStack>, objects: readonly KubernetesObject[] = [], options: FakeClusterOptions = {}) =>
  (await withLiveFacts(stackOf(stack), new FakeCluster(objects, options))).settings;
const problems = async (asking: Promise<unknown>): Promise<readonly Problem[]> => {
  const error: unknown = await asking.then(() => assert.fail("expected it to be refused"), (reason: unknown) => reason);
  assert.ok(error instanceof InputError, String(error));
  return error.problems;
};

describe("what a live cluster says", () => {
  it("is laid over what the stack file states, which stays as it is", async () => {
    const stack = stackOf({ cluster: { kubernetes: "1.31", helm: "3.16" }, facts: { "halo.ranNightly": false } });
    const objects = [pod({ image: "postgres:16.4-alpine" }), probe({ "halo.spannerEdition": "ENTERPRISE", "halo.ranNightly": "false\n" })];
    const { settings } = await withLiveFacts(stack, new FakeCluster(objects, { version: "v1.31.2-gke.1014001" }));
    assert.deepEqual(settings.cluster, { kubernetes: "v1.31.2-gke.1014001", helm: "3.16", postgresql: "16.4" });
    assert.deepEqual(settings.facts, { "halo.ranNightly": false, "halo.spannerEdition": "ENTERPRISE" });
    assert.deepEqual(stack.settings.facts, { "halo.ranNightly": false });
  });

  it("is asked of the namespaces of the stack's components, each once, and of no other", async () => {
    const stack = stackOf({ duchies: { worker1: "0.5.46", worker2: "0.5.46" } });
    assert.deepEqual(namespacesOf(stack.settings), ["kingdom", "worker1", "worker2"]);
    const cluster = new FakeCluster([pod({ image: "postgres:12" }, { namespace: "elsewhere" })]);
    assert.equal((await withLiveFacts(stack, cluster)).settings.cluster.postgresql, undefined);
    assert.deepEqual(cluster.asked.filter((one) => one.startsWith("list pods")),
      ["list pods in kingdom", "list pods in worker1", "list pods in worker2"]);
  });

  it("is refused where the stack file says otherwise, all of it at once", async () => {
    const found = await problems(live(
      { cluster: { kubernetes: "1.31", postgresql: "15.3" }, facts: { "halo.ranNightly": false } },
      [pod({ image: "postgres:16.4" }), probe({ "halo.ranNightly": "true" })], { version: "v1.30.4" },
    ));
    assert.deepEqual(found.map(({ path }) => path).sort(),
      ["config.stepwise:cluster.kubernetes", "config.stepwise:cluster.postgresql", "config.stepwise:facts.halo.ranNightly"]);
    const told = found.map(({ message }) => message).join("\n");
    assert.match(told, /found kubernetes "1\.31", and the cluster runs v1\.30\.4/);
    assert.match(told, /found postgresql "15\.3", and the cluster runs 16\.4/);
    assert.match(told, /found false, and a probe in the cluster found true/);
    assert.ok(found.every(({ line }) => line !== undefined && line > 1));
  });

  it("agrees with what is stated as far as that goes: PostgreSQL's major, the minor of the others", async () => {
    for (const [stated, image] of [["16", "postgres:16.4"], ["16.3", "postgres:16.4"], ["16.4", "postgres:16"]] as const) {
      assert.ok(await live({ cluster: { postgresql: stated } }, [pod({ image })]));
    }
    assert.ok(await live({ cluster: { openbao: "2.4.1" } }, [pod({ image: "quay.io/openbao/openbao:2.4.3" })]));
    assert.equal((await problems(live({ cluster: { openbao: "2.4" } }, [pod({ image: "quay.io/openbao/openbao:2.5.0" })]))).length, 1);
    assert.equal((await problems(live({ cluster: { kubernetes: "unheard of" } }))).length, 1);
  });

  it("is not to be had without a cluster or an answer", async () => {
    const [none] = await problems(withLiveFacts(stackOf({ cluster: { kubernetes: "1.31" } })));
    assert.match(none!.message, /neither context nor kubeconfig/);
    for (const verb of ["version", "list pods", "list configmaps"]) {
      const [refused] = await problems(live({}, [], { refuses: (asked) => asked.startsWith(verb) ? `no ${verb} for you` : undefined }));
      assert.equal(refused!.message, `the cluster can't be asked: no ${verb} for you`);
      assert.equal(refused!.path, "config.stepwise:cluster");
    }
  });
});

describe("the servers that run in a cluster", () => {
  const found = (...objects: readonly KubernetesObject[]) => liveServers(podsIn(objects));

  it("are told by the images that their makers publish", () => {
    for (const image of ["postgres:16.4", "docker.io/library/postgres:16.4-bookworm", "docker.io/postgres:16.4", "library/postgres:16.4"]) {
      assert.deepEqual(found(pod({ image })), { postgresql: "16.4" }, image);
    }
    for (const image of ["quay.io/openbao/openbao:2.4.1", "openbao/openbao:2.4.1", "ghcr.io/openbao/openbao-ubi:v2.4.1"]) {
      assert.deepEqual(found(pod({ image })), { openbao: "2.4.1" }, image);
    }
    for (const image of ["example.org/postgres:16", "bitnami/postgres:16", "postgres-exporter:16", "postgres", "example.org/openbao/openbao:2.4.1"]) {
      assert.deepEqual(found(pod({ image })), {}, image);
    }
  });

  it("are unknown where two differ or one says no version", () => {
    assert.deepEqual(found(pod({ image: "postgres:16" }), pod({ image: "docker.io/postgres:16" })), { postgresql: "16" });
    assert.deepEqual(found(pod({ image: "postgres:16" }), pod({ image: "postgres:15" })), {});
    for (const image of ["postgres:latest", "postgres:alpine", `postgres:16.4@sha256:${"a".repeat(64)}`, "postgres:16beta1"]) {
      assert.deepEqual(found(pod({ image }), pod({ image: "postgres:16" })), {}, image);
    }
  });

  it("are neither clients of the same image, nor what does not run", () => {
    const image = "postgres:16";
    assert.deepEqual(found(pod({ image }, { owner: "Job" })), {});
    assert.deepEqual(found(pod({ image }, { phase: "Pending" })), {});
    assert.deepEqual(found(pod({ image, command: ["psql", "--command", "SELECT 1"] })), {});
    assert.deepEqual(found(pod({ image, command: ["/bin/sh", "-c", "pg_dump > /backups/a"] })), {});
    assert.deepEqual(found(pod({ image, args: ["-c", "shared_buffers=1GB"] })), { postgresql: "16" });
    assert.deepEqual(found(pod({ image, command: ["docker-entrypoint.sh"], args: ["postgres"] })), { postgresql: "16" });
    const bao = "quay.io/openbao/openbao:2.4.1";
    assert.deepEqual(found(pod({ image: bao, args: ["agent", "-config=/server/agent.hcl"] })), {});
    assert.deepEqual(found(pod({ image: bao, command: ["/bin/sh", "-ec"], args: ["docker-entrypoint.sh bao server -config=/tmp/a.hcl"] })), { openbao: "2.4.1" });
  });
});

describe("facts that probes have put into a cluster", () => {
  it("are text, true or false, from every ConfigMap with the label", () => {
    assert.deepEqual(probeFacts([probe({ a: "true", b: " ENTERPRISE\n" }), probe({ a: "true", c: "false" }, "other"), probe({}, "empty")]),
      { a: true, b: "ENTERPRISE", c: false });
  });

  it("are asked for by the label", async () => {
    assert.deepEqual((await live({}, [probe({ a: "1" }, "other", { "stepwise.dev/facts": "false" })])).facts, {});
    assert.deepEqual((await live({}, [probe({ a: "1" })])).facts, { a: "1" });
  });

  it("are refused where two contradict each other, or one is no fact", () => {
    const { file, path, message } = problemOf(() => probeFacts([probe({ a: "true" }), probe({ a: "yes" }, "other")]));
    assert.deepEqual([file, path], ["ConfigMap kingdom/other", "data.a"]);
    assert.match(message, /found "yes", and ConfigMap kingdom\/probe says true/);
    const wrong = problemsOf(() => probeFacts([probe({ empty: " ", file: "a\nb", long: "x".repeat(201) })]));
    assert.deepEqual(wrong.map((one) => one.path), ["data.empty", "data.file", "data.long"]);
    assert.deepEqual(probeFacts([probe(Object.fromEntries([["__proto__", "x"], ["constructor", "y"]]))]), { constructor: "y" });
  });
});
