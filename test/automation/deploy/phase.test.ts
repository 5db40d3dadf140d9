import * as assert from "node:assert/strict";
import { phaseOfStep } from "../../../automation/deploy/phase";

describe("the phase of a step", () => {
  const step = (name: string, type = "kubernetes:batch/v1:Job") => phaseOfStep({ type, urn: `urn:pulumi:s::p::${type}::${name}` }, "halo/kingdom");
  it("is in the name of its Job, and the roll-out for all else", () => {
    assert.deepEqual(["kingdom-backup", "kingdom-migrate-spanner", "kingdom-restore", "kingdom-verify"].map((name) => step(name)), ["backup", "migrate", "restore", "verify"]);
    assert.deepEqual([step("kingdom-migrate", "kubernetes:core/v1:ConfigMap"), step("kingdom-backups"), step("other-kingdom-backup")], ["rollout", "rollout", "rollout"]);
  });
});
