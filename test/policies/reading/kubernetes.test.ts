import * as assert from "node:assert/strict";
import { kindOf } from "../../../policies/reading/kubernetes";

describe("the kind of an object, by its type token", () => {
  for (const [type, apiVersion, kind] of [
    ["kubernetes:apps/v1:Deployment", "apps/v1", "Deployment"],
    ["kubernetes:core/v1:Service", "v1", "Service"],
    ["kubernetes:core/v1:ServicePatch", "v1", "Service"],
    ["kubernetes:networking.gke.io/v1:ManagedCertificate", "networking.gke.io/v1", "ManagedCertificate"],
  ] as const) {
    it(type, () => assert.deepEqual(kindOf(type), { apiVersion, kind }));
  }

  for (const type of ["kubernetes:helm.sh/v3:Release", "pulumi:providers:kubernetes", "stepwise:halo:Kingdom", "random:index/randomPassword:RandomPassword"]) {
    it(`${type} is no such object`, () => assert.equal(kindOf(type), undefined));
  }
});
