import * as assert from "node:assert/strict";
import { servedApiVersion } from "../../policies/servedApiVersion";
import { said, useStack } from "./asking";

const ask = (kind: string, kubernetes: string | undefined) => {
  useStack({ version: "0.5.46", cluster: kubernetes === undefined ? {} : { kubernetes } });
  return said(servedApiVersion, { type: `kubernetes:${kind}`, props: {} });
};

describe("the policy served-api-version", () => {
  it("says nothing of what the cluster serves", () => assert.deepEqual(ask("policy/v1:PodDisruptionBudget", "1.31"), []));

  for (const [kind, last, first, expected] of [
    ["policy/v1beta1:PodDisruptionBudget", "1.24", "1.25", "policy/v1"],
    ["batch/v1beta1:CronJob", "1.24.17", "1.25.0", "batch/v1"],
    ["autoscaling/v2beta2:HorizontalPodAutoscaler", "v1.25.9-gke.100", "v1.26.1-gke.100", "autoscaling/v2"],
    ["networking.k8s.io/v1beta1:Ingress", "1.21", "1.22", "networking.k8s.io/v1"],
    ["flowcontrol.apiserver.k8s.io/v1beta3:FlowSchema", "1.31", "1.32", "flowcontrol.apiserver.k8s.io/v1"],
    ["flowcontrol.apiserver.k8s.io/v1beta1:FlowSchema", "1.25", "1.26", "flowcontrol.apiserver.k8s.io/v1, or v1beta3 before Kubernetes 1.29"],
    ["authentication.k8s.io/v1beta1:SelfSubjectReview", "1.32", "1.33", "authentication.k8s.io/v1"],
    ["admissionregistration.k8s.io/v1beta1:ValidatingAdmissionPolicy", "1.33", "1.34", "admissionregistration.k8s.io/v1"],
    ["networking.k8s.io/v1beta1:ServiceCIDR", "1.36", "1.37", "networking.k8s.io/v1"],
    ["storage.k8s.io/v1beta1:VolumeAttributesClass", "1.36", "1.37", "storage.k8s.io/v1"],
    ["apps/v1beta1:ControllerRevision", "1.15", "1.16", "apps/v1"],
    ["apps/v1beta2:DeploymentPatch", "1.15", "1.16", "apps/v1"],
  ] as const) {
    it(`refuses ${kind} from ${first} on, and not before`, () => {
      assert.deepEqual(ask(kind, last), []);
      const found = ask(kind, first);
      assert.equal(found.length, 1);
      assert.ok(found[0]!.endsWith(`, expected ${expected}, and the cluster's is ${first}`), found[0]);
    });
  }

  it("refuses what the cluster does not serve yet", () => {
    assert.deepEqual(ask("autoscaling/v2:HorizontalPodAutoscaler", "1.22"),
      ["HorizontalPodAutoscaler of autoscaling/v2 is served only since Kubernetes 1.23, and the cluster's is 1.22"]);
    assert.deepEqual(ask("autoscaling/v2:HorizontalPodAutoscaler", "1.23"), []);
    assert.equal(ask("networking.k8s.io/v1:ServiceCIDR", "1.32").length, 1);
    assert.deepEqual(ask("networking.k8s.io/v1:ServiceCIDR", "1.33"), []);
    assert.equal(ask("networking.k8s.io/v1beta1:ServiceCIDR", "1.30").length, 1);
  });

  it("tells kinds of one API version apart", () => {
    assert.equal(ask("admissionregistration.k8s.io/v1beta1:ValidatingWebhookConfiguration", "1.31").length, 1);
    assert.deepEqual(ask("admissionregistration.k8s.io/v1beta1:ValidatingAdmissionPolicy", "1.31"), []);
  });

  it("knows nothing of custom resources, and says nothing where the version is not stated", () => {
    assert.deepEqual(ask("networking.gke.io/v1beta1:ManagedCertificate", "1.31"), []);
    assert.deepEqual(ask("batch/v1beta1:CronJob", undefined), []);
  });
});
