import * as assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ClusterError } from "../../../automation/cluster/cluster";
import { clusterOf, kubectlCluster } from "../../../automation/cluster/kubectl";

describe("a cluster asked through kubectl", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-test-"));
  const searched = process.env["PATH"];
  const [arguments_, input, said] = ["arguments", "input", "said"].map((name) => path.join(folder, name)) as [string, string, string];
  /** A kubectl that says this, and writes down what it was asked. */
  const kubectl = (output: string, script = ""): void => {
    writeFileSync(said, output);
    const lines = ["#!/bin/sh", `for one in "$@"; do echo "$one"; done > ${arguments_}`, `cat > ${input}`, `cat ${said}`, script];
    writeFileSync(path.join(folder, "kubectl"), `${lines.join("\n")}\n`, { mode: 0o755 });
    process.env["PATH"] = `${folder}:${searched}`;
  };
  const fails = (stderr: string): void => kubectl("", `cat >&2 <<'END'\n${stderr}\nEND\nexit 1`);
  const asked = (): string => readFileSync(arguments_, "utf8").trim().replaceAll("\n", " ");
  const cluster = kubectlCluster({ context: "prod-eu", kubeconfig: "/etc/kube" });
  const job = { kind: "jobs.batch", namespace: "kingdom", name: "kingdom-migrate" };
  const log = { namespace: "kingdom", pod: "p", container: "c", lines: 40 };
  const refusal = async (asking: Promise<unknown>): Promise<string> => {
    const error: unknown = await asking.then(() => assert.fail("expected it to be refused"), (reason: unknown) => reason);
    assert.ok(error instanceof ClusterError, String(error));
    assert.doesNotMatch(error.message, /\n/);
    return error.message;
  };
  afterEach(() => { process.env["PATH"] = searched; });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is the cluster that the stack names, and none where manifests go to a folder", async () => {
    assert.equal(clusterOf({ renderTo: "rendered" }), undefined);
    assert.equal(clusterOf({}), undefined);
    kubectl('{"serverVersion":{"gitVersion":"v1.31.2-gke.1014001"}}');
    assert.equal(await clusterOf({ context: "prod-eu" })?.version(), "v1.31.2-gke.1014001");
    assert.equal(asked(), "version --context prod-eu --request-timeout 15s --output json");
    await clusterOf({ kubeconfig: "/etc/kube" })?.version();
    assert.equal(asked(), "version --kubeconfig /etc/kube --request-timeout 15s --output json");
    await cluster.version();
    assert.match(asked(), /--context prod-eu --kubeconfig \/etc\/kube/);
  });

  it("says that there is no such object, which is no error", async () => {
    kubectl("");
    assert.equal(await cluster.get(job), undefined);
    const flags = "--namespace kingdom --ignore-not-found --show-managed-fields --output json";
    assert.match(asked(), new RegExp(`^get .*${flags} -- jobs\\.batch kingdom-migrate$`));
    kubectl('{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"kingdom-migrate"},"status":{"failed":1}}');
    assert.deepEqual((await cluster.get(job))?.status, { failed: 1 });
  });

  it("never asks what a Secret holds", async () => {
    kubectl("halo-db   Opaque   2     5d\n");
    for (const kind of ["secret", "secrets", "Secret", "secrets.v1."]) {
      assert.deepEqual(await cluster.get({ kind, namespace: "kingdom", name: "halo-db" }),
        { apiVersion: "v1", kind: "Secret", metadata: { name: "halo-db", namespace: "kingdom" } });
      assert.doesNotMatch(asked(), /--output/);
    }
    kubectl("");
    assert.equal(await cluster.get({ kind: "secret", namespace: "kingdom", name: "halo-db" }), undefined);
    rmSync(arguments_);
    assert.match(await refusal(cluster.list({ kinds: ["pods", "secrets"] })), /Secrets are not listed/);
    assert.equal(existsSync(arguments_), false);
  });

  it("lists what there is in one namespace or in all, by labels", async () => {
    kubectl('{"kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}}]}');
    assert.deepEqual((await cluster.list({ kinds: ["pods", "events"], namespace: "kingdom", selector: "app in (a,b)" })).map(({ kind }) => kind), ["Pod"]);
    assert.match(asked(), /--namespace kingdom --selector app in \(a,b\) --output json -- pods,events$/);
    await cluster.list({ kinds: ["nodes"] });
    assert.match(asked(), /--all-namespaces --output json -- nodes$/);
  });

  it("reads the end of a log, and nothing where a container never ran", async () => {
    kubectl("one\ntwo\n");
    assert.equal(await cluster.log(log), "one\ntwo\n");
    assert.match(asked(), /^logs .*--container c --tail 40 --limit-bytes \d+ -- p$/);
    await cluster.log({ ...log, previous: true });
    assert.match(asked(), /--previous -- p$/);
    for (const none of [
      'Error from server (BadRequest): container "c" in pod "p" is waiting to start: ContainerCreating',
      'Error from server (BadRequest): previous terminated container "c" in pod "p" not found',
    ]) {
      fails(none);
      assert.equal(await cluster.log({ ...log, previous: true }), "");
    }
    fails('Error from server (NotFound): pods "p" not found');
    assert.match(await refusal(cluster.log(log)), /asked for the log of kingdom\/p, container c, pods "p" not found/);
  });

  it("creates what it is given, and deletes by name without waiting", async () => {
    kubectl("job.batch/check\n");
    const object = { apiVersion: "batch/v1", kind: "Job", metadata: { name: "check", namespace: "kingdom" }, spec: {} };
    await cluster.create(object);
    assert.match(asked(), /^create .*--namespace kingdom --output name --filename -$/);
    assert.deepEqual(JSON.parse(readFileSync(input, "utf8")), object);
    await cluster.delete(job);
    assert.match(asked(), /^delete .*--ignore-not-found --wait=false --cascade=background .*-- jobs\.batch kingdom-migrate$/);
  });

  it("says in one line why there is no answer, what was asked, and what to do", async () => {
    fails('E1121 10:00:00 1 memcache.go:265] "Unhandled Error"\nThe connection to the server 10.0.0.1:443 was refused - did you specify the right host or port?');
    assert.match(await refusal(cluster.get(job)),
      /^asked for jobs\.batch kingdom\/kingdom-migrate, The connection .* was refused.*; see that the cluster can be reached/);
    fails('Error from server (Forbidden): pods is forbidden: User "ci" cannot list resource "pods" in API group "" in the namespace "kingdom"');
    assert.match(await refusal(cluster.list({ kinds: ["pods"], namespace: "kingdom" })), /^asked for pods in kingdom, pods is forbidden: .*; give the account that asks/);
    fails("error: You must be logged in to the server (Unauthorized)");
    assert.match(await refusal(cluster.version()), /log in to the cluster again$/);
    fails("Error in configuration: context was not found for specified context: prod-eu");
    assert.match(await refusal(cluster.version()), /prod-eu; see stepwise:cluster in the stack file$/);
    fails('Warning: old\nThe Job "a" is invalid: \n* spec.b: Required value\n* spec.c: Required value');
    assert.match(await refusal(cluster.version()), /, The Job "a" is invalid: +\* spec\.b: Required value \* spec\.c: Required value$/);
    fails("error: something else");
    assert.match(await refusal(cluster.create({ apiVersion: "v1", kind: "Job", metadata: { name: "a" } })), /^asked to create Job a, something else$/);
    kubectl("", "exit 3");
    assert.match(await refusal(cluster.version()), /kubectl ended with 3/);
    process.env["PATH"] = path.join(folder, "none");
    assert.match(await refusal(cluster.version()), /there is no kubectl on the path/);
  });

  it("takes nothing for an answer that is none", async () => {
    for (const answer of ["", "nothing", "[]", "null", '{"serverVersion":{}}']) {
      kubectl(answer);
      assert.match(await refusal(cluster.version()), /which Kubernetes it runs, kubectl did not say it/);
      assert.match(await refusal(cluster.list({ kinds: ["pods"] })), /kubectl did not say it/);
    }
    kubectl('{"items":[{"kind":"Pod"}]}');
    assert.match(await refusal(cluster.list({ kinds: ["pods"] })), /kubectl did not say it/);
  });

  it("repeats no secret and no control character of kubectl's", async () => {
    fails("Unable to connect: https://ci:hunter2hunter2@10.0.0.1 \u001b[31mtoken=abcdefgh12345678\u0007");
    const message = await refusal(cluster.version());
    assert.doesNotMatch(message, /hunter2|abcdefgh12345678|[\u0000-\u001f]/);
    kubectl('password: "hunter2hunter2"');
    assert.doesNotMatch(await refusal(cluster.version()), /hunter2/);
  });

  it("does not mind a kubectl that ends before it has read what it is given", async () => {
    writeFileSync(path.join(folder, "kubectl"), "#!/bin/sh\nexec 0<&-\necho 'error: no' >&2\nexit 1\n", { mode: 0o755 });
    process.env["PATH"] = `${folder}:${searched}`;
    const big = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "big" }, data: { big: "x".repeat(1e6) } };
    assert.match(await refusal(cluster.create(big)), /no$/);
  });
});
