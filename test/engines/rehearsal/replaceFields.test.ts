import * as assert from "node:assert/strict";
import { replacingPaths } from "../../../engines/rehearsal/replaceFields";

const k8s = (kind: string, changed: string) => replacingPaths(`kubernetes:any/v1:${kind}`, kind, [changed]).length > 0;

/** By kind: fields whose change replaces the object, and fields that are updated in place. */
const table: readonly (readonly [kind: string, replaced: readonly string[], updated: readonly string[]])[] = [
  [
    "Job",
    [
      "spec.template.spec.containers[0].image",
      'spec.template.metadata.annotations["stepwise.dev/returned-from"]',
      "spec.template",
      "spec.parallelism",
      "spec.completions",
      "spec.selector.matchLabels.app",
    ],
    [
      "spec.backoffLimit",
      "spec.activeDeadlineSeconds",
      "spec.ttlSecondsAfterFinished",
      "spec.suspend",
      "metadata.labels.app",
      "spec.templateX",
    ],
  ],
  [
    "Deployment",
    ["spec.selector.matchLabels.app", "spec.selector"],
    ["spec.replicas", "spec.template.spec.containers[0].image", "spec.strategy.type", "apiVersion"],
  ],
  [
    "StatefulSet",
    [
      "spec.serviceName",
      "spec.podManagementPolicy",
      "spec.selector",
      "spec.volumeClaimTemplates[0].spec",
      "spec.revisionHistoryLimit",
    ],
    ["spec.replicas", "spec.template.spec.containers[0].image", "spec.updateStrategy.type"],
  ],
  ["ConfigMap", ["metadata.name"], ["data.a", 'data["a.yaml"]', "binaryData.x", "metadata.labels.app", "metadata.annotations"]],
  ["Secret", ["data.a", "stringData.a", "type"], ["metadata.labels.app"]],
  ["RoleBinding", ["roleRef.name", "roleRef"], ["subjects[0].name"]],
  ["StorageClass", ["parameters.type", "provisioner"], ["allowVolumeExpansion"]],
  [
    "PersistentVolumeClaim",
    ["spec.accessModes", "spec.storageClassName", "spec.volumeName", "spec.selector.matchLabels.a"],
    ["metadata.labels.a", "spec.resources.requests.storage", "spec.resources.limits.storage"],
  ],
  ["PersistentVolume", ["spec.csi.driver", "spec.hostPath.path"], ["spec.capacity.storage"]],
  ["DaemonSet", ["spec.selector.matchLabels.app"], ["spec.template"]],
  ["ClusterRoleBinding", ["roleRef.name"], ["subjects"]],
  ["ResourceQuota", ["spec.scopes[0]"], ["spec.hard.pods"]],
  [
    "Pod",
    ["spec.containers[0].image", "spec.nodeName", "spec.volumes[0]"],
    ["metadata.labels.a", "spec.activeDeadlineSeconds", "spec.tolerations[0].key"],
  ],
  ["Service", ["spec.clusterIP"], ["spec.ports[0].port", "spec.type", "spec.selector.app"]],
  ["CronJob", [], ["spec.schedule", "spec.jobTemplate.spec.template.spec.containers[0].image"]],
  ["NetworkPolicy", [], ["spec.podSelector.matchLabels.app"]],
  ["ServiceAccount", [], ["metadata.annotations.a"]],
  ["Ingress", [], ["spec.rules[0].host"]],
];

describe("what makes the Kubernetes provider replace an object", () => {
  for (const [kind, replaced, updated] of table) {
    it(`${kind}: ${replaced.length > 0 ? replaced.join(", ") : "nothing but its name and namespace"}`, () => {
      for (const path of [...replaced, "metadata.name", "metadata.namespace"])
        assert.ok(k8s(kind, path), `${path} replaces a ${kind}`);
      for (const path of updated) assert.ok(!k8s(kind, path), `${path} is updated in place`);
    });
  }

  it("names only the changes that replace, in their order", () => {
    assert.deepEqual(
      replacingPaths("kubernetes:batch/v1:Job", "Job", [
        "spec.backoffLimit",
        "spec.template",
        "metadata.name",
        "metadata.labels",
      ]),
      ["spec.template", "metadata.name"],
    );
  });

  it("does not reach other providers' resources", () => {
    assert.deepEqual(replacingPaths("stepwise:halo:Kingdom", undefined, ["version"]), []);
    assert.deepEqual(replacingPaths("pulumi:providers:kubernetes", undefined, ["metadata.name", "kubeconfig"]), []);
  });

  it("is anything at all for a generated value", () => {
    const fields = [
      "lower",
      "upper",
      "numeric",
      "minLower",
      "minUpper",
      "minNumeric",
      "minSpecial",
      "special",
      "length",
      "keepers.version",
    ];
    assert.deepEqual(replacingPaths("random:index/randomPassword:RandomPassword", undefined, fields), fields);
  });
});
