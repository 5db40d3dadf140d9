import * as assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { KubernetesObject } from "../../automation/cluster/cluster";
import { apply, closeNodes, freshNamespace, list, openNodes, podsOf, removeNamespace, rolledOut, whyNoApiServer } from "../support/apiServer";
import { ReadyWatch } from "../support/podWatch";
import { dxObjects, kleidiaObjects } from "./systems";

const namespace = "stepwise-rollout";

/** How many Pods each is to have. */
const wanted = new Map([
  ["backend", 3],
  ["dx-deployment-content-composer", 2],
  ["dx-deployment-haproxy", 3],
  ["dx-deployment-image-processor", 2],
  ["dx-deployment-ring-api", 3],
  ["frontend", 2],
]);
const oneLess = new Map([...wanted].map(([name, count]) => [name, count - 1]));

const scaling = { scaling: { replicas: { contentComposer: 2, haproxy: 3, imageProcessor: 2, ringApi: 3 } } };

/** The Deployments and what leads to them; what keeps data is no part of this. */
async function servers(dx: string, kleidia: string): Promise<KubernetesObject[]> {
  const all = [...await dxObjects(namespace, dx, { values: scaling }), ...await kleidiaObjects(namespace, kleidia)];
  return all.filter(({ kind, metadata: { name } }) => wanted.has(name) && (kind === "Deployment" || kind === "Service"));
}

/** One of the old Pods goes before a new one is there, as in no roll-out of ours. */
function impatient(object: KubernetesObject): KubernetesObject {
  const strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } };
  return object.kind === "Deployment" ? { ...object, spec: { ...object.spec, strategy } } : object;
}

const missing = whyNoApiServer();

describe("the roll-out of stateless workloads in front of a real API server", function () {
  if (missing !== undefined) {
    it(`loses no ready Pod (not tried: ${missing})`);
    return;
  }
  this.timeout(300_000);
  let pods: ReadyWatch;
  let endpoints: ReadyWatch;
  before(async () => {
    freshNamespace(namespace);
    apply(await servers("CF216", "2.2.0"));
    await rolledOut(namespace);
    [pods, endpoints] = [ReadyWatch.pods(namespace), ReadyWatch.endpoints(namespace)];
  });
  afterEach(() => openNodes());
  after(() => {
    pods.stop();
    endpoints.stop();
    removeNamespace(namespace);
  });

  /**
   * Applies these, holds every roll-out where its first new Pod is not ready yet, and lets them come to their end.
   * @returns what was ready while they were held, and the fewest Pods and addresses of each at any moment
   */
  const fewestDuring = async (objects: readonly KubernetesObject[]) => {
    const before = [...podsOf(namespace).values()].flat();
    for (const watch of [pods, endpoints]) await watch.begin();
    closeNodes();
    apply(objects);
    while (unplaced().size < wanted.size) await pause(250);
    await pods.caughtUp();
    const held = counted(pods.now());
    openNodes();
    await rolledOut(namespace);
    const fewest = { held, pods: counted(await pods.fewest()), endpoints: counted(await endpoints.fewest()) };
    assert.deepEqual([...podsOf(namespace).values()].flat().filter((uid) => before.includes(uid)), [], "every Pod is a new one");
    return fewest;
  };

  it("never has fewer ready Pods than wanted, nor leads to fewer, also while new ones take their time", async () => {
    const { held, pods: ready, endpoints: reached } = await fewestDuring(await servers("CF217", "2.3.0"));
    assert.deepEqual([held, ready, reached], [wanted, wanted, wanted].map(counted));
  });

  it("never has fewer on the way back", async () => {
    const { held, pods: ready, endpoints: reached } = await fewestDuring(await servers("CF216", "2.2.0"));
    assert.deepEqual([held, ready, reached], [wanted, wanted, wanted].map(counted));
  });

  it("would have fewer by another strategy, which shows that this is measured", async () => {
    const { held, pods: ready, endpoints: reached } = await fewestDuring((await servers("CF217", "2.3.0")).map(impatient));
    assert.deepEqual([held, ready, reached], [oneLess, oneLess, oneLess].map(counted));
  });
});

function counted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Pod {
  readonly metadata: { readonly labels: { readonly app: string } };
  readonly spec: { readonly nodeName?: string };
}

/** The workloads that have a Pod which is on no node yet. */
function unplaced(): ReadonlySet<string> {
  return new Set(list<Pod>(namespace, "pods").filter(({ spec }) => spec.nodeName === undefined).map(({ metadata }) => metadata.labels.app));
}
