import * as assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { HaloConfig } from "../../../config/halo";
import { collect } from "./collect";
import {
  asList,
  asObject,
  byKey,
  initContainersOf,
  keyOf,
  objectsIn,
  podOf,
  tidy,
  withoutComments,
  withoutInitContainers,
  withoutOurMarks,
  type KubernetesObject,
} from "./compare";
import { eksDuchy, projectRoot, stackConfig } from "./stacks";

const manifests = path.resolve(projectRoot, "../shared/data/halo/manifests");

interface Comparison {
  readonly file: string;
  readonly version: string;
  readonly namespace: string;
  readonly config: () => HaloConfig;
  /** How many objects upstream has there. */
  readonly objects: number;
}

const dev = (version: string, file: string, namespace: string, objects: number): Comparison => ({
  file,
  version,
  namespace,
  config: () => stackConfig("halo-dev", { version }),
  objects,
});

const comparisons: readonly Comparison[] = [
  dev("0.5.46", "dev-kingdom_gke", "kingdom", 24),
  dev("0.5.46", "dev-aggregator_duchy_gke", "aggregator", 31),
  dev("0.5.46", "dev-worker1_duchy_gke", "worker1", 31),
  dev("0.5.46", "dev-worker2_duchy_gke", "worker2", 31),
  dev("0.5.46", "dev-reporting_v2_gke", "reporting", 29),
  { file: "dev-worker2_duchy_eks", version: "0.5.46", namespace: "worker2", config: () => eksDuchy(), objects: 27 },
  dev("0.5.30", "dev-kingdom_gke", "kingdom", 24),
  dev("0.5.30", "dev-worker1_duchy_gke", "worker1", 31),
  dev("0.5.30", "dev-reporting_v2_gke", "reporting", 26),
  dev("0.5.18", "dev-kingdom_gke", "kingdom", 24),
  dev("0.5.18", "dev-worker1_duchy_gke", "worker1", 31),
  dev("0.5.18", "dev-reporting_v2_gke", "reporting", 24),
];

/** One run of the program a configuration, however many of its namespaces are looked at. */
const runs = new Map<string, ReturnType<typeof collect>>();

function run(config: HaloConfig): ReturnType<typeof collect> {
  const key = JSON.stringify(config);
  const known = runs.get(key) ?? collect(config);
  runs.set(key, known);
  return known;
}

/** Made once for a namespace, as upstream has it since 0.5.35. */
const baselinePolicies = ["NetworkPolicy/kube-dns-network-policy", "NetworkPolicy/gke-network-policy"];

/** What only we have: phase Jobs and their policies, the namespace's limits (a file of their own upstream). */
const isOurs = (key: string) =>
  key.startsWith("Job/") || /-(phases|verify|verified)-network-policy$/.test(key) || key === "LimitRange/resource-requirements";

function upstreamObjects({ version, file }: Comparison): KubernetesObject[] {
  const list = parse(readFileSync(path.join(manifests, version, `${file}.yaml`), "utf8")) as KubernetesObject;
  return asList(list["items"]).map(asObject);
}

for (const comparison of comparisons) {
  describe(`${comparison.file} ${comparison.version}, as upstream has it`, () => {
    let upstream: KubernetesObject[] = [];
    let ours = new Map<string, KubernetesObject>();

    before(async function () {
      if (!existsSync(manifests)) {
        console.log(`      skipped: upstream's manifests are not at ${path.relative(projectRoot, manifests)}`);
        this.skip();
      }
      this.timeout(60_000);
      upstream = upstreamObjects(comparison);
      ours = byKey(objectsIn(comparison.namespace, await run(comparison.config())));
    });

    it("has the same objects", () => {
      assert.equal(upstream.length, comparison.objects);
      assert.deepEqual([...ours.keys()].filter((key) => !isOurs(key)).sort(), upstream.map(keyOf).sort());
    });

    it("has each object as it is upstream", () => {
      for (const object of upstream) {
        const key = keyOf(object);
        if (comparison.version !== "0.5.46" && baselinePolicies.includes(key)) continue;
        const own = ours.get(key);
        assert.ok(own, key);
        assert.deepEqual(tidy(withoutOurMarks(own)), tidy(withoutComments(withoutInitContainers(object))), key);
      }
    });

    it("migrates with the containers that update schemas upstream", () => {
      const migrations = [...ours].filter(([key]) => key.startsWith("Job/") && key.includes("-migrate"));
      const schemas = [...initContainersOf(upstream)].filter(([name]) => !name.startsWith("wait-for-"));
      const nameOf = (pod: KubernetesObject) => String(asObject(asList(pod["containers"])[0])["name"]);
      const pods = new Map(migrations.map(([, job]) => [nameOf(podOf(job)), podOf(job)]));
      assert.deepEqual([...pods.keys()].sort(), schemas.map(([name]) => name).sort());
      for (const [name, { container, pod }] of schemas) {
        const own = pods.get(name)!;
        assert.deepEqual(tidy(asList(own["containers"])), tidy([container]), name);
        for (const key of ["serviceAccountName", "nodeSelector", "tolerations", "volumes"]) {
          assert.deepEqual(tidy({ [key]: own[key] ?? null }), tidy({ [key]: pod[key] ?? null }), `${name} ${key}`);
        }
      }
    });
  });
}
