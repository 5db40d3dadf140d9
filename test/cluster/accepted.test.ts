import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { KubernetesObject } from "../../automation/cluster/cluster";
import { projectRoot } from "../../releases/projectRoot";
import { freshNamespace, objectsOf, removeNamespace, whyNoApiServer } from "../support/apiServer";
import { kubeconfigVariable } from "../support/clusterWorld";

const stacks = ["dx-prod", "dx-staging", "kleidia-prod", "kleidia-staging"];
const namespace = "stepwise-accepted";
const missing = whyNoApiServer();

/** What an API server says to objects that it is shown and not given, errors and warnings, by name; nothing where it takes them. */
function objections(objects: readonly KubernetesObject[]): string[] {
  const args = ["--kubeconfig", process.env[kubeconfigVariable] ?? "", "apply", "--server-side", "--dry-run=server", "--validate=strict", "--filename", "-"];
  const items = objects.map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
  const { stderr } = spawnSync("kubectl", args, { input: JSON.stringify({ apiVersion: "v1", kind: "List", items }), encoding: "utf8" });
  return stderr.split("\n").filter((line) => line !== "" && !line.includes("version difference between client"));
}

describe("the manifests of the project's stacks in front of a real API server", function () {
  if (missing !== undefined) {
    it(`are accepted (not tried: ${missing})`);
    return;
  }
  this.timeout(120_000);
  // A Pod that the strictest of the Pod Security Standards does not admit is warned of.
  before(() => freshNamespace(namespace, { "pod-security.kubernetes.io/warn": "restricted" }));
  after(() => removeNamespace(namespace));

  for (const stack of stacks) {
    it(`are accepted of ${stack}, every field, with Pods as the restricted standard has them`, async () => {
      const objects = await objectsOf(readFileSync(path.join(projectRoot, `Pulumi.${stack}.yaml`), "utf8"));
      assert.ok(objects.length > 30);
      assert.deepEqual(objections(objects), []);
    });
  }

  it("are refused where a field is misspelt or a Pod may do too much, which shows that this is seen", () => {
    const job = (container: object): KubernetesObject => ({
      apiVersion: "batch/v1", kind: "Job", metadata: { name: "tried" },
      spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "tried", image: "tried", ...container }] } } },
    });
    assert.match(objections([job({ comand: ["true"] })]).join(), /comand/);
    assert.match(objections([job({})]).join(), /PodSecurity "restricted/);
  });
});
