import * as assert from "node:assert/strict";
import { statefulResourceProtected } from "../../policies/statefulResourceProtected";
import { changed, deployment, deploymentType, said, unknownValue } from "./asking";

const statefulSet = {
  spec: {
    template: deployment.spec.template,
    volumeClaimTemplates: [{ metadata: { name: "data" } }],
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
  },
};
const statefulSetType = "kubernetes:apps/v1:StatefulSet";
const unprotected = "it is not protected, expected the resource option protect";

describe("the policy stateful-resource-protected", () => {
  const ask = (path: readonly string[], value: unknown) =>
    said(statefulResourceProtected, { type: statefulSetType, props: changed(statefulSet, path, value), protect: true });

  it("says nothing of a protected database", () => {
    assert.deepEqual(said(statefulResourceProtected, { type: statefulSetType, props: statefulSet, protect: true }), []);
  });

  for (const kind of ["apps/v1:StatefulSet", "core/v1:PersistentVolumeClaim", "core/v1:PersistentVolume", "core/v1:Namespace"]) {
    it(`refuses a ${kind} that is not protected`, () => {
      assert.deepEqual(said(statefulResourceProtected, { type: `kubernetes:${kind}`, props: statefulSet }), [unprotected]);
    });
  }

  it("refuses a generated password that is not protected, and what the configuration names instead", () => {
    const type = "random:index/randomPassword:RandomPassword";
    assert.deepEqual(said(statefulResourceProtected, { type, props: {} }), [unprotected]);
    assert.deepEqual(said(statefulResourceProtected, { type, props: {}, config: { alsoTypes: ["gcp:sql/databaseInstance:DatabaseInstance"] } }), []);
    const config = { alsoTypes: ["gcp:sql/databaseInstance:DatabaseInstance"] };
    assert.deepEqual(said(statefulResourceProtected, { type: "gcp:sql/databaseInstance:DatabaseInstance", props: {}, config }), [unprotected]);
  });

  for (const [moment, value, found] of [["whenDeleted", "Delete", "something else"], ["whenScaled", unknownValue, "not known yet"]] as const) {
    it(`refuses volumes that are let go ${moment}`, () => {
      assert.deepEqual(ask(["spec", "persistentVolumeClaimRetentionPolicy", moment], value),
        [`spec.persistentVolumeClaimRetentionPolicy.${moment} is ${found}, expected Retain`]);
    });
  }

  it("takes what Kubernetes does by itself for enough", () => {
    assert.deepEqual(ask(["spec", "persistentVolumeClaimRetentionPolicy"], undefined), []);
  });

  it("refuses a volume that goes with its claim", () => {
    const props = { spec: { persistentVolumeReclaimPolicy: "Delete" } };
    assert.deepEqual(said(statefulResourceProtected, { type: "kubernetes:core/v1:PersistentVolume", props, protect: true }),
      ["spec.persistentVolumeReclaimPolicy is something else, expected Retain"]);
  });

  it("takes a StatefulSet for stateful while its claims are not known yet, and not where it has none", () => {
    const props = { spec: { volumeClaimTemplates: unknownValue } };
    assert.deepEqual(said(statefulResourceProtected, { type: statefulSetType, props }), [unprotected]);
    assert.deepEqual(said(statefulResourceProtected, { type: statefulSetType, props: { spec: { volumeClaimTemplates: [] } } }), []);
  });

  it("says nothing of what keeps nothing", () => {
    assert.deepEqual(said(statefulResourceProtected, { type: deploymentType, props: deployment }), []);
  });
});
