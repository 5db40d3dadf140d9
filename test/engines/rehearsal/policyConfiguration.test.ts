import * as assert from "node:assert/strict";
import { policyConfiguration, type ConfigurablePolicy } from "../../../engines/rehearsal/policyConfiguration";

const [advisory, mandatory, disabled] = [0, 1, 2] as const;
const policy: ConfigurablePolicy = {
  name: "image-registry", level: mandatory, required: [], properties: { allowed: { type: "array", items: { type: "string" }, default: ["ghcr.io"] }, strict: { type: "boolean" } },
};

describe("a policy's configuration on the rehearsal engine", () => {
  it("is the policy's own where nothing is said", () => {
    assert.deepEqual(policyConfiguration(policy, {}), { level: mandatory, properties: { allowed: ["ghcr.io"] } });
  });

  it("takes a level alone, or beside settings, which go before the defaults", () => {
    assert.deepEqual(policyConfiguration(policy, { "image-registry": "disabled" }).level, disabled);
    assert.deepEqual(policyConfiguration(policy, { "image-registry": { enforcementLevel: "advisory", allowed: [] } }), { level: advisory, properties: { allowed: [] } });
  });

  it("takes the level of all where the policy has none of its own", () => {
    assert.equal(policyConfiguration(policy, { all: "advisory" }).level, advisory);
    assert.equal(policyConfiguration(policy, { all: "disabled", "image-registry": { enforcementLevel: "mandatory" } }).level, mandatory);
    assert.equal(policyConfiguration(policy, { all: "disabled", "image-registry": { strict: true } }).level, disabled);
  });

  it("refuses what does not fit", () => {
    assert.throws(() => policyConfiguration(policy, { "image-registry": { allowed: "ghcr.io" } }), /^Error: validating policy config: image-registry: allowed: /);
    assert.throws(() => policyConfiguration({ ...policy, required: ["strict"] }, {}), /image-registry: strict/);
    assert.throws(() => policyConfiguration(policy, { "image-registry": "warn" }), /parsing enforcement level for "image-registry": "warn" is not a valid enforcement level/);
    assert.throws(() => policyConfiguration(policy, { "image-registry": { enforcementLevel: 1 } }), /1 is not a valid enforcement level/);
    assert.throws(() => policyConfiguration(policy, { "image-registry": 5 }), /parsing "image-registry"/);
  });

  it("lets pass what Pulumi lets pass: other policies, other settings", () => {
    assert.deepEqual(policyConfiguration(policy, { "image-registy": "disabled", "image-registry": { allow: 1 } }).properties, { allowed: ["ghcr.io"], allow: 1 });
  });
});
