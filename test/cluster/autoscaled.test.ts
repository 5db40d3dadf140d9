import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { KubernetesObject } from "../../automation/cluster/cluster";
import type { Engine } from "../../engines/engine";
import { kubectl } from "../engines/adopting";
import { apply, freshNamespace, removeNamespace, rolledOut, whyNoApiServer } from "../support/apiServer";
import { kubeconfigVariable, whyNoCluster } from "../support/clusterWorld";
import { ReadyWatch } from "../support/podWatch";
import { PulumiWorld } from "../support/pulumiWorld";
import { dxObjects, stackText } from "./systems";

const namespace = "stepwise-autoscaled";
const workload = "dx-deployment-image-processor";

/** The autoscaler wants more than is stated, so it acts without knowing what any Pod uses. */
const stated = { scaling: { replicas: { imageProcessor: 3 } } };
const horizontalPodAutoScaler = { imageProcessor: { enabled: true, minReplicas: 5, maxReplicas: 6 } };
const autoscaled = { scaling: { ...stated.scaling, horizontalPodAutoScaler } };

function replicas(): number {
  return Number(kubectl(["get", "deployment", workload, "--namespace", namespace, "--output", "jsonpath={.spec.replicas}"]));
}

/**
 * Somebody else states the number too, so it stays when the stack no longer does:
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership
 */
function handOver(): void {
  const object = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: workload, namespace }, spec: { replicas: replicas() } };
  kubectl(["apply", "--server-side", "--field-manager", "replicas-hand-over", "--filename", "-"], object);
}

const noServer = whyNoApiServer();
const noEngine = whyNoCluster();

describe("a number of Pods that is stated no more, in front of a real API server", function () {
  if (noServer !== undefined) {
    it(`becomes 1, or stays where it was handed over (not tried: ${noServer})`);
    return;
  }
  this.timeout(120_000);
  let described: readonly KubernetesObject[];
  const server = async (values: object) => (await dxObjects(namespace, "CF216", { values }))
    .filter(({ kind, metadata }) => kind === "Deployment" && metadata.name === workload);
  beforeEach(async () => {
    freshNamespace(namespace);
    described = await server(autoscaled);
    apply(await server(stated));
    assert.equal(replicas(), 3);
  });
  after(() => removeNamespace(namespace));

  it("becomes 1 until an autoscaler acts, so a stack that gives it up loses Pods", () => {
    apply(described);
    assert.equal(replicas(), 1);
  });

  it("stays where it was handed over first", () => {
    handOver();
    apply(described);
    assert.equal(replicas(), 3);
  });
});

describe("an autoscaler's number of Pods on the real engine in front of a real API server", function () {
  if (noEngine !== undefined) {
    it(`is never set back (not tried: ${noEngine})`);
    return;
  }
  this.timeout(600_000);
  const stack = namespace;
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-autoscaled-"));
  const configFile = path.join(folder, `Pulumi.${stack}.yaml`);
  let world: PulumiWorld;
  let engine: Engine;
  let pods: ReadyWatch;
  before(async () => {
    freshNamespace(namespace);
    pods = ReadyWatch.pods(namespace);
    world = new PulumiWorld(stack);
    engine = await world.open();
    await up("CF216", stated, { "stepwise:permits": { install: ["dx/image-processor"] } });
    assert.equal(replicas(), 3);
  });
  after(() => {
    pods.stop();
    world.remove();
    rmSync(folder, { recursive: true, force: true });
    removeNamespace(namespace);
  });

  /** One update of a stack that has the Image Processor alone. */
  const up = async (version: string, values: object, more: object = {}, imageProcessor: object = {}): Promise<void> => {
    const cluster = { helm: "3.16", kubeconfig: process.env[kubeconfigVariable] };
    writeFileSync(configFile, stackText("1.28", "dx", { version, namespace, values, imageProcessor }, cluster, more));
    const { result, diagnostics } = await engine.up({ configFile, message: version });
    assert.equal(result, "succeeded", JSON.stringify(diagnostics));
    await rolledOut(namespace);
  };

  it("begins where the stated number was that was handed over to it", async () => {
    await pods.begin();
    handOver();
    await up("CF216", autoscaled);
    assert.equal((await pods.fewest()).get(workload), 3);
  });

  it("is not set back by a hop, which loses no Pod", async () => {
    kubectl(["wait", `deployment/${workload}`, "--namespace", namespace, "--for=jsonpath={.spec.replicas}=5", "--timeout=120s"]);
    await rolledOut(namespace);
    await pods.begin();
    await up("CF217", autoscaled);
    assert.equal(replicas(), 5);
    assert.equal((await pods.fewest()).get(workload), 5);
  });

  it("is zero while a stage stops the servers, and the autoscaler's again afterwards", async () => {
    const confirmed = { "maintenance-window": { by: "operations", date: "2026-01-01" } };
    await up("CF217", autoscaled, { "stepwise:permits": { confirmed } }, { stage: "quiesce" });
    assert.equal(replicas(), 0);
    await up("CF217", autoscaled);
    kubectl(["wait", `deployment/${workload}`, "--namespace", namespace, "--for=jsonpath={.spec.replicas}=5", "--timeout=120s"]);
  });
});
