import * as assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as path from "node:path";
import type { Engine } from "../../engines/engine";
import { installationStates } from "../../gates/installationState";
import { projectRoot } from "../../releases/projectRoot";
import { ClusterWorld, whyNoCluster } from "../support/clusterWorld";
import { adopted, deployment, helmInstall, kubectl, planned, uids, UpstreamStack } from "./adopting";

const missing = whyNoCluster();
const upstream = path.resolve(projectRoot, "../shared/data/halo/manifests/0.5.46/dev-kingdom_gke.yaml");
const server = "Deployment/kingdom/system-api-server-deployment";

describe("adopting on the real engine in front of a real API server", function () {
  if (missing !== undefined) {
    it(`brings what runs under the stack (not tried: ${missing})`);
    return;
  }
  this.timeout(600_000);
  let world: ClusterWorld;
  let stack: UpstreamStack;
  let engine: Engine;
  const open = async (name: string): Promise<void> => {
    world = new ClusterWorld(name);
    world.prepare();
    stack = new UpstreamStack(name);
    engine = await world.open();
  };
  afterEach(() => {
    world?.remove();
    stack?.remove();
  });

  /** What a preview with the stack's own file would do. */
  const changes = async (configFile = stack.file): Promise<string[]> => {
    const { result, steps, diagnostics } = await engine.preview({ configFile, message: "what is left" });
    assert.equal(result, "succeeded", JSON.stringify(diagnostics));
    return steps.filter(({ op }) => op !== "same").map(({ op, name }) => `${op} ${name}`).sort();
  };
  const isKept = (before: ReadonlyMap<string, string>): void => {
    const after = uids();
    for (const [name, uid] of before) assert.equal(after.get(name), uid, name);
  };
  const managersOf = (name: string): string[] =>
    deployment(name).metadata.managedFields.filter(({ subresource }) => !subresource).map(({ manager }) => manager);

  if (!existsSync(upstream)) it("adopts upstream's manifests (not tried: they are not there)");
  else it("adopts upstream's manifests as an operator applied them: the same objects, the same Pods, and nothing left to do", async () => {
    await open("cluster-adopt-upstream");
    kubectl(["apply", "--namespace", "kingdom", "--filename", upstream]);
    kubectl(["wait", "deployments", "--all", "--for=condition=Available", "--namespace", "kingdom", "--timeout=60s"]);
    const before = uids();
    const { plan } = await planned(stack, engine);
    assert.deepEqual(plan.reasons, []);
    assert.equal(plan.objects.filter(({ finding }) => finding === "equal").length, 24);
    const adoption = await world.during(() => adopted(stack, engine));
    assert.equal(adoption.result, "adopted", JSON.stringify(adoption.reasons));
    assert.equal(adoption.states.get("halo/kingdom")?.kind, "complete");
    isKept(before);
    assert.deepEqual(await changes(), []);
    assert.deepEqual([...world.jobs().keys()], ["kingdom-verify-0-5-46"]);

    // The next change of a server takes away what only upstream's manifest had, and conflicts with nobody.
    assert.notEqual(podSpec("system-api-server-deployment")["initContainers"], undefined);
    const changed = new UpstreamStack("cluster-adopt-upstream", {
      kingdom: { namespace: "kingdom", publicApiAddressName: "kingdom-v2alpha", systemApiAddressName: "kingdom-system-v1alpha", trusteeEnabled: true },
    });
    const { result, diagnostics } = await world.during(() => engine.up({ configFile: changed.file, message: "a setting" }));
    changed.remove();
    assert.equal(result, "succeeded", JSON.stringify(diagnostics));
    assert.equal(podSpec("system-api-server-deployment")["initContainers"], undefined);
    assert.equal(uids().get("Deployment/system-api-server-deployment"), before.get("Deployment/system-api-server-deployment"));
  });

  it("adopts a Helm release, whose next hop then conflicts with nobody", async () => {
    await open("cluster-adopt-helm");
    await helmInstall(stack, "0.5.45", (object) => {
      if (object.kind === "Deployment" && object.metadata.name.startsWith("system-api")) Object.assign(object.spec!, { replicas: 3 });
    });
    const wanted = await planned(stack, engine);
    assert.deepEqual(wanted.plan.reasons.map(({ id }) => id), ["version-differs"]);
    const wish = { set: ["halo=0.5.45"] };
    const { plan } = await planned(stack, engine, wish);
    assert.deepEqual(plan.reasons.map(({ id, message }) => [id, /spec\.replicas is 3 and would become 1/.test(message)]), [["object-surplus", true]]);
    assert.deepEqual(plan.helm.map(({ name, namespace, objects }) => [name, namespace, objects]), [["halo", "kingdom", 24]]);
    kubectl(["scale", "deployment", "system-api-server-deployment", "--replicas=1", "--namespace", "kingdom"]);
    const before = uids();
    const secret = kubectl(["get", "secret", "sh.helm.release.v1.halo.v1", "--namespace", "kingdom", "--output", "jsonpath={.metadata.uid} {.metadata.resourceVersion}"]);
    const adoption = await world.during(() => adopted(stack, engine, wish));
    assert.equal(adoption.result, "adopted", JSON.stringify(adoption.reasons));
    isKept(new Map([...before].filter(([name]) => !name.startsWith("Pod/system-api"))));
    assert.deepEqual(managersOf("system-api-server-deployment"), ["pulumi-kubernetes-adopted-by-cluster-adopt-helm"]);
    assert.equal(kubectl(["get", "secret", "sh.helm.release.v1.halo.v1", "--namespace", "kingdom", "--output", "jsonpath={.metadata.uid} {.metadata.resourceVersion}"]), secret);

    const { result, diagnostics } = await world.during(() => engine.up({ configFile: stack.file, message: "halo 0.5.46" }));
    assert.equal(result, "succeeded", JSON.stringify(diagnostics));
    assert.equal(installationStates(await engine.state()).get("halo/kingdom")?.kind, "complete");
    assert.deepEqual([...world.jobs().keys()].sort(), ["kingdom-backup-0-5-46", "kingdom-migrate-0-5-46", "kingdom-verify-0-5-46"]);
    assert.deepEqual(await changes(), []);
    isKept(new Map([...before].filter(([name]) => !name.startsWith("Pod/"))));
  });

  it("leaves what was accepted as it is, to be changed in place by the next update", async () => {
    await open("cluster-adopt-accept");
    await helmInstall(stack, "0.5.46", (object) => {
      if (object.kind !== "Deployment" || !object.metadata.name.startsWith("system-api")) return;
      (object.spec as { template: { spec: { containers: { args: string[] }[] } } }).template.spec.containers[0]!.args.push("--an-operator-s-own");
    });
    assert.deepEqual((await planned(stack, engine)).plan.reasons.map(({ id }) => id), ["object-different"]);
    const before = uids();
    const adoption = await world.during(() => adopted(stack, engine, { accept: [server] }));
    assert.equal(adoption.result, "adopted", JSON.stringify(adoption.reasons));
    isKept(before);
    assert.deepEqual(await changes(), ["update kingdom-system-api-server-deployment"]);
  });

  it("puts everything back where a policy refuses it", async () => {
    await open("cluster-adopt-refused");
    await helmInstall(stack, "0.5.46", () => undefined);
    const before = deployment("system-api-server-deployment");
    const policyConfig = { "image-registry": { allowed: ["registry.example.org"] } };
    const adoption = await world.during(() => adopted(stack, engine, { policyConfig }));
    assert.equal(adoption.result, "refused");
    assert.ok(adoption.reasons.some(({ id }) => id === "policy:image-registry"), JSON.stringify(adoption.reasons));
    assert.deepEqual(((await engine.state()).deployment.resources ?? []).map(({ type }) => type), ["pulumi:pulumi:Stack", "pulumi:providers:kubernetes"]);
    // A controller writes down when it has seen the object last.
    const kept = ({ metadata: { annotations, labels, uid, managedFields } }: typeof before) =>
      ({ annotations, labels, uid, managedFields: managedFields.filter(({ subresource }) => !subresource) });
    assert.deepEqual(kept(deployment("system-api-server-deployment")), kept(before));
    assert.deepEqual(world.jobs().size, 0);
  });

  it("stays unfinished where the verification fails, and `up` verifies again", async () => {
    await open("cluster-adopt-verify");
    await helmInstall(stack, "0.5.46", () => undefined);
    const before = uids();
    world.failJob("kingdom-verify-0-5-46");
    const adoption = await world.during(() => adopted(stack, engine));
    assert.equal(adoption.result, "unverified");
    assert.equal(adoption.states.get("halo/kingdom")?.kind, "incomplete");
    isKept(before);
    world.heal();
    const { result, diagnostics } = await world.during(() => engine.up({ configFile: stack.file, message: "again" }));
    assert.equal(result, "succeeded", JSON.stringify(diagnostics));
    assert.equal(installationStates(await engine.state()).get("halo/kingdom")?.kind, "complete");
    isKept(before);
  });

  function podSpec(name: string): Readonly<Record<string, unknown>> {
    return (deployment(name).spec as { template: { spec: Readonly<Record<string, unknown>> } }).template.spec;
  }
});
